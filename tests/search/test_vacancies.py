"""Real places behind the search page: the number of queries does not grow with the hits."""

from datetime import time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apprenticeships.documents import VacancyDocument
from core import clock
from search import documents, find, rebuilding
from search.query import Query
from tests.factories.accounts import PostalCodeFactory, UserFactory
from tests.factories.apprenticeships import ApplicationFactory, RequirementFactory, SlotFactory, VacancyFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """`places(n)`: so many open places with days, wishes and applications, in a fresh index."""
    documents.register(VacancyDocument)
    trade, code = TradeFactory(pk="tischler"), PostalCodeFactory()

    def make(count, **values):
        made = [VacancyFactory(trade=trade, postal_code=code, **values) for _ in range(count)]
        for place in made:
            SlotFactory(vacancy=place)
            RequirementFactory(vacancy=place)
        rebuilding.rebuild(force=True)
        return made

    return make


def queries(ask):
    """How many queries a call takes."""
    with CaptureQueriesContext(connection) as taken:
        ask()
    return len(taken)


def test_a_page_of_twenty_asks_as_often_as_one_of_five(places):
    places(5)
    few = queries(lambda: find.find(Query(), AnonymousUser()))
    places(15)
    page = []
    many = queries(lambda: page.append(find.find(Query(), AnonymousUser())))

    assert len(page[0].hits) == 20
    assert any("Tag buchbar am" in line for line in page[0].hits[0].reasons)
    assert few == many <= 2


def test_a_kept_statement_shows_each_time_what_the_database_holds(places):
    first, second = places(2)
    visitor = AnonymousUser()
    assert documents.seen_by("vacancy", [str(first.pk)], visitor) == {str(first.pk): first}
    assert documents.seen_by("vacancy", [str(second.pk), str(first.pk)], visitor).keys() == {
        str(first.pk),
        str(second.pk),
    }

    type(first).objects.filter(pk=first.pk).update(state=first.State.PAUSED)
    type(second).objects.filter(pk=second.pk).update(place_name="Zeitz")
    seen = documents.seen_by("vacancy", [str(first.pk), str(second.pk)], visitor)

    assert [thing.place_name for thing in seen.values()] == ["Zeitz"]
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert all(thing.next_day is None for thing in documents.seen_by("vacancy", [*seen], visitor).values())


def test_the_printed_page_asks_as_often_for_twenty_as_for_five(places, client):
    client.force_login(UserFactory())
    places(5)
    few = queries(lambda: client.get(reverse("search:search")))
    places(15)

    assert queries(lambda: client.get(reverse("search:search"))) == few


def test_indexing_twenty_places_asks_as_often_as_five(places):
    places(5)
    few = queries(lambda: list(map(VacancyDocument.contents, VacancyDocument.queryset())))
    places(15)

    assert queries(lambda: list(map(VacancyDocument.contents, VacancyDocument.queryset()))) == few == 3


def test_waiting_applications_count_and_drafts_do_not(places):
    place = places(1)[0]
    ApplicationFactory(vacancy=place, sent=True)
    ApplicationFactory(vacancy=place)

    assert VacancyDocument.contents(VacancyDocument.queryset().get())["applications"] == 1


def fields():
    """The contents of the only place."""
    return VacancyDocument.contents(VacancyDocument.queryset().get())


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        (None, []),
        (time(5, 45), ["before_6"]),
        (time(6, 59), ["6_to_7"]),
        (time(7), ["from_7"]),
        (time(8, 30), ["from_7", "from_8"]),
    ],
)
def test_who_begins_at_eight_also_begins_after_seven(places, start, steps):
    places(1, work_start=start)

    assert fields()["work_start"] == steps


def test_pay_without_a_day_is_no_pay(places):
    place = places(1, pay_year1_cents=90000)[0]
    dated = fields()["pay_from"]
    place.pay_stated_on = None
    place.save()

    assert (dated, fields()["pay_from"]) == (["700", "800", "900"], [])


def test_facts_of_trade_and_promise_are_filters(places, client):
    places(1, answer_days=5, saturday="sometimes")[0].trade.__class__.objects.update(interest_words="holz;draußen")
    rebuilding.rebuild(force=True)
    found = fields()

    assert [found[name] for name in ("answers", "saturday", "outdoors", "height")] == [["5"], "yes", "yes", ""]
    for params, total in (
        ({"answers": "3"}, 0),
        ({"answers": "5"}, 1),
        ({"saturday": "no"}, 0),
        ({"outdoors": "yes"}, 1),
        ({"height": "yes"}, 0),
        ({"pay_from": "800", "work_start": "from_7"}, 1),
    ):
        answer = client.get(reverse("search:search"), {**params, "format": "json"})
        assert (answer.json()["total"], answer.headers["X-Search-Mode"]) == (total, "embedded"), params
