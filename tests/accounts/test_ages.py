"""Bands begin on the first day of the month after the birthday month, so no protection ends early."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import ages
from accounts.models import User
from core import clock


@pytest.mark.parametrize(
    ("on", "band"),
    [
        (date(2026, 11, 30), "under_14"),
        (date(2026, 12, 1), "14_15"),
        (date(2028, 11, 30), "14_15"),
        (date(2028, 12, 1), "16_17"),
        (date(2030, 11, 30), "16_17"),
        (date(2030, 12, 1), "18_plus"),
    ],
)
def test_band_begins_on_the_first_of_the_month_after_the_birthday_month(on: date, band: str) -> None:
    assert ages.band(2012, 11, on) == band


def test_december_birthday_begins_in_january() -> None:
    assert ages.reached_on(2010, 12, 16) == date(2027, 1, 1)


def test_band_follows_the_wall_clock_in_berlin() -> None:
    person = User(born_year=2010, born_month=11)

    with clock.frozen(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)):
        assert person.age_band() == "14_15"
    with clock.frozen(datetime(2026, 11, 30, 23, 0, tzinfo=UTC)):
        assert person.age_band() == "16_17"


def test_without_birth_month_nobody_knows_and_a_young_person_is_treated_as_a_minor() -> None:
    assert User(kind=User.Kind.PUPIL).age_band() is None
    assert User(kind=User.Kind.PUPIL).is_minor() is True
    assert User(kind=User.Kind.MEMBER).is_minor() is False


@given(
    year=st.integers(1990, 2020),
    month=st.integers(1, 12),
    first=st.dates(date(2020, 1, 1), date(2045, 1, 1)),
    days=st.integers(0, 900),
)
def test_nobody_grows_younger(year: int, month: int, first: date, days: int) -> None:
    order = ["under_14", "14_15", "16_17", "18_plus"]
    later = date.fromordinal(first.toordinal() + days)

    assert order.index(ages.band(year, month, first)) <= order.index(ages.band(year, month, later))
