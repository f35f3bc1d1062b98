"""Parents without a mail at hand: a sheet with a QR code, and the school's list of a parents' evening.

The sheet goes through the young person's hands, so it decides nothing: it leads to a page where the guardian names a
mailbox of their own, and the decision comes there (safety.md A46). The list is signed on paper and typed in by somebody
of a checked school or guidance centre, who answers for the signatures; each family gets a slip that stops everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions
from accounts.actions import consent_mails, consents, links
from accounts.actions.audit import record
from accounts.models import Consent, Link, Organisation, PaperRequest, User
from accounts.models.links import digest, new_token
from accounts.models.paper import LENGTH, SIGNS
from accounts.situations import AlreadyAsked, NotNeeded, TooEarly
from core import clock, limits

SHEET_DAYS = timedelta(days=60)
SHEETS_A_DAY, LISTS_AN_HOUR, DAY_SECONDS, HOUR_SECONDS = 10, 20, 86_400, 3600
CODES_A_LIST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: the code for the list and the secret for the QR code, known only here."""

    request: PaperRequest
    token: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list that was typed in: granted with its stop link, or why not."""

    code: str
    outcome: str
    stop_token: str = ""


@transaction.atomic
def print_sheet(pupil: User, *, by: User) -> Sheet:
    """A sheet for the parents of somebody under 16; earlier ones stay good until one is used."""
    if by.pk != pupil.pk:
        raise PermissionDenied
    if not permissions.needs_data_consent(pupil):
        raise NotNeeded(pupil.pk)
    limits.hit("paper_sheet", str(pupil.pk), limit=SHEETS_A_DAY, seconds=DAY_SECONDS)
    token = new_token()
    made = PaperRequest.objects.create(pupil=pupil, digest=digest(token), expires_at=clock.now() + SHEET_DAYS)
    record("consent_sheet_printed", pupil, by=by)
    return Sheet(made, token)


@transaction.atomic
def ask_from_sheet(sheet: PaperRequest, *, by: None = None, guardian_email: str, client_key: Any = None) -> Consent:
    """Whoever holds the sheet names a mailbox: the question goes there, with every guard of the ordinary way."""
    pupil = sheet.pupil
    return consents.request_consent(
        pupil, by=pupil, guardian_email=guardian_email, kind=Consent.Kind.DATA, client_key=client_key
    )


@transaction.atomic
def sign_list(codes: Iterable[str], *, by: User, organisation: Organisation) -> list[Entry]:
    """Note the signatures of a parents' evening; every code answers for itself."""
    if not permissions.may_sign_lists(by, organisation):
        raise PermissionDenied
    limits.hit("paper_list", str(by.pk), limit=LISTS_AN_HOUR, seconds=HOUR_SECONDS)
    return [_sign(code, by=by, organisation=organisation) for code in list(dict.fromkeys(codes))[:CODES_A_LIST]]


def cleaned(text: str) -> list[str]:
    """Codes out of what somebody typed: one a line, dashes and small letters do no harm."""
    lines = ("".join(sign for sign in line.upper() if sign in SIGNS) for line in text.splitlines())
    return [line for line in lines if line]


def _sign(code: str, *, by: User, organisation: Organisation) -> Entry:
    shown = f"{code[:4]}-{code[4:]}"
    sheet = PaperRequest.objects.filter(code=code).select_related("pupil").first() if len(code) == LENGTH else None
    if sheet is None:
        return Entry(shown, "unknown")
    if not PaperRequest.objects.usable().filter(pk=sheet.pk).update(used_at=clock.now()):
        return Entry(shown, "used" if sheet.used_at else "ended")
    try:
        consent = consents.grant_on_paper(sheet.pupil, by=by, organisation=organisation)
    except AlreadyAsked:
        return Entry(shown, "given")
    except NotNeeded:
        return Entry(shown, "not_needed")
    except TooEarly:
        return Entry(shown, "refused")
    ends = consent_mails.stop_link_ends_at(consent)
    return Entry(shown, "granted", links.issue(Link.Purpose.CONSENT_STOP, expires_at=ends, consent=consent))
