"""The predicate of saved searches says of each document what the engine says."""

import random
from dataclasses import replace
from datetime import timedelta

from core import clock
from search import documents, engine
from search.forms import SearchForm
from search.matching import Matcher
from tests.factories.search import Thing, reference_trades

TYPED = (
    "", "tischler", "schreinerin altenburg", "elektriker", "was mit holz", "treppen möbel", "lindenau", "lindenua",
    "dachdeker", "spengler", "maler 2027", "tischler treppen solar", "ausbildung", "mechatroniker", "glas", "qqqq",
)  # fmt: skip
CODES = ("04600", "04626", "04109", "06712", "20095", "")


def things(rng, count):
    """Places that differ in everything a question can ask for."""
    trades = rng.sample(reference_trades(), 25)
    for pk in range(1, count + 1):
        trade = rng.choice(trades[:6] if rng.random() < 0.6 else trades)
        yield Thing(
            pk=pk,
            title=rng.choice((trade.name, trade.name, "Schnuppertag", "Tischler/in")),
            trade=trade.id if rng.random() < 0.8 else "",
            organisation=rng.choice(("Tischlerei Lindenau", "Malerbetrieb Sprotte", "Autohaus Pleiße")),
            body=rng.choice(("Treppen und Möbel aus Holz", "Solar und Wärmepumpen", "Wände und Fassaden", "")),
            plz=rng.choice(CODES),
            offer=rng.choice(("apprenticeship", "internship")),
            start=rng.choice(("", "2026", "2027")),
            certificate=rng.choice(("none", "first", "middle", "abitur")),
            flags=tuple(rng.sample(("grades_open", "no_licence", "step_free"), 2)),
            closes=rng.choice((None, clock.today() + timedelta(days=9), clock.today() - timedelta(days=1))),
            published=clock.today() - timedelta(days=rng.randrange(40)),
            extra={"pay_from": rng.choice(([], ["700"], ["700", "800"]))},
        )


def questions(rng, count):
    """Questions as people ask them, with filters and circles."""
    for number in range(count):
        params = {"q": TYPED[number % len(TYPED)]}
        params |= {"place": rng.choice(("04600", "Leipzig", "046"))} if rng.random() < 0.5 else {}
        params |= {"radius": rng.choice(("5", "25", "50", "all"))}
        for name, value in (
            ("certificate", "first"), ("kind", "internship"), ("start_year", "2027"), ("honest", "grades_open"),
            ("pay_from", "800"), ("new_since", "14"), ("travel_time", "30"),
        ):  # fmt: skip
            params |= {name: value} if rng.random() < 0.12 else {}
        yield SearchForm(params).asked().query


def test_engine_and_predicate_agree_on_thousands_of_pairs(index):
    rng = random.Random(7)  # noqa: S311 -- a fixed draw, not a secret
    index(*things(rng, 60))
    shown = engine.get_engine()
    entries = {thing.pk: documents.of_kind("vacancy").entries(thing, 1) for thing in things(random.Random(7), 60)}  # noqa: S311
    found = 0
    for query in questions(rng, 160):
        results = shown.search(replace(query, size=50))
        by_engine = {fields["ref"][0] for fields in results.read(results.rows)}
        matcher = Matcher(query, shown.knows)
        by_predicate = {f"vacancy:{pk}" for pk, one in entries.items() if any(map(matcher.matches, one))}
        assert by_predicate == by_engine, query
        found += len(by_engine)

    assert found > 300  # the comparison is not one of empty sets
