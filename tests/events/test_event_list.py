"""The calendar: filters, order, query counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core import clock
from events import actions
from events.models import EventTrade
from events.question import EventQuestion
from tests.factories.accounts import OrganisationFactory, PostalCodeFactory
from tests.factories.core import PostalCodeFactory as RealPostalCodeFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory, RegistrationFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/veranstaltungen/"


def titles(client, query=""):
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    return [row["occurrence"].page.title for _month, rows in answer.context["months"] for row in rows]


def event(title, **values):
    starts_at = values.pop("starts_at", None)
    capacity = values.pop("capacity", 20)
    page = EventPageFactory(title=title, **values)
    more = {"starts_at": starts_at} if starts_at else {}
    return OccurrenceFactory(page=page, capacity=capacity, **more)


def test_anybody_sees_it_by_month_in_the_order_of_time(client):
    event("Januar", starts_at=datetime(2031, 1, 9, 9, tzinfo=UTC))
    event("Dezember", starts_at=datetime(2030, 12, 9, 9, tzinfo=UTC))

    answer = client.get(ADDRESS)

    assert [month for month, _rows in answer.context["months"]] == ["Dezember 2030", "Januar 2031"]
    assert titles(client) == ["Dezember", "Januar"]


def test_anonymous_visit_sets_no_cookie(client):
    event("Werkstatt")

    assert client.get(ADDRESS).cookies == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=fair", ["Messe"]),
        ("kind=fair&kind=parents_evening", ["Messe", "Eltern"]),
        ("audience=parents", ["Eltern"]),
        ("step_free=on", ["Messe"]),
        ("free_of_charge=on", ["Eltern", "Werkstatt", "Online"]),
        ("online=on", ["Online"]),
        ("grade=8", ["Messe", "Werkstatt", "Online"]),
        ("grade=13", ["Messe", "Online"]),
        ("language=en", ["Online"]),
        ("free_seats=on", ["Messe", "Eltern", "Online"]),
        ("trade=tischler", ["Werkstatt"]),
        ("kind=unsinn&when=niemals&radius=7&page=99", ["Messe", "Eltern", "Werkstatt", "Online"]),
    ],
)
def test_filters(client, query, expected):
    event("Messe", kind="fair", step_free=True, cost_cents=500)
    event("Eltern", kind="parents_evening", for_parents=True, for_pupils=False)
    workshop = event("Werkstatt", capacity=1, class_from=7, class_to=9)
    event("Online", online=True, language="en")
    EventTrade.objects.create(page=workshop.page, trade=TradeFactory())
    RegistrationFactory(occurrence=workshop)

    assert titles(client, query) == expected


def test_place_and_radius_cross_the_border_of_the_state(client):
    event("Altenburg")
    event("Leipzig", postal_code=RealPostalCodeFactory(code="04109"))
    event("Online", online=True)

    assert titles(client, "place=04600&radius=25") == ["Altenburg", "Online"]
    assert titles(client, "place=Altenburg&radius=50") == ["Altenburg", "Leipzig", "Online"]


def test_unknown_place_is_said_beside_the_field_and_kept(client):
    event("Altenburg")

    page = client.get(f"{ADDRESS}?place=Xyzzyhausen").content.decode()
    abroad = client.get(f"{ADDRESS}?place=Salzburg").content.decode()

    assert "Diesen Ort kennen wir nicht. Versuch es" in page
    assert "Dieser Ort liegt nicht in Deutschland" in abroad
    assert 'value="Xyzzyhausen"' in page


@pytest.mark.parametrize("text", ["%00%07", "<script>alert(1)</script>", "x" * 500, "04600' OR 1=1"])
def test_bad_input_is_answered(client, text):
    answer = client.get(ADDRESS, {"place": text, "trade": text})

    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    ("today", "when", "period"),
    [
        (date(2026, 11, 25), "today", (date(2026, 11, 25), date(2026, 11, 26))),
        (date(2026, 11, 25), "weekend", (date(2026, 11, 28), date(2026, 11, 30))),
        (date(2026, 11, 28), "weekend", (date(2026, 11, 28), date(2026, 11, 30))),
        (date(2026, 11, 29), "weekend", (date(2026, 11, 29), date(2026, 11, 30))),
        (date(2026, 12, 15), "month", (date(2026, 12, 15), date(2027, 1, 1))),
        (date(2026, 12, 15), "next_month", (date(2027, 1, 1), date(2027, 2, 1))),
    ],
)
def test_periods(today, when, period):
    with clock.frozen(datetime(today.year, today.month, today.day, 12, tzinfo=UTC)):
        first, behind = EventQuestion(when=when).period()

    assert (first.date(), behind.date()) == period


def test_drafts_and_closed_groups_are_never_listed(client):
    event("Entwurf", draft=True)
    event("Cluster", kind="cluster_meeting")

    assert titles(client) == []


def test_past_is_gone_a_cancelled_date_stays_until_the_day_after(client, occurrence, owner):
    actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")

    with clock.frozen(occurrence.ends_at + timedelta(hours=20)):
        assert titles(client) == [occurrence.page.title]
        assert "abgesagt" in client.get(ADDRESS).content.decode()
    with clock.frozen(occurrence.ends_at + timedelta(hours=25)):
        assert titles(client) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, count, django_assert_num_queries):
    organisation = OrganisationFactory(guild=True, verified=True)
    for number in range(count):
        event(f"Termin {number}", organisation=organisation, postal_code=PostalCodeFactory())
    client.get(ADDRESS)  # Wagtail keeps the roots of its sites

    # calendar page, counts by kind, number of dates, dates with page, organiser and place, names of trades
    with django_assert_num_queries(5):
        client.get(ADDRESS)


def test_organiser_has_a_list_of_its_own(client):
    mine, other = event("Unsere"), event("Andere")

    answer = client.get(mine.page.get_parent().get_url())

    assert answer.status_code == 200
    assert [row["occurrence"] for _month, rows in answer.context["months"] for row in rows] == [mine]
    assert other.page.title not in answer.content.decode()


def test_name_of_the_address_is_the_calendar():
    assert reverse("events:event_list") == ADDRESS
