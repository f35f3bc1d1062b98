"""Taking a seat: at once, on the waiting list, or after a guardian's yes."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts_actions
from accounts import situations
from core import clock, limits, seats
from events import permissions, telling, words
from events.actions import queue, steps
from events.actions.errors import Closed, GuardianNeeded, Overlaps, TooYoung
from events.models import Occurrence, Registration

REGISTRATIONS_AN_HOUR, HOUR = 10, 3600
LONGEST_SUBJECT = 200


@transaction.atomic
def register(occurrence: Occurrence, *, by: Any, client_key: UUID, guardian_email: str = "") -> Registration:
    """Take a seat or a place in the queue; the same key, or a second try, answers with the first result.

    Raises Closed, TooYoung, Overlaps, GuardianNeeded, and core.limits.TooMany above ten an hour.
    """
    # The row lock makes two clicks of one person come one after the other where the database locks rows.
    occurrence = Occurrence.objects.select_for_update(of=("self",)).select_related("page").get(pk=occurrence.pk)
    earlier = _earlier(occurrence, by, client_key)
    if earlier and earlier.state != Registration.State.CANCELLED:
        return earlier
    limits.hit("event_registration", str(by.pk), limit=REGISTRATIONS_AN_HOUR, seconds=HOUR)
    _check(occurrence, by)
    if earlier:
        return _again(earlier, occurrence, by, guardian_email)
    return _first(occurrence, by, client_key, guardian_email)


def _earlier(occurrence: Occurrence, by: Any, client_key: UUID) -> Registration | None:
    repeated = Registration.objects.filter(client_key=client_key, person=by).first()
    open_rows = Registration.objects.filter(occurrence=occurrence, person=by).exclude(state__in=Registration.ENDED)
    return repeated or open_rows.first()


def _check(occurrence: Occurrence, by: Any) -> None:
    page = occurrence.page
    if not (page.live and page.takes_persons and occurrence.is_open()):
        raise Closed(occurrence)
    if permissions.has_no_account_right(by) or not permissions.is_old_enough(by, page):
        raise TooYoung(page)
    other = _overlapping(occurrence, by)
    if other:
        raise Overlaps(other)


def _overlapping(occurrence: Occurrence, by: Any) -> Occurrence | None:
    own = Registration.objects.filter(person=by).live().exclude(occurrence=occurrence)
    return (
        Occurrence.objects.scheduled()
        .filter(pk__in=own.values("occurrence"), starts_at__lt=occurrence.ends_at, ends_at__gt=occurrence.starts_at)
        .select_related("page")
        .first()
    )


def _first(occurrence: Occurrence, by: Any, client_key: UUID, guardian_email: str) -> Registration:
    state, values = _place(occurrence)
    if permissions.needs_guardian(by):
        state, values = Registration.State.CONSENT_PENDING, {"holds_seat": values["holds_seat"]}
    registration = Registration.objects.create(
        occurrence=occurrence, person=by, client_key=client_key, state=state, created_at=clock.now(), **values
    )
    steps.record(registration, before="", by=by)
    return _after(registration, by, guardian_email)


def _again(registration: Registration, occurrence: Occurrence, by: Any, guardian_email: str) -> Registration:
    """Come back after a cancellation, on the same row.

    Below 16 this needs a yes that still stands: no step leads from „abgemeldet“ to „Eltern gefragt“.
    """
    if permissions.needs_guardian(by) and not permissions.is_allowed(registration):
        raise GuardianNeeded(_("Für eine neue Anmeldung brauchen wir zuerst das Ja deiner Eltern zu deinem Konto."))
    state, values = _place(occurrence)
    steps.move(registration, state, by=by, **values)
    return _after(registration, by, guardian_email)


def _place(occurrence: Occurrence) -> tuple[str, dict[str, Any]]:
    """Which state one gets, and the seat or the place in the queue that belongs to it."""
    if not queue.has_waiting_person(occurrence) and seats.take(occurrence):
        return Registration.State.REGISTERED, {"holds_seat": True, "queue_number": None}
    return Registration.State.WAITLISTED, {"holds_seat": False, "queue_number": queue.next_number(occurrence)}


def _after(registration: Registration, by: Any, guardian_email: str) -> Registration:
    if registration.state == Registration.State.CONSENT_PENDING:
        _ask_guardian(registration, by, guardian_email)
    elif registration.state == Registration.State.REGISTERED:
        telling.ticket(registration)
    return registration


def _ask_guardian(registration: Registration, by: Any, guardian_email: str) -> None:
    if not guardian_email:
        raise GuardianNeeded(_("Bitte gib die E-Mail-Adresse deiner Eltern an."))
    occurrence = registration.occurrence
    when = words.span(occurrence.starts_at, occurrence.ends_at)
    try:
        accounts_actions.request_consent(
            by,
            by=by,
            guardian_email=guardian_email,
            kind="day",
            reference=registration.reference,
            subject=f"{occurrence.page.title}, {when}"[:LONGEST_SUBJECT],
            expires_at=occurrence.closes_at,
        )
    except situations.WrongMailbox as fault:
        raise GuardianNeeded(_("Das muss das Postfach deiner Eltern sein, nicht dein eigenes.")) from fault
    except (situations.NeedsPerson, situations.TooEarly) as fault:
        raise GuardianNeeded(
            _("Wir können deine Eltern gerade nicht noch einmal fragen. Sprich mit deiner Beratung.")
        ) from fault
