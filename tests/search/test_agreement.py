"""Two engines, one answer: 200 generated questions over the same documents, with filters, circles and every order."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from search import documents, ranking
from search.backends import store
from search.backends.elasticsearch import ElasticsearchEngine
from search.backends.embedded import EmbeddedEngine
from search.query import ORDERS, Query
from tests.factories.search import Thing, reference_trades
from tests.search.contract import near, words

pytestmark = pytest.mark.elasticsearch

THINGS, QUESTIONS = 400, 200
CODES = ("04600", "04600", "04109", "06712", "07545", "08056", "09111", "20095")
TYPED = (
    "tischler",
    "Tischlerin treppen",
    "mechatroniker",
    "Zweiradmechatronikerin",
    "lindenau",
    "wirabach",
    "holz stein",
    "holz stein glas metall",
    "bäcker mühle",
    "anlagenmechaniker sanitär",
    "fliesenleger",
    "quastenflosser",
    "dachdecker",
    "",
)
COUNTED = ("about", "kind", "certificate", "start_year", "trade", "trade_group", "honest", "new_since", "travel_time")
FILTERS = (
    ("kind", ("internship",)),
    ("kind", ("apprenticeship", "eq")),
    ("certificate", ("first",)),
    ("start_year", ("2027",)),
    ("honest", ("grades_open",)),
    ("trade_group", ("II",)),
    ("new_since", ("14",)),
    ("travel_time", ("30",)),
)


def things(rng):
    """Places over real trades and codes; some without trade, without text, without dates."""
    trades = reference_trades()
    today = clock.today()
    vocabulary = ["Holz", "Stein", "Glas", "Metall", "Treppen", "Mühle", "Solar", "Dach"]
    for pk in range(1, THINGS + 1):
        trade = rng.choice(trades[:40])
        yield Thing(
            pk,
            title=rng.choice([trade.name, trade.male, f"{trade.female} gesucht", "Tischler/in"]),
            organisation=rng.choice(["Tischlerei Lindenau", "Wierabach Treppen", "Mühle", f"{trade.male} Sprotte", ""]),
            body=" ".join(rng.choices(vocabulary, k=rng.randrange(9))),
            trade=rng.choice([trade.id, trade.id, "tischler", ""]),
            plz=rng.choice(CODES),
            offer=rng.choice(["apprenticeship", "internship", "taster_day", "eq"]),
            start=rng.choice(["2026", "2027", "2028"]),
            certificate=rng.choice(["none", "first", "middle", "abitur"]),
            flags=tuple(rng.sample(["grades_open", "no_licence", "day_bookable"], rng.randrange(3))),
            closes=rng.choice([None, today, today - timedelta(days=1), today + timedelta(days=90)]),
            published=rng.choice([None, *(today - timedelta(days=age) for age in range(40))]),
            confirmed=rng.choice([None, today - timedelta(days=rng.randrange(60))]),
            answered=rng.choice([None, rng.randrange(20)]),
            received=20,
            extra={"applications": rng.randrange(5), "opens": today + timedelta(days=rng.randrange(300))},
        )


def questions(rng):
    """Questions with the parts of the page's form drawn by fixed random numbers."""
    for number in range(QUESTIONS):
        query = words(TYPED[number % len(TYPED)])
        if rng.random() < 0.4:
            chosen = rng.sample(reference_trades()[:40], rng.choice((1, 1, 3)))
            query = replace(query, trades=tuple(trade.id for trade in chosen))
        if rng.random() < 0.5:
            query = replace(query, near=near(rng.choice(CODES), rng.choice((0, 8, 25, 50))))
        for name, values in rng.sample(FILTERS, rng.choice((0, 0, 1, 2))):
            query = query.where(name, *values)
        order = rng.choice(ORDERS)
        query = replace(query, order=order, kinds=rng.choice([(), ("vacancy",), ("vacancy", "event"), ("event",)]))
        yield replace(query, order="fit") if order == "distance" and query.near is None else query


@pytest.fixture
def engines(shelf, node_index):
    """Both engines over the same documents, freshly built: no deleted document counts anywhere."""
    shelf.things.extend(things(random.Random(7)))  # noqa: S311 -- a fixed draw
    entries = [entry for thing in shelf.things for entry in documents.of_kind("vacancy").entries(thing, 1)]
    store.switch_to(store.new_build())
    pair = EmbeddedEngine(), ElasticsearchEngine()
    for engine in pair:
        engine.index(entries)
    return pair


def answers(engine, query):
    """The ranked order, scores, total and counts of one engine."""
    results = engine.search(query, COUNTED)
    ranked = [one.row for one in ranking.rank(results.rows, query, clock.today())]
    counts = {code: {value: n for value, n in found.items() if n} for code, found in results.facets.items()}
    return ranked, results.total, counts


def test_same_hits_order_and_counts_for_200_questions(engines):
    answered = 0
    for query in questions(random.Random(11)):  # noqa: S311 -- a fixed draw
        (ours, our_total, our_counts), (theirs, their_total, their_counts) = (
            answers(engine, query) for engine in engines
        )

        assert (our_total, our_counts) == (their_total, their_counts), query
        assert [row.order_id for row in ours] == [row.order_id for row in theirs], query
        assert [row.score for row in ours] == pytest.approx([row.score for row in theirs], rel=1e-4), query
        answered += bool(ours)
    assert answered > QUESTIONS / 2


def test_stored_fields_are_the_same(engines):
    embedded, cluster = engines
    ours, theirs = ({row.order_id: row for row in engine.search(Query()).rows} for engine in (embedded, cluster))
    numbers = sorted(ours)[:50]

    mine = embedded.search(Query()).read([ours[number] for number in numbers])
    yours = cluster.search(Query()).read([theirs[number] for number in numbers])

    assert [sorted_values(one) for one in mine] == [sorted_values(one) for one in yours]


def sorted_values(fields):
    """Stored fields without an order among the values of one field."""
    return {name: sorted(values, key=str) for name, values in fields.items()}
