"""The waiting list: who is next, for how long a seat is kept. Called inside the transaction that frees a seat."""

from django.db import transaction
from django.db.models import F

from core import clock, seats
from events import telling
from events.actions import bookings, steps
from events.models import ClassBooking, Occurrence, Registration
from events.offers import reply_by


def next_number(occurrence: Occurrence) -> int:
    """The next place in the queue. The row stays locked until commit, so the order is the order of commits."""
    Occurrence.objects.filter(pk=occurrence.pk).update(queue_counter=F("queue_counter") + 1)
    return Occurrence.objects.values_list("queue_counter", flat=True).get(pk=occurrence.pk)


def has_waiting_person(occurrence: Occurrence) -> bool:
    """Whether somebody waits, so that nobody who comes later goes past."""
    return Registration.objects.filter(occurrence=occurrence).waiting().exists()


@transaction.atomic
def promote(occurrence: Occurrence) -> int:
    """Give every free seat to the next who waits, in the order of the queue; returns how many were served."""
    served = 0
    occurrence = Occurrence.objects.select_related("page").get(pk=occurrence.pk)
    if occurrence.is_cancelled or occurrence.starts_at <= clock.now():
        return served
    for waiting in _queue(occurrence):
        if occurrence.is_full:
            break
        served += _serve(waiting, occurrence)
    return served


def _queue(occurrence: Occurrence) -> list[Registration | ClassBooking]:
    persons = list(Registration.objects.filter(occurrence=occurrence).waiting().select_related("person"))
    classes = list(
        ClassBooking.objects.filter(occurrence=occurrence, state=ClassBooking.State.WAITLISTED).select_related("school")
    )
    return sorted([*persons, *classes], key=lambda row: (row.queue_number or 0, row.pk))


def _serve(waiting: Registration | ClassBooking, occurrence: Occurrence) -> int:
    """Serve one; a class that does not fit yet keeps its place and lets the next pass."""
    if isinstance(waiting, ClassBooking):
        return bookings.take_up(waiting, occurrence)
    if not seats.take(occurrence):
        return 0
    until = reply_by(clock.now(), occurrence.starts_at, minor=waiting.person is not None and waiting.person.is_minor())
    steps.move(waiting, Registration.State.OFFERED_SEAT, holds_seat=True, offered_until=until)
    telling.seat_offered(waiting)
    return 1
