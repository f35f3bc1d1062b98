"""The schedule: each run once, missed runs caught up once, wall times kept over summer time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, schedule
from core.models import ScheduleEntry

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """A schedule of its own with one function that runs every ten minutes."""
    monkeypatch.setattr(schedule, "_jobs", {})
    found = []

    @schedule.every(minutes=10, name="probe")
    def probe():
        found.append(clock.now())

    return found


def at(minutes):
    return clock.frozen(START + timedelta(minutes=minutes))


def test_first_run_is_one_step_after_the_first_look(runs):
    for minutes in (0, 9, 10):
        with at(minutes):
            schedule.run_due()

    assert runs == [START + timedelta(minutes=10)]


def test_it_runs_each_time_it_is_due(runs):
    for minutes in range(0, 41, 5):
        with at(minutes):
            schedule.run_due()

    assert len(runs) == 4


def test_what_was_missed_is_caught_up_once(runs):
    with at(0):
        schedule.run_due()

    with at(600):
        schedule.run_due()
        schedule.run_due()

    assert len(runs) == 1
    assert ScheduleEntry.objects.get().due_at == START + timedelta(minutes=610)


def test_a_clock_that_goes_back_an_hour_runs_nothing_twice(runs):
    for minutes in (0, 10, -50, 10):
        with at(minutes):
            schedule.run_due()

    assert len(runs) == 1


def test_of_two_workers_one_claims(runs):
    with at(0):
        schedule.run_due()
    job, due = schedule._jobs["probe"], START + timedelta(minutes=10)

    claims = [schedule._claim(job, due, due), schedule._claim(job, due, due)]

    assert claims == [True, False]


def test_a_failing_function_does_not_stop_the_others(runs):
    @schedule.every(minutes=10, name="a failing one")
    def fail():
        raise ConnectionError

    for minutes in (0, 10):
        with at(minutes):
            schedule.run_due()

    assert len(runs) == 1
    assert ScheduleEntry.objects.get(name="a failing one").fault.startswith("ConnectionError")


def test_one_name_is_for_one_function(runs):
    with pytest.raises(ValueError, match="probe"):

        @schedule.every(minutes=1, name="probe")
        def other():
            """Another one."""


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC)),  # the night clocks go forward
        (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 28, 5, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)),  # the night they go back
    ],
)
def test_six_o_clock_is_six_o_clock_over_summer_time(after, due):
    assert schedule.next_wall_time(after, 6, 0) == due


@given(
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(4, 23),
    st.integers(0, 59),
)
def test_next_wall_time_is_later_within_25_hours_and_shows_that_time(moment, hour, minute):
    due = schedule.next_wall_time(moment, hour, minute)

    assert moment < due <= moment + timedelta(hours=25)
    assert (clock.local(due).hour, clock.local(due).minute) == (hour, minute)


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_look_at_the_table_is_one_query(runs, jobs, django_assert_num_queries):
    for number in range(1, jobs):
        schedule.every(minutes=10, name=f"probe {number}")(lambda: None)
    with at(0):
        schedule.run_due()

        with django_assert_num_queries(1):  # all entries
            schedule.run_due()
