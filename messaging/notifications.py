"""Notices to persons: each app declares its kinds in its own `notifications.py`, anything notifies through here."""

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock, mail
from messaging import devices, short_messages, wishes
from messaging.models import Notification


class Topic(models.TextChoices):
    """Under which heading of the page of wishes a kind stands."""

    TALKS = "talks", _("Gespräche und Termine")
    APPLICATIONS = "applications", _("Bewerbungen")
    DAYS = "days", _("Tage zum Ausprobieren")
    EVENTS = "events", _("Veranstaltungen")
    PLACES = "places", _("Ausbildungsplätze")


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
    # The sentence of the short message of a kind that matters at once; it names nobody and repeats no words.
    sms: Any = ""
    # The sentence on the person's devices; None: the one of the short message, empty: none.
    push: Any = None
    push_delay: timedelta = timedelta(0)
    # Safety alarms and the like pass the quiet hours.
    breaks_quiet: bool = False
    # Law and safety: mails of these kinds cannot be put off.
    may_stop: bool = True
    # Whom the kind is for, on the page of wishes: pupil, member, or both when empty.
    reader: str = ""
    topic: Topic = Topic.TALKS
    # What the kind is called where no notice fills its title.
    name: Any = ""

    @property
    def on_device(self) -> Any:
        """What a device shows of it; empty where it shows nothing."""
        return self.sms if self.push is None else self.push


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind to the catalogue; raises ValueError for a code declared twice."""
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ValueError(f"Two kinds are called {kind.code}")
    _kinds[kind.code] = kind
    return kind


def mailed(code: str, title: Any, text: Any = "", *, template: str = "messaging_notice", **more: Any) -> Kind:
    """Declare a kind that is mailed too: the one way in which apps add to the catalogue."""
    return register(Kind(code, title, text, mail=True, template=template, **more))


def is_known(code: str) -> bool:
    """Whether somebody declares this kind today."""
    return code in _kinds


def name_of(code: str) -> str:
    """What a kind is called in lists; the unfilled title without its gaps."""
    kind = _kinds[code]
    return str(kind.name) or re.sub(r"[:\s]*%\(\w+\)s", " …", str(kind.title)).strip()


def catalogue_for(user: Any) -> list[Kind]:
    """The kinds that can reach this person."""
    side = "pupil" if user.is_young else "member"
    return [kind for kind in catalogue() if kind.reader in {"", side}]


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
            defaults={
                "url": url,
                "context": context or {},
                "mail_after": wishes.mail_after(user, entry),
                "sms_after": wishes.sms_after(user, entry),
                "push_after": wishes.push_after(user, entry),
            },
        )
        if is_new:
            _send_at_once(notice, user, entry)
    return notice if is_new else None


def _send_at_once(notice: Notification, user: Any, entry: Kind) -> None:
    now = clock.now()
    if notice.mail_after is not None and notice.mail_after <= now:
        _mail(user, [notice])
    if notice.sms_after is not None and notice.sms_after <= now:
        short_messages.tell(user, [notice], [entry.sms])
    if notice.push_after is not None and notice.push_after <= now:
        devices.tell(user, [notice], [entry.on_device])


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
    due = _by_user(Notification.objects.mail_due(clock.now()))
    return sum(_mail_waiting(user, notices) for user, notices in due)


@transaction.atomic
def _mail_waiting(user: Any, notices: list[Notification]) -> int:
    if not user.is_active:
        Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail_after=None)
        return 0
    _mail(user, notices)
    return 1


def send_short_messages() -> int:
    """Send the short messages that waited for the morning, one a person for all of them; returns how many."""
    due = _by_user(Notification.objects.sms_due(clock.now()))
    return sum(_ring(user, notices) for user, notices in due)


def send_pushes() -> int:
    """Show on the devices what waited, one a person for all of it; returns how many devices were told."""
    due = _by_user(Notification.objects.push_due(clock.now()))
    return sum(_show(user, notices) for user, notices in due)


def _by_user(due: QuerySet[Notification]) -> list[tuple[Any, list[Notification]]]:
    rows = due.select_related("user").order_by("user_id", "pk")
    return [(user, list(notices)) for user, notices in groupby(rows, key=lambda notice: notice.user)]


@transaction.atomic
def _ring(user: Any, notices: list[Notification]) -> int:
    """The kind may be gone since; then the notice stands in the app alone."""
    sentences = [kind_of(one.kind).sms for one in notices if is_known(one.kind)]
    return short_messages.tell(user, notices, sentences if user.is_active else [])


@transaction.atomic
def _show(user: Any, notices: list[Notification]) -> int:
    sentences = [kind_of(one.kind).on_device for one in notices if is_known(one.kind)]
    return devices.tell(user, notices, sentences if user.is_active else [])


def _mail(user: Any, notices: list[Notification]) -> None:
    """One mail for several notices. It names the matter by its title only: no message text, no name of a minor."""
    template = kind_of(notices[0].kind).template if len(notices) == 1 else "messaging_notices"
    entries = [{"title": title_of(one), "text": text_of(one), "url": address_of(one)} for one in notices]
    mail.send(
        to=user.email,
        template=template,
        context={
            **notices[0].context,
            **entries[0],
            "entries": entries,
            "is_young": user.is_young,
            "stop_url": _stop_address(user, notices),
        },
        key=f"notice:{user.pk}:{notices[-1].kind}:{notices[-1].pk}",
        language=user.language,
    )
    Notification.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=clock.now())


def _stop_address(user: Any, notices: list[Notification]) -> str:
    """Address that stops mails like this one with one click; empty where they cannot be stopped."""
    codes = [one.kind for one in notices if is_known(one.kind) and kind_of(one.kind).may_stop]
    return f"{settings.BASE_URL.rstrip('/')}{wishes.stop_path(user, codes)}" if codes else ""


def address_of(notice: Notification) -> str:
    """Absolute address of the page behind the notice."""
    path = notice.url or "/nachrichten/mitteilungen/"
    return path if path.startswith("http") else f"{settings.BASE_URL.rstrip('/')}{path}"


MESSAGE_NEW = mailed(
    "message_new",
    _("Neue Nachricht"),
    _("In einem Gespräch wartet eine neue Nachricht."),
    mail_delay=timedelta(minutes=30),
    push=_("Eine neue Nachricht wartet."),
    push_delay=timedelta(minutes=5),  # whoever reads along needs none
)
CONVERSATION_STOPPED = register(
    Kind(
        "conversation_stopped",
        _("Ein Gespräch ruht"),
        _("Du kannst es weiter lesen. Hilfe und Melden gehen immer."),
        reader="pupil",
    )
)
CONVERSATION_STOPPED_FIRM = register(
    Kind("conversation_stopped_firm", _("Ein Gespräch ruht"), _("Sie können es weiter lesen."), reader="member")
)
REPORT_RECEIPT = mailed(
    "report_receipt",
    _("Deine Meldung ist angekommen"),
    _("Danke, dass du es sagst. Ein Mensch schaut sich das an. Wir sagen dem Betrieb nicht, dass du es warst."),
    template="messaging_report_receipt",
    breaks_quiet=True,
    may_stop=False,
)
REPORT_DECISION = mailed(
    "report_decision",
    _("Über eine Meldung ist entschieden"),
    _("Die Entscheidung und die Begründung stehen auf der Seite der Meldung."),
    may_stop=False,
)
REPORT_URGENT = mailed(
    "report_urgent",
    _("Eilige Meldung wartet"),
    _("Bitte innerhalb einer Stunde ansehen."),
    sms=_("Eine eilige Meldung wartet."),
    breaks_quiet=True,
    may_stop=False,
)
REVIEW_TASK = mailed(
    "review_task",
    _("Neue Meldung"),
    _("Bitte innerhalb von 24 Stunden ansehen."),
    sms=_("Eine Meldung wartet."),
    may_stop=False,
)
# Mails that came back are told in the app alone: a mail about them would not arrive either.
MAILBOX_RETURNS = register(
    Kind(
        "mailbox_returns",
        _("Mails an %(address)s kommen zurück"),
        _("In der App steht alles. Auf dieser Seite lässt sich das Postfach richten."),
        may_stop=False,
        name=_("Das eigene Postfach"),
    )
)
OTHER_SIDE_UNREACHED = register(
    Kind(
        "other_side_unreached",
        _("Die andere Seite bekommt gerade keine Mails"),
        _("Was geschrieben wurde, liegt in der App. Wenn es eilt, hilft ein Anruf."),
        may_stop=False,
    )
)
PARENTS_MAIL_RETURNED = register(
    Kind(
        "parents_mail_returned",
        _("Die Mail an deine Eltern kam zurück"),
        _("Stimmt die Adresse? Frag mit der richtigen noch einmal, oder nimm das Blatt zum Ausdrucken."),
        may_stop=False,
        reader="pupil",
    )
)
# Accounts mails these itself; here they appear in the app.
CONSENT_CHANGED = register(Kind("consent_changed", _("Zustimmung deiner Eltern: %(state)s"), may_stop=False))
VERIFICATION_RESULT = register(Kind("verification_result", _("%(organisation)s: %(state)s"), may_stop=False))
APPOINTMENT = mailed("appointment", _("Termin: %(state)s"), _("%(when)s"), name=_("Termine"))
APPOINTMENT_REMINDER = mailed(
    "appointment_reminder",
    _("Morgen ist ein Termin"),
    _("%(when)s, %(where)s"),
    sms=_("Morgen ist ein Termin."),
    name=_("Erinnerung an Termine"),
)
GUEST_INVITED = mailed(
    "guest_invited",
    _("Einladung in ein Gespräch"),
    _("Ein junger Mensch möchte, dass Sie in einem Gespräch mitlesen."),
    reader="member",
)
GUEST_ANSWERED = register(
    Kind("guest_answered", _("%(name)s: %(state)s"), name=_("Antwort der Beratung"), reader="pupil")
)
