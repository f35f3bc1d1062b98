"""From a question to cards: permission, refilling, the ladder, reasons and open points."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from search import documents, find, ranking
from search.forms import SearchForm
from search.query import Query
from tests.factories.search import Thing, declare
from tests.search.contract import near, words

VISITOR = AnonymousUser()


def ask(**params):
    """The page a visitor sees for these parameters."""
    asked = SearchForm(params).asked()
    return find.find(asked.query, VISITOR, resolution=asked.resolution, origin=asked.origin)


def keys(page):
    """Keys of the hits in order."""
    return [hit.key for hit in page.hits]


def test_hit_is_fetched_as_the_person_may_see_it(index, shelf):
    index(Thing(1), Thing(2, secret=True), Thing(3))
    shelf.things[2].hidden = True  # changed since it was indexed

    page = find.find(words("tischler"), VISITOR)

    assert keys(page) == ["1"]
    assert (page.total, page.is_about) == (1, True)


def test_pages_are_refilled_and_nobody_sees_a_hit_twice(index, shelf):
    index(*(Thing(pk) for pk in range(1, 31)))
    for thing in shelf.things[:5]:
        thing.hidden = True
    query = replace(words("tischler"), size=10)

    pages = [keys(find.find(replace(query, page=number), VISITOR)) for number in (1, 2, 3)]

    assert pages == [[str(pk) for pk in span] for span in (range(6, 16), range(16, 26), range(26, 31))]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_database_once_a_kind(index, shelf, count):
    index(*(Thing(pk) for pk in range(1, count + 1)))
    shelf.counter.clear()

    find.find(words("tischler"), VISITOR)

    assert shelf.counter == ["things"]


def test_a_later_page_asks_once_more_for_those_before_it(index, shelf):
    index(*(Thing(pk) for pk in range(1, 26)))
    shelf.counter.clear()

    page = find.find(replace(words("tischler"), size=10, page=3), VISITOR)

    assert (len(page.hits), shelf.counter) == (5, ["keys", "things"])


def test_ladder_stops_at_the_first_step_with_five_hits(index):
    index(*(Thing(pk, plz="04600") for pk in (1, 2)), *(Thing(pk, plz="04626") for pk in (3, 4, 5)))

    page = ask(q="tischler", place="04600")

    assert page.km == 15
    assert page.was_widened is True
    assert page.total == 5


def test_a_chosen_radius_is_never_changed(index):
    index(Thing(1, plz="04600"), Thing(2, plz="04109"))

    page = ask(q="tischler", place="04600", radius="5")

    assert (page.km, page.was_widened, page.total) == (5, False, 1)


def test_whole_country_only_on_request(index):
    index(Thing(1, plz="20095"))

    assert ask(q="tischler", place="04600").total == 0
    assert ask(q="tischler", place="04600", radius="all").total == 1


def test_reasons_name_word_distance_certificate_and_confirmation(index):
    index(Thing(1, plz="04600", confirmed=clock.today()))

    hit = ask(q="schreiner", place="04600", certificate="first").hits[0]

    assert hit.reasons == [
        "du nach Tischler/in gesucht hast (Schreiner ist dasselbe)",
        "hier in 04600",
        "dein Schulabschluss reicht",
    ]


def test_open_points_say_what_is_missing(index):
    index(Thing(1, start="", plz=""))

    assert ask(q="tischler").hits[0].open == ["Beginn noch nicht genannt"]


def test_neutral_parts_are_one(index):
    index(Thing(1))

    parts = find.find(Query(), VISITOR).hits[0].parts

    assert parts == {"text": 1.0, "answer": 1.0, "fairness": 1.0, "freshness": 1.0, "reach": 1.0}


def test_final_is_the_product_of_its_parts(index):
    index(Thing(1, plz="04109", answered=40, received=40, confirmed=clock.today() - timedelta(days=30)))

    hit = ask(q="tischler", place="04600", radius="50").hits[0]

    product = 1.0
    for value in hit.parts.values():
        product *= value
    assert hit.score == pytest.approx(product, rel=1e-2)


def test_nearer_comes_first_among_equals(index):
    index(Thing(1, plz="04109"), Thing(2, plz="04600"))

    assert keys(ask(q="tischler", place="04600", radius="50")) == ["2", "1"]


def test_few_hits_of_one_firm_never_beat_many(index):
    assert ranking.answer_factor(1, 1) < ranking.answer_factor(40, 50)
    assert ranking.answer_factor(None, None) == 1.0
    assert 0.5 <= ranking.answer_factor(0, 1000) < ranking.answer_factor(1000, 1000) <= 1.2


def test_a_place_with_two_places_of_work_is_shown_once():
    shelf = declare("vacancy")
    document = documents.of_kind("vacancy")
    plain = document.contents

    def twice(cls, thing):
        return [plain(thing) | {"plz": plz} for plz in ("04600", "04109")]

    document.contents = classmethod(twice)
    thing = Thing(1)
    shelf.things.append(thing)
    entries = document.entries(thing, 1)

    assert [entry["plz"] for entry in entries] == ["04600", "04109"]
    rows = [ranking.Row(entries[0]["order_id"], 1.0, km=km) for km in (40.0, 1.0)]
    ranked = ranking.best_of_each(ranking.rank(rows, Query(), clock.today()))
    assert [one.row.km for one in ranked] == [1.0]


def test_near_gives_local_blocks(index):
    index(Thing(1, plz="04600"), Thing(2, plz="04600", trade="maurer"))

    hits = find.near(["maurer"], near("04600"), ["vacancy"], 3, user=VISITOR)

    assert [hit.key for hit in hits] == ["2"]


THINGS = st.builds(
    Thing,
    pk=st.integers(1, 10**6),
    plz=st.sampled_from(["", "04600", "04109", "20095"]),
    start=st.sampled_from(["", "2027"]),
    certificate=st.sampled_from(["none", "first", "abitur"]),
    trade=st.sampled_from(["tischler", "dachdecker", "klempner", ""]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(thing=THINGS, typed=st.sampled_from(["", "schreiner", "spengler", "holz", "treppen"]))
def test_every_hit_has_a_reason_and_at_most_five_lines(index, shelf, thing, typed):
    shelf.things.clear()
    index(thing)

    for hit in ask(q=typed, place="04600", radius="all").hits:
        assert 1 <= len(hit.reasons) <= 3
        assert len(hit.open) <= 2
        for line in hit.reasons:
            assert thing.plz or " km von " not in line
        if not thing.start:
            assert "Beginn noch nicht genannt" in hit.open


def test_bus_minutes_of_a_timetable_rank_and_the_unknown_come_last(index, timetable_of):
    index(Thing(1, plz="04552"), Thing(2, plz="04109"), Thing(3, plz="04603"), Thing(4, plz="04626"))
    timetable_of("04600", "transit", {"04603": (12, "06:20"), "04109": (55, "07:35"), "04626": (None, "09:05")})
    query = Query(near=near("04600", 50)).where("travel_mode", "transit")

    whole = {hit.key: hit for hit in find.find(query, VISITOR).hits}
    within = find.find(query.where("travel_time", "60"), VISITOR)

    assert {key: hit.way for key, hit in whole.items()} == {
        "3": "etwa 12 min mit Bus und Bahn",
        "2": "etwa 55 min mit Bus und Bahn",
        "4": "kein Bus vor 9 Uhr",
        "1": "Fahrzeit unbekannt",
    }
    assert keys(within) == ["3", "2", "1"]
    assert whole["3"].parts["reach"] == 1
    assert [whole[key].open for key in "321"] == [[], ["kein Bus vor 7 Uhr"], ["Fahrzeit mit Bus und Bahn unbekannt"]]
