"""What becomes of a registration: cancelled, offered, decided by guardians, checked in, closed."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock, seats
from events import permissions, telling
from events.actions import queue, steps
from events.actions.errors import Closed, WrongStep
from events.models import Occurrence, Registration

State = Registration.State
KEPT = timedelta(days=30)  # after the event the person's name goes, only the number stays


@transaction.atomic
def cancel(registration: Registration, *, by: Any) -> Registration:
    """Give the seat back; the next who waits is asked in the same transaction."""
    if not permissions.may_cancel(by, registration):
        raise PermissionDenied
    return _leave(registration, State.CANCELLED, by=by)


@transaction.atomic
def accept_offer(registration: Registration, *, by: Any) -> Registration:
    """Take the offered seat; raises Closed after the hour that was promised."""
    if not permissions.may_cancel(by, registration):
        raise PermissionDenied
    if registration.offered_until is not None and registration.offered_until <= clock.now():
        raise Closed(registration)
    steps.move(registration, State.REGISTERED, by=by, offered_until=None, queue_number=None)
    telling.ticket(registration)
    return registration


@transaction.atomic
def follow_consent(registration: Registration, *, given: bool, expired: bool = False) -> Registration | None:
    """What a guardian's answer does; None where it comes too late to change anything."""
    pending = registration.state == State.CONSENT_PENDING
    if given:
        return _permitted(registration) if pending else None
    if not registration.is_live or registration.state == State.CHECKED_IN:
        return None
    return _leave(registration, State.EXPIRED if pending and expired else State.CANCELLED, reason="consent")


def _permitted(registration: Registration) -> Registration:
    occurrence = registration.occurrence
    if not occurrence.is_open():
        return _leave(registration, State.EXPIRED, reason="closed")
    seated = registration.holds_seat or (not queue.has_waiting_person(occurrence) and seats.take(occurrence))
    if not seated:
        return steps.move(registration, State.WAITLISTED, queue_number=queue.next_number(occurrence))
    steps.move(registration, State.REGISTERED, holds_seat=True)
    telling.ticket(registration)
    return registration


@transaction.atomic
def check_in(registration: Registration, *, by: Any) -> Registration:
    """The person is there; a second press changes nothing."""
    _organiser_only(registration, by)
    if registration.state == State.CHECKED_IN:
        return registration
    return steps.move(registration, State.CHECKED_IN, by=by)


@transaction.atomic
def mark_attended(registration: Registration, *, by: Any) -> Registration:
    """The person was there: after check-in, or as a correction."""
    _organiser_only(registration, by)
    return steps.move(registration, State.ATTENDED, by=by)


@transaction.atomic
def mark_no_show(registration: Registration, *, by: Any) -> Registration:
    """The person did not come; only once the date has begun."""
    _organiser_only(registration, by)
    if registration.occurrence.starts_at > clock.now():
        raise WrongStep("The date has not begun")
    return steps.move(registration, State.NO_SHOW, by=by)


def _organiser_only(registration: Registration, by: Any) -> None:
    if not permissions.may_run(by, registration.occurrence):
        raise PermissionDenied


@transaction.atomic
def call_off(registration: Registration, *, by: Any, reason: str) -> Registration:
    """The organiser's cancellation reaches one person; the date's seats stay as they were, nobody moves up."""
    steps.move(registration, State.CANCELLED_BY_ORGANISER, by=by, reason=reason)
    telling.event_cancelled(registration, reason)
    return registration


def leave_all(person: Any) -> int:
    """Cancel everything that is still to come for a person who leaves or whose guardian withdrew; returns how many."""
    rows = Registration.objects.filter(person=person).live().exclude(state=State.CHECKED_IN)
    left = 0
    for registration in rows.select_related("occurrence__page"):
        with transaction.atomic():
            _leave(registration, State.CANCELLED, reason="account")
        left += 1
    return left


def expire_offers(moment: datetime | None = None) -> int:
    """End offers nobody took and ask the next; end requests to guardians when registration closes."""
    moment = moment or clock.now()
    late = Registration.objects.filter(state=State.OFFERED_SEAT, offered_until__lte=moment)
    pending = Registration.objects.filter(state=State.CONSENT_PENDING).select_related("occurrence__page")
    unanswered = [row for row in pending if row.occurrence.closes_at <= moment]
    return sum(_expire(row) for row in [*late.select_related("occurrence__page"), *unanswered])


@transaction.atomic
def _expire(registration: Registration) -> int:
    try:
        _leave(registration, State.EXPIRED, reason="late")
    except WrongStep:  # answered in the same second
        return 0
    return 1


def close_past(moment: datetime | None = None) -> int:
    """After the day: who was checked in has attended; thirty days later only numbers stay. Returns rows changed."""
    moment = moment or clock.now()
    over = Registration.objects.filter(occurrence__ends_at__lte=moment - timedelta(hours=12))
    attended = [steps.move(row, State.ATTENDED) for row in over.filter(state=State.CHECKED_IN)]
    return len(attended) + _forget(Registration.objects.filter(occurrence__ends_at__lte=moment - KEPT))


@transaction.atomic
def _forget(old: Any) -> int:
    closed = 0
    for registration in old.filter(state__in=[State.ATTENDED, State.NO_SHOW]):
        steps.move(registration, State.CLOSED, person=None)
        registration.events.update(by=None)  # type: ignore[attr-defined]
        closed += 1
    gone, _ = old.exclude(state=State.CLOSED).delete()
    return closed + gone


def _leave(registration: Registration, state: str, *, by: Any = None, reason: str = "") -> Registration:
    held = registration.holds_seat
    steps.move(registration, state, by=by, reason=reason, holds_seat=False, queue_number=None, offered_until=None)
    occurrence: Occurrence = registration.occurrence
    if held:
        seats.give_back(occurrence)
        queue.promote(occurrence)
    return registration
