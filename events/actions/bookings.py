"""A class comes: n seats in one statement or none, and never more than the school's share."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.models import Organisation
from core import clock, limits, seats
from events import permissions, telling
from events.actions.errors import Closed, QuotaExceeded, WrongStep
from events.models import ClassBooking, ClassBookingEvent, EventPage, Occurrence, SchoolQuota

State = ClassBooking.State
BOOKINGS_AN_HOUR, HOUR = 5, 3600


def held_quota(page: EventPage, school: Organisation) -> SchoolQuota | None:
    """The row that counts the school's seats at this event; None where the event sets no limit."""
    if page.school_quota is None:
        return None
    quota, _ = SchoolQuota.objects.get_or_create(page=page, school=school, defaults={"capacity": page.school_quota})
    seats.resize(quota, page.school_quota)
    return quota


def take_up(booking: ClassBooking, occurrence: Occurrence) -> int:
    """Seats for a class that waited; 0 where they do not suffice yet. Inside the queue's transaction."""
    if not seats.take(occurrence, booking.seats):
        return 0
    move(booking, State.REQUESTED, holds_seats=True, queue_number=None)
    telling.class_moved_up(booking)
    return 1


def move(booking: ClassBooking, state: str, *, by: Any = None, reason: str = "", **values: Any) -> ClassBooking:
    """One step, conditional on the old state, with its trace."""
    before = booking.state
    if not booking.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    if not ClassBooking.objects.filter(pk=booking.pk, state=before).update(state=state, **values):
        raise WrongStep(f"{before} was already left")
    booking.state = state
    for name, value in values.items():
        setattr(booking, name, value)
    record(booking, before=before, by=by, reason=reason)
    return booking


def record(booking: ClassBooking, *, before: str, by: Any = None, reason: str = "") -> None:
    """Write the trace of a step."""
    ClassBookingEvent.objects.create(
        booking=booking, by=by, before=before, after=booking.state, reason=reason, at=clock.now()
    )


def check_open(occurrence: Occurrence) -> None:
    """Raise Closed where classes cannot book."""
    if not (occurrence.page.live and occurrence.page.takes_classes and occurrence.is_open()):
        raise Closed(occurrence)


def check_teacher(person: Any, school: Organisation) -> None:
    """Raise PermissionDenied for everybody who does not teach or advise there."""
    if not permissions.may_book_for(person, school):
        raise PermissionDenied


def earlier(person: Any, client_key: UUID) -> ClassBooking | None:
    """The booking that the same form made before."""
    return ClassBooking.objects.filter(client_key=client_key, booked_by=person).first()


def share(occurrence: Occurrence, school: Organisation, wanted: int) -> None:
    """Take the school's share or raise QuotaExceeded with what is left; the transaction undoes all."""
    quota = held_quota(occurrence.page, school)
    if quota is not None and not seats.take(quota, wanted):
        raise QuotaExceeded(quota.seats_left or 0)


def confirm(booking: ClassBooking, *, by: Any) -> ClassBooking:
    """The organiser says yes to a class whose seats are held."""
    if not permissions.may_run(by, booking.occurrence):
        raise PermissionDenied
    move(booking, State.CONFIRMED, by=by)
    telling.class_confirmed(booking)
    return booking


def count_attempt(person: Any) -> None:
    """Five bookings an hour and account."""
    limits.hit("class_booking", str(person.pk), limit=BOOKINGS_AN_HOUR, seconds=HOUR)
