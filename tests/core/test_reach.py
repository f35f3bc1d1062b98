"""Minutes by the means a pupil has; nothing is claimed without a timetable."""

import pytest

from core import reach
from core.places import distance_km


def test_bicycle_goes_by_distance():
    km = distance_km("04600", "04603")
    assert reach.minutes("04600", "04603", "bicycle") == round(5.2 * km)


@pytest.mark.parametrize("mode", ["moped", "lift"])
def test_motor_goes_by_distance_and_start(mode):
    km = distance_km("04600", "04109")
    assert reach.minutes("04600", "04109", mode) == round(5 + 2 * km)


def test_no_bus_minutes_are_invented():
    assert reach.minutes("04600", "04603", "transit") is None


def test_unknown_code_has_no_minutes():
    assert reach.minutes("04600", "99999", "bicycle") is None


def test_unknown_mode_is_an_error():
    with pytest.raises(ValueError, match="rocket"):
        reach.minutes("04600", "04603", "rocket")
