"""Everything that changes a booking; seats move in the same transaction as the state."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import User
from apprenticeships import eligibility, notifications, permissions
from apprenticeships.actions import booking_steps as steps
from apprenticeships.actions.situations import Closed, TooLate, WrongStep
from apprenticeships.models import Booking, Slot
from apprenticeships.models.application import Reason
from core import clock, seats

State = Booking.State
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
        steps.record(booking, before="", by=by)
        return steps.go_on(booking, by=by)
    return steps.wait(booking, by=by)


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
    return steps.go_on(booking, by=None) if booking.state == State.CONSENT_PENDING else booking


@transaction.atomic
def forbid(booking: Booking) -> Booking:
    """The guardian said no, or took the yes back: the seat goes on to the next."""
    if not booking.is_live():
        return booking
    return steps.cancel(booking, State.CANCELLED_BY_PUPIL, by=None, text=_("ohne Angabe"))


@transaction.atomic
def confirm(booking: Booking, *, by: Any) -> Booking:
    """The firm says yes to a request."""
    _ask(by, booking)
    if booking.state != State.REQUESTED:
        raise WrongStep(booking.state)
    return steps.confirm(booking, by=by)


@transaction.atomic
def decline(booking: Booking, *, by: Any, reason: str, text: str = "") -> Booking:
    """The firm says no to a request, with a reason; the seat goes on to the next."""
    _ask(by, booking)
    booking.reason = reason
    booking.reason_text = text or str(Reason(reason).label)
    steps.move(booking, State.DECLINED, by=by, reason=booking.reason_text)
    steps.tell(notifications.BOOKING_DECLINED, booking)
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
    return steps.cancel(booking, State.CANCELLED_BY_PUPIL, by=by)


@transaction.atomic
def cancel_by_firm(booking: Booking, *, by: Any, reason: str) -> Booking:
    """The firm calls off a booking, with a reason."""
    _ask(by, booking)
    return steps.cancel(booking, State.CANCELLED_BY_FIRM, by=by, text=reason)


@transaction.atomic
def cancel_all(slot: Slot, *, by: Any, reason: str) -> int:
    """Call off all live bookings of a day that does not take place."""
    live = list(Booking.objects.live().filter(slot=slot).with_day().order_by("pk"))
    for booking in live:
        steps.cancel(booking, State.CANCELLED_BY_FIRM, by=by, text=reason, moves_up=False)
    return len(live)


@transaction.atomic
def accept_seat(booking: Booking, *, by: Any) -> Booking:
    """The waiting person takes the offered seat; minors still need the permission."""
    if booking.pupil_id != by.pk:
        raise PermissionDenied
    until = booking.answer_until
    if booking.state != State.OFFERED_SEAT or until is None or clock.now() > until:
        raise WrongStep(booking.state)
    if steps.lacks_permission(booking):
        return steps.ask_guardian(booking, by=by)
    return steps.confirm(booking, by=by)


@transaction.atomic
def end_of(pupil: Any, *, organisation: Any = None) -> int:
    """Give back all days of a person whose consent ended or who left, or those at a blocked organisation."""
    rows = Booking.objects.live().filter(pupil=pupil).with_day()
    if organisation is not None:
        rows = rows.filter(slot__vacancy__organisation=organisation)
    live = list(rows.order_by("pk"))
    for booking in live:
        steps.cancel(booking, State.CANCELLED_BY_PUPIL, by=None)
    return len(live)


@transaction.atomic
def cancel_for_stopped(organisation: Any) -> int:
    """Call off all days at a firm that was stopped."""
    rows = Booking.objects.live().filter(slot__vacancy__organisation=organisation).with_day()
    live = list(rows.order_by("pk"))
    for booking in live:
        steps.cancel(
            booking, State.CANCELLED_BY_FIRM, by=None, text=_("Der Betrieb nimmt gerade niemanden an."), moves_up=False
        )
    return len(live)


@transaction.atomic
def expire_unpermitted(booking: Booking) -> Booking:
    """No guardian answered: the seat goes on to the next."""
    if booking.state == State.CONSENT_PENDING:
        steps.move(booking, State.EXPIRED, by=None)
        steps.tell(notifications.BOOKING_ENDED, booking)
    return booking


@transaction.atomic
def expire_overdue() -> int:
    """End requests nobody answered, offers nobody took, permissions nobody gave, and all of them at the beginning."""
    now = clock.now()
    waiting = Booking.objects.filter(state__in=ENDS_BEFORE_IT_BEGINS).with_day()
    late = [booking for booking in waiting.order_by("pk") if _is_over(booking, now)]
    for booking in late:
        steps.move(booking, State.EXPIRED, by=None)
        steps.tell(notifications.BOOKING_ENDED, booking)
    return len(late)


def place_in_line(booking: Booking) -> int:
    """Which place on the waiting list a booking has, 1 is next."""
    ahead = Booking.objects.filter(slot=booking.slot_id).waiting()
    return list(ahead.values_list("pk", flat=True)).index(booking.pk) + 1


def _ask(by: Any, booking: Booking) -> None:
    if not permissions.may_run(by, booking):
        raise PermissionDenied


def _is_over(booking: Booking, now: Any) -> bool:
    return booking.slot.begins_at <= now or (booking.answer_until is not None and booking.answer_until <= now)
