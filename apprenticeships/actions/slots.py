"""Opening and calling off days that can be booked."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apprenticeships import permissions
from apprenticeships.actions import booking_steps, bookings
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Slot, Vacancy
from core import clock, seats
from search import index

# A pattern opens days for at most half a year: longer plans are broken plans.
PATTERN_DAYS = 183


@transaction.atomic
def open_days(
    vacancy: Vacancy, *, by: Any, days: Iterable[date], values: Mapping[str, Any], series: UUID | None = None
) -> list[Slot]:
    """Open one slot for each day; days that are open already stay as they are, so a repeat writes nothing twice."""
    if not permissions.may_edit(by, vacancy):
        raise PermissionDenied
    series = series or uuid.uuid4()
    wanted = [_slot(vacancy, day, values, series) for day in sorted(set(days))]
    begins = [slot.begins_at for slot in wanted]
    there = Slot.objects.filter(vacancy=vacancy, state=Slot.State.OPEN, begins_at__in=begins)
    known = set(there.values_list("begins_at", flat=True))
    new = [slot for slot in wanted if slot.begins_at not in known]
    for slot in new:
        slot.save()
    index.touch("vacancy", vacancy.pk)
    return new


@transaction.atomic
def change(slot: Slot, *, by: Any, capacity: int | None, values: Mapping[str, str]) -> Slot:
    """Change seats and words of a day; fewer seats than people close the day, nobody is removed (quality E4)."""
    _ask(by, slot)
    for name, value in values.items():
        setattr(slot, name, value)
    slot.save(update_fields=list(values))
    seats.resize(slot, capacity)
    booking_steps.promote(slot)
    index.touch("vacancy", slot.vacancy_id)
    return slot


@transaction.atomic
def call_off(slot: Slot, *, by: Any, reason: str) -> Slot:
    """Call a day off; everybody booked or waiting is told with the reason."""
    _ask(by, slot)
    if not Slot.objects.filter(pk=slot.pk, state=Slot.State.OPEN).update(state=Slot.State.CANCELLED):
        raise WrongStep(slot.state)
    slot.state = Slot.State.CANCELLED
    bookings.cancel_all(slot, by=by, reason=reason)
    index.touch("vacancy", slot.vacancy_id)
    return slot


def days_of_pattern(weekdays: Iterable[int], first: date, last: date) -> list[date]:
    """All days from the first to the last one that fall on one of the weekdays (Monday is 0), half a year at most."""
    last = min(last, first + timedelta(days=PATTERN_DAYS))
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    wanted = set(weekdays)
    return [day for day in span if day.weekday() in wanted]


def _slot(vacancy: Vacancy, day: date, values: Mapping[str, Any], series: UUID) -> Slot:
    given = dict(values)
    length = given.pop("day_count", 1)
    last = day + timedelta(days=length - 1)
    return Slot(
        vacancy=vacancy,
        first_on=day,
        last_on=last,
        begins_at=_moment(day, given["from_time"]),
        ends_at=_moment(last, given["to_time"]),
        series=series,
        **given,
    )


def _moment(day: date, wall: Any) -> datetime:
    """The moment a wall clock in Berlin shows; slots lie between 6 and 20 o'clock, where every time exists once."""
    return datetime.combine(day, wall, tzinfo=clock.BERLIN)


def _ask(by: Any, slot: Slot) -> None:
    if not permissions.may_edit(by, slot.vacancy):
        raise PermissionDenied
