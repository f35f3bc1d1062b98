"""How long does one search take? Form, resolver, engine, ranking, hydration, reasons; one question at a time.

Against real rows: 10,000 and 100,000 made places in SQLite, read as an anonymous visitor through the real document
class and the real `visible_to`. Prints p50, p95, p99 in milliseconds and queries a page, the time to build the index,
its size, and the speed of the resolver. Limits are off: there is no web server in between.
"""

import json
import random
import statistics
import sys
import tempfile
import time

from benchmarks import stock

SIZES = (10_000, 100_000)
QUESTIONS = 400
GOAL_P95_MS = 60.0
GOAL_LINES_PER_SECOND = 2_000
TYPED = (
    "schreiner altenburg",
    "tischler",
    "elektriker leipzig",
    "was mit holz in gera",
    "kfz mechatroniker 04600",
    "dachdeker zeitz",
    "bäckerin halle",
    "maler 2027 chemnitz",
    "friseurin leipzig",
    "solar leipzig",
    "treppen möbel",
    "ausbildung jena",
    "lindenau",
    "spengler",
    "heizungsbauer zwickau hauptschulabschluss",
    "",
)


def main() -> int:
    """Measure and print; exit code 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        stock.start(folder)
        results = [measure(folder, size) for size in SIZES]
        lines = resolver_speed()
    print(json.dumps({"search": results, "resolver_lines_per_second": round(lines)}, indent=2))
    return int(results[-1]["p95_ms"] > GOAL_P95_MS or lines < GOAL_LINES_PER_SECOND)


def measure(folder: str, size: int) -> dict[str, float]:
    """Fill up to so many places, index them and ask the questions."""
    made = stock.grow_to(size)
    built, disk = stock.index(folder)
    _ask(QUESTIONS // 4)  # warm: postal codes, vocabulary, file cache
    times = _ask(QUESTIONS)
    cuts = statistics.quantiles(times, n=100)
    return {
        "places": size,
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "queries_at_most": _queries(),
        "rows_s": round(made, 1),
        "build_s": round(built, 1),
        "disk_mb": round(disk, 1),
    }


def resolver_speed(count: int = 20_000) -> float:
    """Distinct lines per second, start-up not counted."""
    from search.resolver import resolve_trades  # noqa: PLC0415

    lines = _lines(count)
    resolve_trades("Tischler")
    started = time.perf_counter()
    for line in lines:
        resolve_trades(line)
    return count / (time.perf_counter() - started)


def _queries() -> int:
    """The most database queries one of the questions takes."""
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = []
    for params in _questions(50):
        with CaptureQueriesContext(connection) as queries:
            _answer(params)
        counts.append(len(queries))
    return max(counts)


def _ask(count: int) -> list[float]:
    times = []
    for params in _questions(count):
        started = time.perf_counter()
        _answer(params)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _questions(count: int) -> list[dict[str, str]]:
    """Typed words, half with a place, some with filters: the same ones each time."""
    rng = random.Random(2)  # noqa: S311 -- a fixed draw, not a secret
    found = []
    for number in range(count):
        params = {"q": TYPED[number % len(TYPED)]}
        if rng.random() < 0.5:
            params |= {"place": rng.choice(("04600", "04109", "Gera", "Zeitz", "08393"))}
        if rng.random() < 0.3:
            params |= {"certificate": "first", "radius": "50"}
        if rng.random() < 0.2:
            params |= {"kind": "apprenticeship"}
        found.append(params)
    return found


def _answer(params: dict[str, str]) -> None:
    """What the view does with these parameters before it prints the page."""
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 -- after setup

    from search import find, panel  # noqa: PLC0415
    from search.forms import SearchForm  # noqa: PLC0415

    asked = SearchForm(params).asked()
    find.find(
        asked.query, AnonymousUser(), resolution=asked.resolution, facets=panel.counted(asked), origin=asked.origin
    )


def _lines(count: int) -> list[str]:
    from tests.factories.search import reference_trades  # noqa: PLC0415

    rng = random.Random(3)  # noqa: S311 -- a fixed draw, not a secret
    names = [alias.term for trade in reference_trades() for alias in trade.aliases]
    tails = ("", " Ausbildung", " 2027", " m/w/d", "in", " gesucht", " Praktikum")
    found: set[str] = set()
    while len(found) < count:
        word = rng.choice(names)
        if rng.random() < 0.4:
            at = rng.randrange(len(word))
            word = word[:at] + rng.choice("aeinrst") + word[at + rng.randrange(2) :]
        found.add(f"{word}{rng.choice(tails)} {rng.choice(('', rng.randrange(9999)))}".strip())
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main())
