"""Everything that changes a booking; seats move in the same transaction as the state."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts import permissions as people
from accounts.models import User
from apprenticeships import deadlines, eligibility, notifications, permissions
from apprenticeships.actions import talks
from apprenticeships.actions.situations import Closed, TooLate, WrongStep
from apprenticeships.models import Booking, BookingEvent, Slot
from apprenticeships.models.application import Reason
from apprenticeships.news import booking_moved
from core import clock, seats
from search import index

State = Booking.State
ANSWER_WORKING_DAYS = 3  # product P2: on-request slots are answered in three working days
ENDS_BEFORE_IT_BEGINS = (State.REQUESTED, State.WAITLISTED, State.OFFERED_SEAT, State.CONSENT_PENDING)


@transaction.atomic
def book(slot: Slot, *, by: Any, client_key: UUID, answers: eligibility.Answers) -> Booking:
    """Book a day: a seat at once where one is free, else a place on the waiting list.

    The same client key gives the first booking back, also after „zurück“. Raises Closed after the beginning,
    NotAllowed by age, school and number of days. Exactly as many people get a seat as there are (quality E1).
    """
    if earlier := Booking.objects.filter(client_key=client_key, pupil=by).first():
        return earlier
    # Two tabs of one person must not pass the check for three open days together.
    User.objects.select_for_update().filter(pk=by.pk).first()
    if earlier := Booking.objects.live().filter(slot=slot, pupil=by).first():
        return earlier
    if not slot.is_bookable() or not slot.vacancy.is_public():
        raise Closed(slot)
    eligibility.check(slot, by, answers)
    booking = Booking(slot=slot, pupil=by, client_key=client_key)
    if seats.take(slot):
        booking.save()
        _record(booking, before="", by=by)
        return _go_on(booking, by=by)
    return _wait(booking, by=by)


@transaction.atomic
def ask_for_permission(booking: Booking, *, by: Any, guardian_email: str, language: str = "de") -> None:
    """Send the guardian the link for this one day; the address is the pupil's to name."""
    if booking.pupil_id != by.pk:
        raise PermissionDenied
    if booking.state != State.CONSENT_PENDING:
        raise WrongStep(booking.state)
    slot = booking.slot
    accounts.request_consent(
        by,
        by=by,
        guardian_email=guardian_email,
        kind="day",
        reference=booking.reference,
        subject=f"{slot.get_kind_display()}, {slot.vacancy.organisation.name}, {slot.day_label}, {slot.hours_label}",
        expires_at=slot.permission_until,
        language=language,
    )


@transaction.atomic
def permit(booking: Booking) -> Booking:
    """The guardian said yes: on to the firm, or confirmed at once."""
    booking.permitted_at = clock.now()
    booking.save(update_fields=["permitted_at"])
    return _go_on(booking, by=None) if booking.state == State.CONSENT_PENDING else booking


@transaction.atomic
def forbid(booking: Booking) -> Booking:
    """The guardian said no, or took the yes back: the seat goes on to the next."""
    return _cancel(booking, State.CANCELLED_BY_PUPIL, by=None, text=_("ohne Angabe")) if booking.is_live() else booking


@transaction.atomic
def confirm(booking: Booking, *, by: Any) -> Booking:
    """The firm says yes to a request."""
    _ask(by, booking)
    if booking.state != State.REQUESTED:
        raise WrongStep(booking.state)
    return _confirm(booking, by=by)


@transaction.atomic
def decline(booking: Booking, *, by: Any, reason: str, text: str = "") -> Booking:
    """The firm says no to a request, with a reason; the seat goes on to the next."""
    _ask(by, booking)
    booking.reason = reason
    booking.reason_text = text or str(Reason(reason).label)
    _move(booking, State.DECLINED, by=by, reason=booking.reason_text)
    _tell(notifications.BOOKING_DECLINED, booking)
    return booking


