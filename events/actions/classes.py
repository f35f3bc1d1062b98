"""A teacher books for a class, and lets go again."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Organisation
from core import clock, seats
from events import permissions, telling
from events.actions import bookings, queue
from events.models import ClassBooking, Occurrence, SchoolQuota

State = ClassBooking.State


@transaction.atomic
def book_class(
    occurrence: Occurrence, *, by: Any, school: Organisation, class_name: str, seats_wanted: int, client_key: UUID
) -> ClassBooking:
    """Ask for n seats: all are held at once, or the class waits. Raises Closed, QuotaExceeded, PermissionDenied."""
    occurrence = Occurrence.objects.select_for_update(of=("self",)).select_related("page").get(pk=occurrence.pk)
    bookings.check_teacher(by, school)
    repeated = bookings.earlier(by, client_key)
    if repeated:
        return repeated
    bookings.count_attempt(by)
    bookings.check_open(occurrence)
    # Locks always in this order: the date, then the school's share.
    held = seats.take(occurrence, seats_wanted)
    bookings.share(occurrence, school, seats_wanted)
    booking = ClassBooking.objects.create(
        occurrence=occurrence,
        school=school,
        booked_by=by,
        class_name=class_name,
        seats=seats_wanted,
        client_key=client_key,
        state=State.REQUESTED if held else State.WAITLISTED,
        holds_seats=held,
        queue_number=None if held else queue.next_number(occurrence),
        created_at=clock.now(),
    )
    bookings.record(booking, before="", by=by)
    return booking


@transaction.atomic
def cancel_booking(booking: ClassBooking, *, by: Any) -> ClassBooking:
    """The school does not come; its seats go to the next."""
    if not permissions.may_cancel_booking(by, booking):
        raise PermissionDenied
    return _leave(booking, State.CANCELLED_BY_SCHOOL, by=by)


@transaction.atomic
def call_off_booking(booking: ClassBooking, *, by: Any, reason: str) -> ClassBooking:
    """The organiser's cancellation reaches one class."""
    if not permissions.may_run(by, booking.occurrence):
        raise PermissionDenied
    _leave(booking, State.CANCELLED_BY_ORGANISER, by=by, reason=reason)
    telling.class_cancelled(booking, reason)
    return booking


def _leave(booking: ClassBooking, state: str, *, by: Any, reason: str = "") -> ClassBooking:
    held = booking.holds_seats
    bookings.move(booking, state, by=by, reason=reason, holds_seats=False, queue_number=None)
    if held:
        seats.give_back(booking.occurrence, booking.seats)
    quota = SchoolQuota.objects.filter(page=booking.occurrence.page_id, school=booking.school_id).first()
    if quota:
        seats.give_back(quota, booking.seats)
    queue.promote(booking.occurrence)
    return booking
