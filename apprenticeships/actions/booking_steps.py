"""The steps of a booking behind the verbs: states with their trace, seats, waiting list, notices.

Called inside the transaction of a verb in `bookings`; nothing else calls them.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import permissions as people
from apprenticeships import deadlines, eligibility, notifications, permissions, telling, unreached
from apprenticeships.actions import talks
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Booking, BookingEvent, Slot
from apprenticeships.news import booking_moved
from core import clock, seats
from search import index

State = Booking.State
ANSWER_WORKING_DAYS = 3  # product P2: on-request slots are answered in three working days


def promote(slot: Slot) -> int:
    """Offer freed seats to the waiting people in order of joining, inside the caller's transaction (quality E3)."""
    offered = 0
    waiting = Booking.objects.filter(slot=slot).waiting().with_day()
    for booking in waiting:
        if not slot.is_bookable() or not seats.take(slot):
            break
        _offer(booking)
        offered += 1
    return offered


def go_on(booking: Booking, *, by: Any) -> Booking:
    """The next step of a booking that holds a seat: guardian, firm, or done."""
    if lacks_permission(booking):
        return ask_guardian(booking, by=by)
    if booking.slot.instant:
        return confirm(booking, by=by)
    return _ask_firm(booking, by=by)


def ask_guardian(booking: Booking, *, by: Any) -> Booking:
    """Wait for the guardian until a day before."""
    booking.answer_until = booking.slot.permission_until
    booking.save(update_fields=["answer_until"])
    return move(booking, State.CONSENT_PENDING, by=by)


def _ask_firm(booking: Booking, *, by: Any) -> Booking:
    """The firm owes an answer in three working days, and before the day begins."""
    vacancy = booking.slot.vacancy
    last = deadlines.working_days_after(clock.today(), ANSWER_WORKING_DAYS, (vacancy.district_id or "")[:2])
    booking.answer_until = min(deadlines.end_of_day(last), booking.slot.begins_at)
    _open_talk(booking)
    booking.save(update_fields=["answer_until", "conversation"])
    if booking.state != State.REQUESTED:
        move(booking, State.REQUESTED, by=by)
    telling.tell_firm(notifications.BOOKING_REQUEST, booking, window=str(booking.public_id))
    unreached.tell_if_unreached(booking)
    return booking


def confirm(booking: Booking, *, by: Any) -> Booking:
    """The day is fixed: for the pupil, in the conversation and in the notices."""
    booking.answer_until = None
    _open_talk(booking)
    booking.save(update_fields=["answer_until", "conversation"])
    move(booking, State.CONFIRMED, by=by)
    talks.tell_booking(booking, _("Bestätigt: %(day)s") % {"day": booking.slot.day_label})
    tell(notifications.BOOKING_CONFIRMED, booking)
    return booking


def wait(booking: Booking, *, by: Any) -> Booking:
    """Commit order is the order of the list: the moment is taken inside the one writing transaction."""
    booking.state = State.WAITLISTED
    booking.waiting_since = clock.now()
    booking.save()
    record(booking, before=State.REQUESTED, by=by)
    return booking


def _offer(booking: Booking) -> None:
    """The seat was taken for this person just before; the row only changes its state."""
    is_minor = booking.pupil.is_minor()
    booking.answer_until = deadlines.offer_until(clock.now(), booking.slot.begins_at, is_minor=is_minor)
    booking.save(update_fields=["answer_until"])
    _set_state(booking, State.OFFERED_SEAT, by=None)
    tell(notifications.SEAT_OFFERED, booking)


def cancel(booking: Booking, state: str, *, by: Any, text: str = "", moves_up: bool = True) -> Booking:
    """Call off for one side and tell the other; nobody moves up where the whole day does not take place."""
    booking.reason_text = text
    booking.save(update_fields=["reason_text"])
    was_known = booking.conversation is not None
    move(booking, state, by=by, reason=text, moves_up=moves_up)
    if was_known:
        line = _("Abgesagt: %(day)s") % {"day": date_format(booking.slot.first_on, "j. F")}
        talks.tell_booking(booking, line)
    if state == State.CANCELLED_BY_FIRM:
        tell(notifications.BOOKING_CANCELLED, booking)
    elif was_known:
        window = f"{booking.public_id}:{state}"
        telling.tell_firm(notifications.BOOKING_CANCELLED, booking, window=window)
    return booking


def lacks_permission(booking: Booking) -> bool:
    """Whether a guardian has to say yes before this day is fixed."""
    needed = eligibility.needs_permission(booking.slot, booking.pupil)
    return needed and not people.has_permission_for(booking.pupil, booking.reference)


def _open_talk(booking: Booking) -> None:
    if booking.conversation is None:
        firm = booking.slot.vacancy.organisation
        booking.conversation = talks.begin(booking.pupil, firm, key=booking.client_key)


def tell(kind: Any, booking: Booking) -> None:
    """A notice to the pupil, once a state."""
    telling.tell_pupil(kind, booking, window=f"{booking.public_id}:{booking.state}")


def move(booking: Booking, state: str, *, by: Any, reason: str = "", moves_up: bool = True) -> Booking:
    """Change the state; leaving a seat gives it back and offers it to the next in the same transaction."""
    had_seat = booking.holds_seat()
    _set_state(booking, state, by=by, reason=reason)
    if had_seat and not booking.holds_seat():
        seats.give_back(booking.slot)
        if moves_up:
            promote(booking.slot)
        index.touch("vacancy", booking.slot.vacancy_id)
    return booking


def _set_state(booking: Booking, state: str, *, by: Any, reason: str = "") -> None:
    before = booking.state
    if not booking.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    kept = {"reason": booking.reason, "reason_text": booking.reason_text}
    # Pupil, firm and schedule may act at once: only the one who still finds the old state wins.
    if not Booking.objects.filter(pk=booking.pk, state=before).update(state=state, **kept):
        raise WrongStep(f"{before} was already left")
    booking.state = state
    record(booking, before=before, by=by, reason=reason)


def record(booking: Booking, *, before: str, by: Any, reason: str = "") -> None:
    """Write the trace of a step and let search and signals know."""
    firm = booking.slot.vacancy.organisation
    office = permissions.acting_for(by, firm) if by is not None and by.pk != booking.pupil_id else None
    BookingEvent.objects.create(
        booking=booking, by=by, organisation=office, before=before, after=booking.state, reason=reason
    )
    index.touch("vacancy", booking.slot.vacancy_id)
    booking_moved.send(Booking, booking=booking, before=before, by=by)
