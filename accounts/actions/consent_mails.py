"""The mails around a guardian's decision: question, reminder, receipt with the stop link, news for the pupil."""

from datetime import datetime, time
from typing import Any

from accounts.actions import links, notices
from accounts.models import Consent, Guardian, Link
from core import clock


def ask(consent: Consent, *, reminder: bool = False) -> None:
    """Question or reminder with a link of its own; the links of one question all die with the decision."""
    token = links.issue(Link.Purpose.CONSENT_DECIDE, expires_at=consent.expires_at, consent=consent)
    guardian = _guardian(consent)
    notices.send(
        guardian.email,
        "guardian_request",
        language=guardian.language,
        **_facts(consent),
        reminder=reminder,
        deleted_on=clock.local(consent.expires_at).strftime("%d.%m.%Y"),
        url=notices.absolute("accounts:guardian", token),
    )


def receipt(consent: Consent) -> None:
    """What was agreed, and the link that stops it."""
    token = links.issue(Link.Purpose.CONSENT_STOP, expires_at=stop_link_ends_at(consent), consent=consent)
    guardian = _guardian(consent)
    notices.send(
        guardian.email,
        "guardian_receipt",
        language=guardian.language,
        **_facts(consent),
        url=notices.absolute("accounts:guardian", token),
    )


def ended(consent: Consent) -> None:
    """Guardian and pupil learn that the pupil decides alone from now on; who signed on paper has no mailbox here."""
    if consent.guardian is not None and consent.guardian.email:
        notices.send(consent.guardian.email, "guardian_ended", language=consent.guardian.language, **_facts(consent))
    tell_pupil(consent)


def tell_pupil(consent: Consent) -> None:
    """Tell the young person what became of the question; no names in the mail."""
    notices.send(
        consent.pupil.email,
        "consent_changed",
        language=consent.pupil.language,
        name=consent.pupil.get_short_name(),
        kind=consent.kind,
        state=consent.state,
        subject_line=consent.subject,
        writing_from=_words(consent.writing_from),
        contact=notices.contact_for(consent.pupil),
        url=notices.absolute("accounts:consent"),
    )


def stop_link_ends_at(consent: Consent) -> datetime | None:
    """The first day of the band in which nobody needs the guardian: 16 for the account, 18 for a day."""
    day = consent.pupil.turns(16 if consent.is_data else 18)
    return datetime.combine(day, time(), tzinfo=clock.BERLIN) if day else None


def _guardian(consent: Consent) -> Guardian:
    """Whoever is asked; a running question always has somebody."""
    if consent.guardian is None:
        raise LookupError(f"consent {consent.pk} has no guardian")
    return consent.guardian


def _facts(consent: Consent) -> dict[str, Any]:
    return {
        "name": consent.pupil.get_short_name(),
        "kind": consent.kind,
        "subject_line": consent.subject,
        "writing_from": _words(consent.writing_from),
        "contact": notices.contact_for(consent.pupil),
    }


def _words(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%d.%m.%Y, %H:%M") if moment else ""