@transaction.atomic
def cancel(booking: Booking, *, by: Any) -> Booking:
    """The pupil calls off; free until 18:00 on the evening before, later raises TooLate: then one phones."""
    if booking.pupil_id != by.pk:
        raise PermissionDenied
    if not booking.is_live():
        raise WrongStep(booking.state)
    if not booking.may_still_call_off():
        raise TooLate
    return _cancel(booking, State.CANCELLED_BY_PUPIL, by=by)


@transaction.atomic
def cancel_by_firm(booking: Booking, *, by: Any, reason: str) -> Booking:
    """The firm calls off a booking, with a reason."""
    _ask(by, booking)
    return _cancel(booking, State.CANCELLED_BY_FIRM, by=by, text=reason)


@transaction.atomic
def cancel_all(slot: Slot, *, by: Any, reason: str) -> int:
    """Call off all live bookings of a day that does not take place."""
    live = list(Booking.objects.live().filter(slot=slot).with_day().order_by("pk"))
    for booking in live:
        _cancel(booking, State.CANCELLED_BY_FIRM, by=by, text=reason, moves_up=False)
    return len(live)


@transaction.atomic
def accept_seat(booking: Booking, *, by: Any) -> Booking:
    """The waiting person takes the offered seat; minors still need the permission."""
    if booking.pupil_id != by.pk:
        raise PermissionDenied
    until = booking.answer_until
    if booking.state != State.OFFERED_SEAT or until is None or clock.now() > until:
        raise WrongStep(booking.state)
    if _lacks_permission(booking):
        return _ask_guardian(booking, by=by)
    return _confirm(booking, by=by)


@transaction.atomic
def end_of(pupil: Any) -> int:
    """Give back all days of a person whose consent ended or who left."""
    live = list(Booking.objects.live().filter(pupil=pupil).with_day().order_by("pk"))
    for booking in live:
        _cancel(booking, State.CANCELLED_BY_PUPIL, by=None)
    return len(live)


@transaction.atomic
def cancel_for_stopped(organisation: Any) -> int:
    """Call off all days at a firm that was stopped."""
    rows = Booking.objects.live().filter(slot__vacancy__organisation=organisation).with_day()
    live = list(rows.order_by("pk"))
    for booking in live:
        _cancel(
            booking, State.CANCELLED_BY_FIRM, by=None, text=_("Der Betrieb nimmt gerade niemanden an."), moves_up=False
        )
    return len(live)


@transaction.atomic
def expire_unpermitted(booking: Booking) -> Booking:
    """No guardian answered: the seat goes on to the next."""
    if booking.state == State.CONSENT_PENDING:
        _move(booking, State.EXPIRED, by=None)
        _tell(notifications.BOOKING_ENDED, booking)
    return booking


@transaction.atomic
def expire_overdue() -> int:
    """End requests nobody answered, offers nobody took, permissions nobody gave, and all of them at the beginning."""
    now = clock.now()
    waiting = Booking.objects.filter(state__in=ENDS_BEFORE_IT_BEGINS).with_day()
    late = [booking for booking in waiting.order_by("pk") if _is_over(booking, now)]
    for booking in late:
        _move(booking, State.EXPIRED, by=None)
        _tell(notifications.BOOKING_ENDED, booking)
    return len(late)


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


def place_in_line(booking: Booking) -> int:
    """Which place on the waiting list a booking has, 1 is next."""
    ahead = Booking.objects.filter(slot=booking.slot_id).waiting()
    return list(ahead.values_list("pk", flat=True)).index(booking.pk) + 1


def _go_on(booking: Booking, *, by: Any) -> Booking:
    """The next step of a booking that holds a seat: guardian, firm, or done."""
    if _lacks_permission(booking):
        return _ask_guardian(booking, by=by)
    if booking.slot.instant:
        return _confirm(booking, by=by)
    return _ask_firm(booking, by=by)


def _ask_guardian(booking: Booking, *, by: Any) -> Booking:
    booking.answer_until = booking.slot.permission_until
    booking.save(update_fields=["answer_until"])
    return _move(booking, State.CONSENT_PENDING, by=by)


