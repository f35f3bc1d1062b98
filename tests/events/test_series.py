"""Series: days by a rule, the wall time kept when the clock changes, and every single date open to change."""

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from events.forms.editing import MOST_DATES
from events.models import EventPage, Occurrence
from events.series import Rule, days
from tests.events.test_quick_form import NEW, firm, office, typed  # noqa: F401 -- the fixtures
from tests.factories.events import EventPageFactory

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2040, 12, 31))


@given(DAYS, st.sampled_from(Rule.values), st.integers(min_value=1, max_value=MOST_DATES))
def test_every_series_begins_at_the_first_day_rises_and_keeps_the_weekday(first, rule, count):
    found = days(first, rule, count)

    assert (found[0], len(found)) == (first, count)
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} == {first.weekday()}


@given(DAYS, st.integers(min_value=2, max_value=MOST_DATES))
def test_monthly_days_lie_in_the_same_week_of_their_month(first, count):
    found = days(first, Rule.MONTHLY, count)

    assert {(day.day - 1) // 7 for day in found} == {(first.day - 1) // 7}
    assert len({(day.year, day.month) for day in found}) == count


def test_a_fifth_saturday_waits_for_a_month_that_has_one():
    assert days(date(2026, 10, 31), Rule.MONTHLY, 3) == [date(2026, 10, 31), date(2027, 1, 30), date(2027, 5, 29)]


def rows_of(answer):
    """Day, begin, end and seats of each row, as the form shows them."""
    return [
        tuple(form[name].value() for name in ("day", "start", "end", "capacity")) for form in answer.context["dates"]
    ]


@pytest.fixture
def sender(client, office):
    """Sends the new event's form with a button."""
    client.force_login(office)

    def send(**values):
        return client.post(NEW, typed(office, **values))

    return send


@pytest.mark.django_db
def test_a_series_is_shown_before_it_is_written(sender):
    answer = sender(**{"rows": "repeat", "serie-rule": "weekly", "serie-count": "3"})

    assert rows_of(answer) == [(f"2030-01-{day}", "10:00", "15:00", "60") for day in ("12", "19", "26")]
    assert EventPage.objects.count() == 0
    assert answer.context["form"].errors == {}


@pytest.mark.django_db
def test_the_hour_stays_over_the_change_of_the_clock(sender):
    three = {f"termine-{at}-{name}": value for at, day in enumerate(("2030-03-23", "2030-03-30", "2030-04-06"))
             for name, value in (("day", day), ("start", "10:00"), ("end", "15:00"), ("capacity", "60"))}  # fmt: skip

    sender(**three, **{"termine-TOTAL_FORMS": "3"})

    begins = [clock.local(row.starts_at) for row in Occurrence.objects.order_by("starts_at", "pk")]
    assert [f"{begin:%H:%M %z}" for begin in begins] == ["10:00 +0100", "10:00 +0100", "10:00 +0200"]
    assert begins[2].astimezone(UTC) - begins[1].astimezone(UTC) == timedelta(days=7, hours=-1)


@pytest.mark.django_db
def test_a_missing_hour_is_named_in_its_row(sender):
    answer = sender(
        **{"rows": "repeat", "serie-rule": "weekly", "serie-count": "2"},
        **{"termine-0-day": "2030-03-24", "termine-0-start": "02:30"},
    )

    assert [sorted(form.errors) for form in answer.context["dates"]] == [[], ["start"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"serie-count": "999"}, 1),
        ({"serie-count": "0"}, 1),
        ({"serie-count": "viele"}, 1),
        ({"serie-rule": "<b>"}, 1),
        ({"termine-0-day": ""}, 1),
        ({"termine-TOTAL_FORMS": "99999"}, MOST_DATES),
        ({"termine-TOTAL_FORMS": "x"}, 4),
        ({"termine-TOTAL_FORMS": "9" * 5000}, 4),
        ({"termine-INITIAL_FORMS": "9" * 5000}, 4),
        ({"rows": "drop-0"}, 1),
        ({"rows": "drop-77"}, 1),
        ({"rows": "spread-9"}, 1),
        ({"rows": "<b>"}, 2),
    ],
)
def test_nonsense_adds_nothing_and_breaks_nothing(sender, values, count):
    answer = sender(**{"rows": "repeat", "serie-rule": "weekly", "serie-count": "4", **values})

    assert answer.status_code == 200
    assert len(rows_of(answer)) == count
    assert EventPage.objects.count() == 0


@pytest.mark.django_db
def test_a_series_never_grows_beyond_the_limit(sender):
    answer = sender(
        **{"rows": "repeat", "serie-rule": "weekly", "serie-count": str(MOST_DATES), "termine-TOTAL_FORMS": "3"},
        **{"termine-2-day": "2030-02-02", "termine-2-start": "09:00", "termine-2-end": "12:00"},
    )

    assert len(rows_of(answer)) == MOST_DATES
    assert rows_of(answer)[3] == ("2030-02-09", "09:00", "12:00", "")


@pytest.mark.django_db
def test_one_row_is_left_out_and_one_gives_its_hours_to_all_that_follow(sender):
    rows = {"termine-TOTAL_FORMS": "3"}
    for at, (day, start) in enumerate((("2030-01-12", "08:00"), ("2030-01-19", "09:00"), ("2030-01-26", "10:00"))):
        rows |= {f"termine-{at}-day": day, f"termine-{at}-start": start, f"termine-{at}-end": "15:00"}

    dropped = sender(**rows, rows="drop-1")
    spread = sender(**rows, rows="spread-1")

    assert [row[:2] for row in rows_of(dropped)] == [("2030-01-12", "08:00"), ("2030-01-26", "10:00")]
    assert [row[1] for row in rows_of(spread)] == ["08:00", "09:00", "09:00"]


@pytest.mark.django_db
def test_a_stored_date_is_never_left_out_by_a_button(sender):
    answer = sender(
        **{"rows": "drop-0", "termine-TOTAL_FORMS": "2", "termine-0-pk": "5"},
        **{"termine-1-day": "2030-01-19", "termine-1-start": "10:00", "termine-1-end": "15:00"},
    )

    assert len(rows_of(answer)) == 2


@pytest.mark.django_db
def test_the_part_of_an_event_is_named_in_the_calendar(client):
    page = EventPageFactory()
    start = clock.now() + timedelta(days=5)
    Occurrence.objects.create(page=page, starts_at=start, ends_at=start + timedelta(hours=1), label="Elternabend")

    assert "Elternabend, " in client.get("/veranstaltungen/").content.decode()
