"""Whom the events wing tells what: one function a matter, each inside the transaction that made it true."""

from datetime import timedelta
from typing import Any

from core import clock
from events import notifications, words
from events.models import ClassBooking, Registration
from messaging.notifications import Kind, notify

# A cancellation so close before the event may wake people.
URGENT = timedelta(hours=12)


def ticket(registration: Registration) -> None:
    """You are in."""
    _tell(notifications.EVENT_TICKET, registration)


def seat_offered(registration: Registration) -> None:
    """A seat has become free and is kept until a named hour."""
    until = registration.offered_until
    words_until = f"{words.day(until)}, {words.hour(until)} Uhr" if until else ""
    _tell(notifications.EVENT_SEAT_OFFERED, registration, until=words_until)


def event_cancelled(registration: Registration, reason: str) -> None:
    """It does not take place; at night too, if it would have begun within twelve hours."""
    near = registration.occurrence.starts_at - clock.now() < URGENT
    kind = notifications.EVENT_CANCELLED_SOON if near else notifications.EVENT_CANCELLED
    _tell(kind, registration, reason=reason, phone=registration.occurrence.page.contact_phone)


def event_moved(registration: Registration) -> None:
    """It takes place at another time."""
    _tell(notifications.EVENT_MOVED, registration)


def event_reminder(registration: Registration) -> None:
    """It is soon: once two days before, once on the morning."""
    same_day = clock.local(registration.occurrence.starts_at).date() == clock.today()
    _tell(notifications.EVENT_REMINDER, registration, step="day" if same_day else "before")


def class_moved_up(booking: ClassBooking) -> None:
    """Seats for the whole class have become free."""
    _tell_teacher(notifications.CLASS_MOVED_UP, booking)


def class_confirmed(booking: ClassBooking) -> None:
    """The organiser expects the class."""
    _tell_teacher(notifications.CLASS_CONFIRMED, booking)


def class_cancelled(booking: ClassBooking, reason: str) -> None:
    """The organiser called it off."""
    _tell_teacher(notifications.CLASS_CANCELLED, booking, reason=reason)


def _tell(kind: Kind, registration: Registration, *, step: str = "", **more: str) -> None:
    if registration.person is None:
        return
    occurrence = registration.occurrence
    window = f"{registration.public_id}:{occurrence.revision_number}:{step}:{_count(registration)}"
    context = {**_matter(occurrence), **more}
    notify(kind, user=registration.person, window=window, url=registration.get_absolute_url(), context=context)


def _tell_teacher(kind: Kind, booking: ClassBooking, **more: str) -> None:
    if booking.booked_by is None:
        return
    context = {**_matter(booking.occurrence), "class_name": booking.class_name, **more}
    window = f"{booking.public_id}:{booking.state}"
    notify(kind, user=booking.booked_by, window=window, url=booking.get_absolute_url(), context=context)


def _count(registration: Registration) -> int:
    """How often the registration has changed: a second offer is a new notice, a repeated run is not."""
    return registration.events.count()  # type: ignore[attr-defined]


def _matter(occurrence: Any) -> dict[str, str]:
    return {
        "event": occurrence.page.title,
        "when": words.span(occurrence.starts_at, occurrence.ends_at),
        "where": words.place(occurrence.page),
        "bring": ", ".join(occurrence.page.bring_items),
    }
