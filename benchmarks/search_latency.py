"""How long does one search take? Engine, ranking, hydration and reasons in one process, one question at a time.

Places are drawn by fixed random numbers from the real trades and real postal codes, weighted to the region around
Altenburg and Leipzig; nothing is stored but the index in a temporary folder. Prints p50, p95 and p99 in milliseconds
for 10,000 and 100,000 places, the time to build the index, its size, and the speed of the resolver. Limits are off.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

SIZES = (10_000, 100_000)
QUESTIONS = 200
FIRMS = ("Lindenau", "Pleiße", "Wierabach", "Sprotte")
GOAL_P95_MS = 60.0
GOAL_LINES_PER_SECOND = 2_000
REGION = ("04", "06", "07", "08", "09")
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django  # noqa: PLC0415 -- settings are named just above

    django.setup()
    from tests.factories.search import use_reference_words  # noqa: PLC0415

    use_reference_words()
    results = [measure(size) for size in SIZES]
    lines = resolver_speed()
    print(json.dumps({"search": results, "resolver_lines_per_second": round(lines)}, indent=2))
    return int(results[-1]["p95_ms"] > GOAL_P95_MS or lines < GOAL_LINES_PER_SECOND)


def measure(size: int) -> dict[str, object]:
    """Build an index of so many places and ask the questions."""
    from django.conf import settings  # noqa: PLC0415 -- after setup

    from search import documents, engine, writer  # noqa: PLC0415
    from tests.factories.search import Shelf, declare  # noqa: PLC0415

    for document in documents.registered():
        documents.unregister(document.kind)
    with tempfile.TemporaryDirectory() as folder:
        settings.SEARCH_DIR = Path(folder)
        engine.forget_engine()
        stock = _Fast(Shelf(_things(size)))
        declare("vacancy", stock)
        started = time.perf_counter()
        _without_database(writer)
        writer.rebuild()
        built = time.perf_counter() - started
        _ask(QUESTIONS // 4)  # warm: postal codes, vocabulary, file cache
        times = _ask(QUESTIONS)
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    cuts = statistics.quantiles(times, n=100)
    return {
        "places": size,
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "build_s": round(built, 1),
        "disk_mb": round(disk / 1e6, 1),
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


def _ask(count: int) -> list[float]:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    from search import find, panel  # noqa: PLC0415
    from search.forms import SearchForm  # noqa: PLC0415

    rng = random.Random(2)  # noqa: S311 -- a fixed draw, not a secret
    times = []
    for number in range(count):
        params = {"q": TYPED[number % len(TYPED)]}
        if rng.random() < 0.5:
            params |= {"place": rng.choice(("04600", "04109", "Gera", "Zeitz", "08393"))}
        if rng.random() < 0.3:
            params |= {"certificate": "first", "radius": "50"}
        if rng.random() < 0.2:
            params |= {"kind": "apprenticeship"}
        started = time.perf_counter()
        asked = SearchForm(params).asked()
        find.find(
            asked.query,
            AnonymousUser(),
            resolution=asked.resolution,
            facets=panel.counted(asked),
            origin=asked.origin,
        )
        times.append((time.perf_counter() - started) * 1000)
    return times


def _things(size: int) -> list[object]:
    from core import clock, gazetteer  # noqa: PLC0415
    from tests.factories.search import Thing, reference_trades  # noqa: PLC0415

    rng = random.Random(1)  # noqa: S311 -- a fixed draw, not a secret
    codes = sorted(gazetteer.read().codes)
    near = [code for code in codes if code.startswith(REGION)]
    trades = reference_trades()
    weights = [1 / (1 + place) for place in range(len(trades))]
    words = sorted({word for trade in trades for word in trade.male.split()})
    today = clock.today()
    found = []
    for pk in range(1, size + 1):
        trade = rng.choices(trades, weights)[0]
        found.append(
            Thing(
                pk=pk,
                title=trade.name,
                organisation=f"{rng.choice(FIRMS)} {rng.choice(words)} {pk % 997}",
                body=" ".join(rng.choices(words, k=30)) + " Treppen Möbel Solar Werkstatt",
                trade=trade.id,
                plz=rng.choice(near if rng.random() < 0.5 else codes),
                offer=rng.choices(("apprenticeship", "internship", "taster_day", "eq"), (6, 2, 2, 1))[0],
                start=rng.choice(("2026", "2027", "2028")),
                certificate=rng.choice(("none", "first", "middle", "abitur")),
                flags=tuple(rng.sample(("grades_open", "no_licence", "day_bookable", "step_free"), 2)),
                published=today - timedelta(days=rng.randrange(60)),
                confirmed=today - timedelta(days=rng.randrange(30)),
            )
        )
    return found


class _Fast:
    """A shelf with a key look-up, so that the stand-in for the database costs about what a query does."""

    def __init__(self, shelf: object) -> None:
        self.shelf = shelf
        self.by_key = {str(thing.pk): thing for thing in shelf.things}  # type: ignore[attr-defined]
        self._meta = shelf._meta  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self.shelf, name)

    @property
    def model(self) -> object:
        return self

    def public(self) -> "_Fast":
        return self

    def visible_to(self, user: object) -> "_Fast":
        return self

    def filter(self, pk__in: object) -> object:
        time.sleep(QUERY_SECONDS)
        return type(self.shelf)([self.by_key[str(key)] for key in pk__in if str(key) in self.by_key])  # type: ignore[attr-defined]


QUERY_SECONDS = 0.002  # a query of thirty rows with two joins on SQLite


def _without_database(writer: object) -> None:
    """No versions are kept in a benchmark: there is no database to keep them in."""
    writer._versions = lambda _: {}  # type: ignore[attr-defined]
    writer._mark = lambda *_: None  # type: ignore[attr-defined]


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
