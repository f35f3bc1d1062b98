"""The clock: aware, in UTC, days in Berlin, and it can be stopped."""

from datetime import UTC, date, datetime

import pytest

from core import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset().total_seconds() == 0


def test_today_is_the_day_in_berlin_after_midnight_there():
    with clock.frozen(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_frozen_stops_and_starts_again():
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    with clock.frozen(moment):
        inside = clock.now()

    assert inside == moment
    assert clock.now() > moment


def test_frozen_nests():
    outer, inner = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)

    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_frozen_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001 -- the point
        pass


def test_local_knows_summer_time():
    assert clock.local(datetime(2026, 7, 1, 10, tzinfo=UTC)).hour == 12
    assert clock.local(datetime(2026, 12, 1, 10, tzinfo=UTC)).hour == 11