def _ask_firm(booking: Booking, *, by: Any) -> Booking:
    """The firm owes an answer in three working days, and before the day begins."""
    vacancy = booking.slot.vacancy
    last = deadlines.working_days_after(clock.today(), ANSWER_WORKING_DAYS, (vacancy.district_id or "")[:2])
    booking.answer_until = min(deadlines.end_of_day(last), booking.slot.begins_at)
    _open_talk(booking)
    booking.save(update_fields=["answer_until", "conversation"])
    if booking.state != State.REQUESTED:
        _move(booking, State.REQUESTED, by=by)
    notifications.tell_firm(notifications.BOOKING_REQUEST, booking, window=str(booking.public_id))
    return booking


def _confirm(booking: Booking, *, by: Any) -> Booking:
    booking.answer_until = None
    _open_talk(booking)
    booking.save(update_fields=["answer_until", "conversation"])
    _move(booking, State.CONFIRMED, by=by)
    talks.tell_booking(booking, _("Bestätigt: %(day)s") % {"day": booking.slot.day_label})
    _tell(notifications.BOOKING_CONFIRMED, booking)
    return booking


def _wait(booking: Booking, *, by: Any) -> Booking:
    """Commit order is the order of the list: the moment is taken inside the one writing transaction."""
    booking.state = State.WAITLISTED
    booking.waiting_since = clock.now()
    booking.save()
    _record(booking, before=State.REQUESTED, by=by)
    return booking


def _offer(booking: Booking) -> None:
    """The seat was taken for this person just before; the row only changes its state."""
    is_minor = booking.pupil.is_minor()
    booking.answer_until = deadlines.offer_until(clock.now(), booking.slot.begins_at, is_minor=is_minor)
    booking.save(update_fields=["answer_until"])
    _set_state(booking, State.OFFERED_SEAT, by=None)
    _tell(notifications.SEAT_OFFERED, booking)


def _cancel(booking: Booking, state: str, *, by: Any, text: str = "", moves_up: bool = True) -> Booking:
    booking.reason_text = text
    booking.save(update_fields=["reason_text"])
    was_known = booking.conversation is not None
    _move(booking, state, by=by, reason=text, moves_up=moves_up)
    if was_known:
        line = _("Abgesagt: %(day)s") % {"day": date_format(booking.slot.first_on, "j. F")}
        talks.tell_booking(booking, line)
    if state == State.CANCELLED_BY_FIRM:
        _tell(notifications.BOOKING_CANCELLED, booking)
    elif was_known:
        window = f"{booking.public_id}:{state}"
        notifications.tell_firm(notifications.BOOKING_CANCELLED, booking, window=window)
    return booking


def _lacks_permission(booking: Booking) -> bool:
    needed = eligibility.needs_permission(booking.slot, booking.pupil)
    return needed and not people.has_permission_for(booking.pupil, booking.reference)


def _open_talk(booking: Booking) -> None:
    if booking.conversation is None:
        firm = booking.slot.vacancy.organisation
        booking.conversation = talks.begin(booking.pupil, firm, key=booking.client_key)


def _ask(by: Any, booking: Booking) -> None:
    if not permissions.may_run(by, booking):
        raise PermissionDenied


def _is_over(booking: Booking, now: Any) -> bool:
    return booking.slot.begins_at <= now or (booking.answer_until is not None and booking.answer_until <= now)


def _tell(kind: Any, booking: Booking) -> None:
    notifications.tell_pupil(kind, booking, window=f"{booking.public_id}:{booking.state}")


def _move(booking: Booking, state: str, *, by: Any, reason: str = "", moves_up: bool = True) -> Booking:
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
    _record(booking, before=before, by=by, reason=reason)


def _record(booking: Booking, *, before: str, by: Any, reason: str = "") -> None:
    firm = booking.slot.vacancy.organisation
    office = permissions.acting_for(by, firm) if by is not None and by.pk != booking.pupil_id else None
    BookingEvent.objects.create(
        booking=booking, by=by, organisation=office, before=before, after=booking.state, reason=reason
    )
    index.touch("vacancy", booking.slot.vacancy_id)
    booking_moved.send(Booking, booking=booking, before=before, by=by)
