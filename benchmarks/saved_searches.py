"""How long does it take to find the saved searches that one new place answers, among a hundred thousand?

The searches are typed as pupils type them, frozen and stored as the product stores them, in a database of its own;
the places are drawn by the load generator. Prints the slowest of twenty places with its goal, the median, processor
time, and how many searches were answered. The first place pays for reading the questions into memory and is counted.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta

from benchmarks import levels, stock
from benchmarks.levels import Goal
from benchmarks.search_latency import TYPED

SEARCHES = 100_000
PLACES = 20
ORIGINS = 600  # postal codes people search from
SEED = 5
GOALS = {"one new place, slowest": Goal((1, 1, 1), "s")}


def main() -> int:
    """Measure, print one line, 1 when the goal is missed."""
    print(json.dumps({"machine": levels.machine(), "saved_searches": SEARCHES, "places": PLACES, "seed": SEED}))
    with tempfile.TemporaryDirectory() as folder:
        stock.start(folder)
        stock.grow_to(1_000)
        stock.index(folder)
        begun = time.perf_counter()
        _save(SEARCHES)
        saved = time.perf_counter() - begun
        worked = time.process_time()
        times, answers = _ask()
        worked = time.process_time() - worked
    (row,) = levels.lines(dict.fromkeys(GOALS, round(max(times), 3)), GOALS)
    row |= {"first": round(times[0], 3), "p50": round(statistics.median(times), 3)}
    row |= {"cpu_s": round(worked / len(times), 3), "saving_s": round(saved, 1)}
    print(levels.table([row | {"answered_p50": statistics.median(answers), "answered_most": max(answers)}]))
    return int(levels.is_missed([row]))


def _save(count: int) -> None:
    """Rows of one account, written in bulk: the limit of ten is the action's, not the table's."""
    from accounts.models import User  # noqa: PLC0415 -- after setup
    from core import clock  # noqa: PLC0415
    from search import saved  # noqa: PLC0415
    from search.forms import SearchForm  # noqa: PLC0415
    from search.models import SavedSearch, SearchBucket  # noqa: PLC0415
    from search.query import Query  # noqa: PLC0415

    user = User.objects.create(email="load@demo.example", kind=User.Kind.PUPIL)
    created = clock.now() - timedelta(days=60)
    queries: dict[str, Query] = {}
    for params in _questions(count):
        query = SearchForm(params).asked().query
        queries.setdefault(saved.digest(saved.frozen(query)), query)
        if len(queries) == count:
            break
    rows = [
        SavedSearch(
            user=user, label=str(number), address="", params=saved.frozen(query), digest=key, created_at=created
        )
        for number, (key, query) in enumerate(queries.items())
    ]
    made = SavedSearch.objects.bulk_create(rows, batch_size=2_000)
    found = zip(made, queries.values(), strict=True)
    SearchBucket.objects.bulk_create(
        (
            SearchBucket(search=search, trade=trade, kreis=kreis)
            for search, query in found
            for trade, kreis in saved.buckets(query)
        ),
        batch_size=5_000,
    )


def _questions(count: int) -> list[dict[str, str]]:
    """Different questions: words of pupils and all trades, postal codes of the whole country, some filters."""
    from core import gazetteer  # noqa: PLC0415 -- after setup
    from search import vocabulary  # noqa: PLC0415

    rng = random.Random(SEED)  # noqa: S311 -- a fixed draw, not a secret
    codes = rng.sample(sorted(gazetteer.read().codes), ORIGINS)
    names = [trade.male for trade in vocabulary.current().trades]
    found = []
    for _ in range(2 * count):
        params = {"q": rng.choice(TYPED) if rng.random() < 0.5 else rng.choice(names)}
        if rng.random() < 0.95:
            params |= {"place": rng.choice(codes), "radius": rng.choice(("5", "10", "15", "25", "50"))}
        for name, value in (("kind", "apprenticeship"), ("certificate", "first"), ("start_year", "2027")):
            params |= {name: value} if rng.random() < 0.3 else {}
        found.append(params)
    return found


def _ask() -> tuple[list[float], list[int]]:
    from search import documents, saved  # noqa: PLC0415 -- after setup

    kind = documents.of_kind("vacancy")
    times, answers = [], []
    for thing in kind.queryset()[:PLACES]:
        entries = kind.entries(thing, 1)
        begun = time.perf_counter()
        answers.append(len(saved.answered_by(entries)))
        times.append(time.perf_counter() - begun)
    return times, answers


if __name__ == "__main__":
    sys.exit(main())
