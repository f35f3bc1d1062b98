"""Wall times: the two nights when the clock changes, and ends before beginnings."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from events.forms import DateForm
from events.models import Occurrence
from events.walltime import DOUBLE, MISSING, WallTimeFormField


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2026-10-25 02:30", DOUBLE),
        ("2026-10-25T02:00", DOUBLE),
        ("2027-03-28 02:30", MISSING),
        ("28.03.2027 02:00", MISSING),
        ("morgen um drei", "Bitte Tag und Uhrzeit so angeben: 28.11.2026 10:00."),
    ],
)
def test_hours_that_are_not_one_moment_are_refused_with_the_reason(wall, reason):
    with pytest.raises(ValidationError) as refusal:
        WallTimeFormField().clean(wall)

    assert refusal.value.messages == [str(reason)]


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-10-25 01:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2026-10-25 03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("2027-03-28 01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28 03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_hours_beside_the_change_are_exact(wall, moment):
    assert WallTimeFormField().clean(wall) == moment


def date_form(**values):
    return DateForm({"day": "2027-11-27", "start": "10:00", "end": "15:00", **values})


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"end": "09:00"}, "end", "Das Ende liegt vor dem Beginn."),
        ({"end": "10:00"}, "end", "Das Ende liegt vor dem Beginn."),
        ({"day": "2020-01-01"}, "day", "Dieser Tag liegt in der Vergangenheit."),
        ({"day": "2027-03-28", "start": "02:30"}, "start", str(MISSING)),
        ({"day": "2027-10-31", "start": "02:30"}, "start", str(DOUBLE)),
        ({"day": "31.02.2027"}, "day", "Bitte Tag, Monat und Jahr angeben, zum Beispiel 28.11.2026."),
    ],
)
def test_quick_form_says_it_beside_the_field(values, field, words):
    form = date_form(**values)

    assert form.is_valid() is False
    assert form.errors[field] == [words]


def test_good_date_is_a_value():
    form = date_form(capacity="12")

    assert form.is_valid() is True
    assert form.row().starts_at == datetime(2027, 11, 27, 9, 0, tzinfo=UTC)
    assert (form.row().capacity, form.row().pk) == (12, None)


def test_model_refuses_an_end_before_the_beginning_beside_the_field():
    date = Occurrence(starts_at=datetime(2027, 1, 2, tzinfo=UTC), ends_at=datetime(2027, 1, 1, tzinfo=UTC))

    with pytest.raises(ValidationError) as refusal:
        date.clean()

    assert refusal.value.message_dict == {"ends_at": ["Das Ende liegt vor dem Beginn."]}
