"""Promises, working days, holidays and offers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from apprenticeships import deadlines
from core import clock

STATES = some.sampled_from([f"{number:02}" for number in range(1, 17)])
DAYS = some.dates(date(2025, 1, 1), date(2035, 12, 31))
MOMENTS = some.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))]
)
def test_easter_falls_on_known_days(year, day):
    assert deadlines.easter(year) == day


@pytest.mark.parametrize(
    ("state", "day", "is_free"),
    [
        ("16", date(2026, 9, 20), True),
        ("14", date(2026, 9, 20), False),
        ("14", date(2026, 11, 18), True),
        ("16", date(2026, 11, 18), False),
        ("15", date(2026, 1, 6), True),
        ("14", date(2026, 1, 6), False),
        ("09", date(2026, 6, 4), True),
        ("16", date(2026, 10, 31), True),
        ("09", date(2026, 10, 31), False),
        ("11", date(2026, 3, 8), True),
        ("", date(2026, 10, 3), True),
    ],
)
def test_holidays_follow_the_land(state, day, is_free):
    assert (day in deadlines.holidays(day.year, state)) == is_free


def test_due_day_moves_over_weekend_and_holiday():
    assert deadlines.due_on(date(2026, 11, 16), 5, "16") == date(2026, 11, 23)
    assert deadlines.due_on(date(2026, 12, 18), 7, "14") == date(2026, 12, 28)


def test_due_moment_is_the_last_second_in_berlin():
    due = deadlines.due_at(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 3, "16")

    assert clock.local(due) == datetime(2026, 11, 27, 23, 59, 59, tzinfo=clock.BERLIN)


@given(DAYS, some.sampled_from([3, 5, 7]), STATES)
def test_due_day_is_a_working_day_and_never_early(sent, days, state):
    due = deadlines.due_on(sent, days, state)

    assert deadlines.is_working_day(due, state)
    assert due >= sent + timedelta(days=days)
    assert not any(deadlines.is_working_day(sent + timedelta(days=n), state) for n in range(days, (due - sent).days))


@given(DAYS, some.integers(1, 10), STATES)
def test_working_days_counts_exactly_so_many(day, count, state):
    end = deadlines.working_days_after(day, count, state)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]

    assert sum(deadlines.is_working_day(one, state) for one in between) == count


@given(MOMENTS, some.integers(1, 60 * 24 * 30), some.booleans())
def test_offer_never_outlives_the_beginning(now, minutes, is_minor):
    begins = now + timedelta(minutes=minutes)

    until = deadlines.offer_until(now, begins, is_minor=is_minor)

    assert now < until <= begins


@given(MOMENTS)
def test_offer_to_minors_ends_by_day(now):
    until = clock.local(deadlines.offer_until(now, now + timedelta(days=30), is_minor=True))

    assert 7 <= until.hour + until.minute / 60 <= 20


@pytest.mark.parametrize(("days", "hours"), [(4, 24), (2, 12), (0.5, 2)])
def test_offer_waits_as_long_as_the_day_is_far(days, hours):
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert deadlines.offer_until(now, now + timedelta(days=days), is_minor=False) == now + timedelta(hours=hours)


def test_pause_moves_the_due_day_by_whole_days():
    due = deadlines.end_of_day(date(2026, 11, 24))

    moved = deadlines.due_after_pause(due, timedelta(days=1, hours=2), "16")

    assert clock.local(moved).date() == date(2026, 11, 26)
