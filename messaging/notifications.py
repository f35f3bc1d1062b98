"""Notices to persons: each app declares its kinds in its own `notifications.py`, anything notifies through here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock, mail
from messaging import quiet
from messaging.models import Notification


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue. Titles may hold `%(name)s`, filled from the notice's context."""

    code: str
    title: Any
    text: Any = ""
    # Whether a mail follows, with which template, and how long after the notice it waits for being read in the app.
    mail: bool = False
    template: str = "messaging_notice"
    mail_delay: timedelta = timedelta(0)
    # Safety alarms and the like pass the quiet hours.
    breaks_quiet: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind to the catalogue; raises ValueError for a code declared twice."""
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ValueError(f"Two kinds are called {kind.code}")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The kind of this code; raises LookupError for an unknown one."""
    return _kinds[code]


def catalogue() -> list[Kind]:
    """All kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def notify(
    kind: Kind | str, *, user: Any, window: str, url: str = "", context: dict[str, Any] | None = None
) -> Notification | None:
    """Write one notice; None if (person, kind, window) was noticed before. Mail goes by `send_mails`."""
    entry = kind if isinstance(kind, Kind) else kind_of(kind)
    with transaction.atomic():
        notice, is_new = Notification.objects.get_or_create(
            user=user,
            kind=entry.code,
            window=window[:120],
            defaults={"url": url, "context": context or {}, "mail_after": _mail_after(entry, user)},
        )
        if is_new and notice.mail_after is not None and notice.mail_after <= clock.now():
            _mail(user, [notice])
    return notice if is_new else None


def _mail_after(kind: Kind, user: Any) -> datetime | None:
    """Earliest moment of the mail: after the delay, and for minors not in the quiet hours; None without mail."""
    if not kind.mail or not user.email:
        return None
    earliest = clock.now() + kind.mail_delay
    if kind.breaks_quiet or not user.is_minor():
        return earliest
    return quiet.ends_at(earliest) or earliest


def title_of(notice: Notification) -> str:
    """The notice's heading in the reader's language; a kind that is no longer declared keeps its code."""
    return _filled(notice, "title") or notice.kind


def text_of(notice: Notification) -> str:
    """The notice's sentence."""
    return _filled(notice, "text")


def _filled(notice: Notification, part: str) -> str:
    kind = _kinds.get(notice.kind)
    if kind is None:
        return ""
    text = str(getattr(kind, part))
    return text % notice.context if notice.context and "%(" in text else text


def send_mails() -> int:
    """Send the mails that are due, one a person for all of them; returns how many mails were written."""
    due = Notification.objects.mail_due(clock.now()).select_related("user").order_by("user_id", "pk")
    by_user: dict[Any, list[Notification]] = {}
    for notice in due:
        by_user.setdefault(notice.user, []).append(notice)
    return sum(_mail_waiting(user, notices) for user, notices in by_user.items())


@transaction.atomic
def _mail_waiting(user: Any, notices: list[Notification]) -> int:
    if not user.is_active:
        Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail_after=None)
        return 0
    _mail(user, notices)
    return 1


def _mail(user: Any, notices: list[Notification]) -> None:
    """One mail for several notices. It names the matter by its title only: no message text, no name of a minor."""
    template = kind_of(notices[0].kind).template if len(notices) == 1 else "messaging_notices"
    entries = [{"title": title_of(one), "text": text_of(one), "url": address_of(one)} for one in notices]
    mail.send(
        to=user.email,
        template=template,
        context={**notices[0].context, **entries[0], "entries": entries, "is_young": user.is_young},
        key=f"notice:{user.pk}:{notices[-1].kind}:{notices[-1].pk}",
        language=user.language,
    )
    Notification.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=clock.now())


def address_of(notice: Notification) -> str:
    """Absolute address of the page behind the notice."""
    path = notice.url or "/nachrichten/mitteilungen/"
    return path if path.startswith("http") else f"{settings.BASE_URL.rstrip('/')}{path}"


MESSAGE_NEW = register(
    Kind(
        "message_new",
        _("Neue Nachricht"),
        _("In einem Gespräch wartet eine neue Nachricht."),
        mail=True,
        mail_delay=timedelta(minutes=30),
    )
)
CONVERSATION_STOPPED = register(
    Kind("conversation_stopped", _("Ein Gespräch ruht"), _("Du kannst es weiter lesen. Hilfe und Melden gehen immer."))
)
REPORT_RECEIPT = register(
    Kind(
        "report_receipt",
        _("Deine Meldung ist angekommen"),
        _("Danke, dass du es sagst. Ein Mensch schaut sich das an. Wir sagen dem Betrieb nicht, dass du es warst."),
        mail=True,
        template="messaging_report_receipt",
        breaks_quiet=True,
    )
)
REPORT_DECISION = register(
    Kind(
        "report_decision",
        _("Über eine Meldung ist entschieden"),
        _("Die Entscheidung und die Begründung stehen auf der Seite der Meldung."),
        mail=True,
    )
)
REPORT_URGENT = register(
    Kind(
        "report_urgent",
        _("Eilige Meldung wartet"),
        _("Bitte innerhalb einer Stunde ansehen."),
        mail=True,
        breaks_quiet=True,
    )
)
REVIEW_TASK = register(Kind("review_task", _("Neue Meldung"), _("Bitte innerhalb von 24 Stunden ansehen.")))
# Accounts mails these itself; here they appear in the app.
CONSENT_CHANGED = register(Kind("consent_changed", _("Zustimmung deiner Eltern: %(state)s")))
VERIFICATION_RESULT = register(Kind("verification_result", _("Ihre Organisation ist geprüft")))
