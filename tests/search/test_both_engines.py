"""Both engines over real rows and real ways: who wants to be found, and how long the way takes.

Each case runs on the embedded engine and on a real node; the answers are written down once, so both must give them.
"""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import actions as accounts
from apprenticeships.documents import OrganisationDocument
from search import documents, find, rebuilding, targets, writer
from search.backends import cluster, sinks
from search.engine import forget_engine
from search.query import Query
from search.resolver import resolve
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.core import PostalCodeFactory
from tests.factories.search import Thing
from tests.factories.trades import OrganisationTradeFactory, TradeFactory
from tests.search.contract import near

pytestmark = pytest.mark.django_db
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(autouse=True, params=ENGINES)
def mode(request, settings, monkeypatch):
    """The engine in charge, nothing behind it; the cluster has an index of its own and time."""
    if request.param == "elasticsearch":
        monkeypatch.setattr(cluster, "READ_SECONDS", 30.0)
        request.getfixturevalue("node_index")
        settings.SEARCH_BACKEND = "search.backends.elasticsearch.ElasticsearchEngine"
        forget_engine()
    return request.param


@pytest.fixture
def firms(mode):
    """Firms around Altenburg, some of which want to be found; all of it indexed by a rebuild."""
    documents.register(OrganisationDocument)
    joiner, mason = TradeFactory(pk="tischler"), TradeFactory(staged=True)
    codes = {code: PostalCodeFactory(code=code) for code in ("04600", "04626", "04109", "20095")}
    made = {
        "Holzbau Adler": OrganisationFactory(listed=True, postal_code=codes["04600"], people_count=3),
        "Holzbau Bussard": OrganisationFactory(listed=True, postal_code=codes["04626"], people_count=30),
        "Holzbau Condor": OrganisationFactory(listed=True, postal_code=codes["04109"], people_count=3),
        "Holzbau Drossel": OrganisationFactory(listed=True, postal_code=codes["20095"], people_count=3),
        "Holzbau Elster": OrganisationFactory(verified=True, postal_code=codes["04600"]),
        "Holzbau Falke": OrganisationFactory(postal_code=codes["04600"]),
    }
    for name, firm in made.items():
        type(firm).objects.filter(pk=firm.pk).update(name=name, text="Wir arbeiten mit Balken.")
        OrganisationTradeFactory(organisation=firm, trade=mason if name == "Holzbau Bussard" else joiner)
    rebuilding.rebuild(force=True)
    return made


def asked(query, *facets):
    """The page a visitor gets, after everything owed was written and a cluster shows it."""
    while writer.write_waiting():
        pass
    for sink in (sinks.of_target(target.name) for target in targets.live()):
        if isinstance(sink, sinks.ClusterSink):
            sink.refresh()
    return find.find(query, AnonymousUser(), facets=facets)


def names(page):
    """Titles in the order of the page."""
    return [hit.title for hit in page.hits]


def test_only_those_are_found_who_want_it_and_are_checked(firms, mode):
    page = asked(Query(text="Balken", words=("balken",), kinds=("organisation",)), "firm_size", "about")

    assert page.mode == mode
    assert sorted(names(page)) == ["Holzbau Adler", "Holzbau Bussard", "Holzbau Condor", "Holzbau Drossel"]
    assert page.total == sum(page.facets["firm_size"].values()) == 4
    assert page.facets["about"] == {"organisation": 4}


def test_firms_by_trade_and_circle_the_nearest_first(firms):
    read = resolve("schreiner")
    query = Query(text="schreiner", trades=tuple(hit.id for hit in read.trades), kinds=("organisation",))
    around = Query(kinds=("organisation",), near=near("04600", 50), order="distance")

    assert sorted(names(asked(query))) == ["Holzbau Adler", "Holzbau Condor", "Holzbau Drossel"]
    assert names(asked(around)) == ["Holzbau Adler", "Holzbau Bussard", "Holzbau Condor"]


def test_who_takes_the_yes_back_is_gone_and_comes_again(firms):
    firm = firms["Holzbau Adler"]
    owner = MembershipFactory(organisation=firm).user
    query = Query(kinds=("organisation",), near=near("04600", 8))

    accounts.set_listed(firm, by=owner, listed=False)
    assert names(asked(query)) == []

    accounts.set_listed(firm, by=owner, listed=True)
    assert names(asked(query)) == ["Holzbau Adler"]


def test_a_firm_stands_beside_its_places(shelf, firms):
    shelf.things += [Thing(1, title="Holzbau Adler sucht dich"), Thing(2, title="Maurer/in", organisation="", body="")]
    rebuilding.rebuild(force=True)

    page = asked(Query(text="holzbau adler", words=("holzbau", "adler")), "about")

    assert sorted(names(page)) == ["Holzbau Adler", "Holzbau Adler sucht dich"]
    assert page.facets["about"] == {"organisation": 1, "vacancy": 1}


@pytest.fixture
def reached(shelf, timetable_of):
    """`reached(order, minutes)`: places around Altenburg by bus, three of them with a way in the table."""
    codes = {"04603": "near, long way", "04626": "farther, short way", "04552": "unknown", "04109": "far, middling way"}
    for pk, (code, name) in enumerate(codes.items(), 1):
        shelf.things.append(Thing(pk, title=name, plz=code))
    rebuilding.rebuild(force=True)
    timetable_of("04600", "transit", {"04603": (75, "07:40"), "04626": (12, "06:20"), "04109": (40, "06:50")})

    def ask(order="fit", minutes=""):
        query = Query(near=near("04600", 50), order=order).where("travel_mode", "transit")
        return asked(query.where("travel_time", minutes) if minutes else query, "travel_time")

    return ask


def test_the_shorter_way_stands_before_the_nearer_place(reached):
    minutes = {hit.title: hit.minutes for hit in reached().hits}

    assert [name for name in minutes if name != "unknown"] == [
        "farther, short way",
        "far, middling way",
        "near, long way",
    ]
    assert list(minutes.values()).count(None) == 1
    assert minutes["farther, short way"] == 12


def test_by_distance_the_table_changes_nothing(reached):
    assert names(reached("distance"))[0] == "near, long way"


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        ("15", ["farther, short way", "unknown"]),
        ("60", ["farther, short way", "far, middling way", "unknown"]),
    ],
)
def test_the_filter_keeps_who_is_reached_in_time_and_who_is_unknown(reached, minutes, found):
    page = reached(minutes=minutes)

    assert (names(page), page.total) == (found, len(found))
    assert page.facets["travel_time"][minutes] == len(found)
