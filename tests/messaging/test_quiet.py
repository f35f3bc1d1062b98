"""Quiet hours, over both nights of the clock change too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from messaging import quiet


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-11-23T07:00", None),
        ("2026-11-23T19:59", None),
        ("2026-11-23T20:00", "2026-11-24T07:00"),
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-10-24T22:00", "2026-10-25T07:00"),
        ("2026-10-25T02:30", "2026-10-25T07:00"),
        ("2027-03-27T22:00", "2027-03-28T07:00"),
        ("2026-12-31T23:59", "2027-01-01T07:00"),
    ],
)
def test_end_of_the_night(moment, ends):
    here = datetime.fromisoformat(moment).replace(tzinfo=clock.BERLIN)

    assert quiet.ends_at(here) == (datetime.fromisoformat(ends).replace(tzinfo=clock.BERLIN) if ends else None)


@given(st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2028-01-01")))
def test_the_end_is_seven_o_clock_and_soon(moment):
    moment = moment.replace(tzinfo=UTC)
    ends = quiet.ends_at(moment)

    if ends is not None:
        assert (clock.local(ends).hour, clock.local(ends).minute) == (7, 0)
        # The longest night is the one in which the clock goes back.
        assert timedelta(0) < ends.astimezone(UTC) - moment <= timedelta(hours=12)
        assert quiet.ends_at(ends) is None
    else:
        assert 7 <= clock.local(moment).hour < 20
