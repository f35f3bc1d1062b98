"""How long an offered seat is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.clock import BERLIN
from events.offers import after_waking_hours, reply_by

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("days_ahead", "hours"),
    [(10, 24), (4, 24), (3, 12), (2, 12), (1, 2), (0.5, 2)],
)
def test_hours_for_adults(days_ahead, hours):
    assert reply_by(NOON, NOON + timedelta(days=days_ahead), minor=False) == NOON + timedelta(hours=hours)


def test_never_after_the_event_has_begun():
    starts = NOON + timedelta(minutes=30)

    assert reply_by(NOON, starts, minor=False) == starts


def test_nights_do_not_count_for_minors():
    evening = datetime(2026, 11, 25, 19, 0, tzinfo=BERLIN)

    until = reply_by(evening, evening + timedelta(hours=20), minor=True)

    assert until == datetime(2026, 11, 26, 8, 0, tzinfo=BERLIN)


def test_night_of_the_clock_change_is_a_night_like_any_other():
    evening = datetime(2026, 10, 24, 19, 0, tzinfo=BERLIN)

    assert after_waking_hours(evening, timedelta(hours=2)) == datetime(2026, 10, 25, 8, 0, tzinfo=BERLIN)


@given(
    st.integers(min_value=0, max_value=60 * 24 * 730),
    st.integers(min_value=1, max_value=60 * 24 * 3),
)
def test_the_hour_never_falls_into_a_night_and_is_never_too_early(later, minutes):
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=later)

    end = after_waking_hours(moment, timedelta(minutes=minutes))

    assert 7 <= clock.local(end).hour < 20 or (clock.local(end).hour, clock.local(end).minute) == (20, 0)
    assert end >= moment + timedelta(minutes=minutes)
