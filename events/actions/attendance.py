"""The class around its day: consents are counted at school, heads at the door; names stay on paper."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from events import permissions
from events.actions import bookings
from events.actions.changing import KEPT
from events.actions.errors import TooMany, WrongStep
from events.models import ClassBooking

State = ClassBooking.State
OVER = timedelta(hours=12)


@transaction.atomic
def report_consents(booking: ClassBooking, *, by: Any, count: int) -> ClassBooking:
    """The school says how many consents it holds; with the last one of a confirmed class its list is complete.

    Raises TooMany for more than the class has seats, WrongStep once the list was complete or the class is gone.
    """
    if not permissions.may_cancel_booking(by, booking):
        raise PermissionDenied
    booking = ClassBooking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if not booking.counts_consents:
        raise WrongStep(f"{booking.state} counts no consents")
    if count > booking.seats:
        raise TooMany(booking.seats)
    ClassBooking.objects.filter(pk=booking.pk).update(consents=count)
    booking.consents = count
    return complete(booking, by=by)


def complete(booking: ClassBooking, *, by: Any = None) -> ClassBooking:
    """Go to „Zustimmungen vollständig“ where a confirmed class has all of them."""
    if booking.state == State.CONFIRMED and booking.consents == booking.seats:
        bookings.move(booking, State.LIST_COMPLETE, by=by)
    return booking


@transaction.atomic
def confirm_booking(booking: ClassBooking, *, by: Any) -> ClassBooking:
    """The organiser says yes to a class whose seats are held; its list may be complete already."""
    return complete(bookings.confirm(booking, by=by), by=by)


@transaction.atomic
def note_class(booking: ClassBooking, *, by: Any, came: int) -> ClassBooking:
    """The organiser counts heads at the door; the booking is done. A second press with the same number changes nothing.

    Raises WrongStep before the date has begun, TooMany for more than booked.
    """
    if not permissions.may_run(by, booking.occurrence):
        raise PermissionDenied
    if booking.state == State.DONE and booking.came == came:
        return booking
    if booking.occurrence.starts_at > clock.now():
        raise WrongStep("The date has not begun")
    if came > booking.seats:
        raise TooMany(booking.seats)
    return bookings.move(booking, State.DONE, by=by, came=came)


def close_classes(moment: datetime | None = None) -> int:
    """After the day: who was expected is done, who only asked is called off; thirty days later only numbers stay."""
    moment = moment or clock.now()
    over = ClassBooking.objects.filter(occurrence__ends_at__lte=moment - OVER)
    done = [_end(row, State.DONE) for row in over.filter(state__in=[State.CONFIRMED, State.LIST_COMPLETE])]
    unheard = over.filter(state__in=[State.REQUESTED, State.WAITLISTED])
    gone = [_end(row, State.CANCELLED_BY_ORGANISER) for row in unheard]
    return len(done) + len(gone) + _forget(ClassBooking.objects.filter(occurrence__ends_at__lte=moment - KEPT))


@transaction.atomic
def _end(booking: ClassBooking, state: str) -> ClassBooking:
    return bookings.move(booking, state, reason="over", queue_number=None)


@transaction.atomic
def _forget(old: Any) -> int:
    """Drop who booked and which class it was; what was called off goes whole."""
    named = old.filter(state=State.DONE).exclude(class_name="")
    for booking in named:
        booking.events.update(by=None)
    kept = named.update(class_name="", booked_by=None)
    gone, _ = old.exclude(state=State.DONE).delete()
    return kept + gone
