"""A million documents on Elasticsearch, written straight to an index: how fast is it filled, how fast does it answer?

    python -m benchmarks.search_million [--folder ~/stock] [--documents 1000000] [--questions 300]

Real documents of the stock are multiplied: each copy has a number, a postal code and days of its own, its words stay.
No rows stand behind them, so the engine is asked and not the page: the question is read, the engine finds, counts all
filters of the page and gives its window. Printed: p50, p95, p99, processor time, size and seconds; nothing here has a
goal. The index has a node of its own in the folder and stays there for the next run.
"""

import json
import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks import built, levels, services, stock

NAME = f"{services.PREFIX}-million"
TEMPLATES = 5_000
BULK = 2_000
WARM = 60
SEED = 23
REFRESH = {"index": {"refresh_interval": "-1"}}
AGAIN = {"index": {"refresh_interval": "1s"}}


def main() -> int:
    """Fill where it is not filled, ask, print one JSON object."""
    services.end_in_order()
    options = arguments()
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(options.folder or passing).absolute()
        (folder / "million").mkdir(parents=True, exist_ok=True)
        if reason := services.why_no_cluster():
            print(json.dumps({"missing": reason}))
            return 0
        with services.node(folder / "million") as address:
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
                "ELASTICSEARCH_URL": address,
                "LOG_LEVEL": "ERROR",
            }
            stock.start(str(folder))
            stock.grow_to(TEMPLATES)
            print(json.dumps({"machine": levels.machine(), "options": vars(options), "seed": SEED}), flush=True)
            print(levels.table([measured(options, folder)]))
    return 0


def arguments() -> Namespace:
    """How much; the defaults are the full measure."""
    parser = ArgumentParser(prog="benchmarks.search_million")
    parser.add_argument("--folder", default="", help="where stock and index stay between runs")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300)
    return parser.parse_args()


def measured(options: Namespace, folder: Path) -> dict[str, Any]:
    """Percentiles, processor time of process and node, size, and what filling took."""
    from benchmarks.peers.elastic import node_cpu_s  # noqa: PLC0415 -- after setup
    from search.backends import cluster  # noqa: PLC0415

    client, digest = cluster.writer(), str(options.documents)
    if held() != options.documents or not built.figures(folder, NAME, digest):
        fill_all = partial(fill, options.documents)
        built.measured(folder, NAME, fill_all, digest=digest, more_cpu=lambda: node_cpu_s(client))
    times, totals, worked = ask(options.questions, lambda: node_cpu_s(client))
    stats = client.indices.stats(index=NAME, metric="store")
    return {
        **{f"{name}_ms": value for name, value in levels.percentiles(times).items()},
        "cpu_ms": round(1000 * worked / len(times), 2),
        "asked": len(times),
        "broken_off": totals.count(None),
        "answered": round(sum(bool(total) for total in totals) / len(totals), 3),
        "documents": options.documents,
        "index_mb": round(stats["_all"]["primaries"]["store"]["size_in_bytes"] / 1e6, 1),
        **(built.figures(folder, NAME, digest) or {}),
    }


def held() -> int:
    """How many documents the index holds; 0 where there is none."""
    from search.backends import cluster  # noqa: PLC0415 -- after setup

    if not cluster.writer().indices.exists(index=NAME):
        return 0
    return int(cluster.writer().count(index=NAME)["count"])


def fill(count: int) -> None:
    """Write so many documents into a new index and merge it."""
    from search.backends import cluster, sinks  # noqa: PLC0415 -- after setup

    cluster.remove(NAME)
    cluster.create(NAME)
    client = cluster.writer().options(request_timeout=1_800)
    client.indices.put_settings(index=NAME, settings=REFRESH)
    sink, found = sinks.ClusterSink(NAME), copies(count)
    while part := list(islice(found, BULK)):
        if refused := sink.write(sinks.Batch(part)):
            raise RuntimeError(str(next(iter(refused.items()))))
    client.indices.put_settings(index=NAME, settings=AGAIN)
    client.indices.forcemerge(index=NAME, max_num_segments=5)
    client.indices.refresh(index=NAME)


def copies(count: int) -> Iterator[dict[str, Any]]:
    """Documents with the words of real ones, each elsewhere and of another day."""
    from apprenticeships.models import Vacancy  # noqa: PLC0415 -- after setup
    from benchmarks.questions import postal_codes  # noqa: PLC0415
    from core import places  # noqa: PLC0415
    from search import documents  # noqa: PLC0415

    draw = random.Random(SEED)  # noqa: S311 -- a fixed draw, not a secret
    kind, codes = documents.of_kind("vacancy"), postal_codes()
    chosen = Vacancy.objects.open().order_by("pk").values_list("pk", flat=True)[:TEMPLATES]
    things = kind.queryset().filter(pk__in=list(chosen)).order_by("pk")
    models = [entry for thing in things for entry in kind.entries(thing, 1)]
    areas = {code: (places.look_up(code).hits, places.coordinates(code)) for code in codes}
    for number in range(1, count + 1):
        entry, code = dict(models[number % len(models)]), draw.choice(codes)
        hits, point = areas[code]
        order = documents.order_id("vacancy", number)
        entry |= {"ref": f"vacancy:{number}", "plz": [code], "kreis": [hits[0].ags] if hits else []}
        entry |= {"order_id": order, "browse_order": documents.browse_order(entry["quality"], order)}
        yield entry | ({"lat": point[0], "lon": point[1]} if point else {})


def ask(count: int, service: Callable[[], float]) -> tuple[list[float], list[int | None], float]:
    """Milliseconds of each question after a warm-up, one after the other; what each found; seconds of work."""
    from search.backends.elasticsearch import ElasticsearchEngine  # noqa: PLC0415 -- after setup

    engine = ElasticsearchEngine(NAME)
    paths = asked(count + WARM)
    for params in paths[:WARM]:
        _answer(engine, params)
    times: list[float] = []
    totals: list[int | None] = []
    worked = time.process_time() + service()
    for params in paths[WARM:]:
        begun = time.perf_counter()
        totals.append(_answer(engine, params))
        times.append(1000 * (time.perf_counter() - begun))
    return times, totals, time.process_time() + service() - worked


def asked(count: int) -> list[dict[str, str]]:
    """Parameters of searches: words of a trade, a place with a radius, some filters."""
    from benchmarks import questions  # noqa: PLC0415 -- after setup

    found = [dict(parse_qsl(urlsplit(path).query)) for path in questions.searches(count, SEED)]
    return [{"radius": "25", **params} if "place" in params else params for params in found]


def _answer(engine: Any, params: dict[str, str]) -> int | None:
    """How many documents are found; None where the product gives up waiting (`READ_SECONDS`) and would fall back."""
    from search import panel  # noqa: PLC0415 -- after setup
    from search.engine import Unavailable  # noqa: PLC0415
    from search.forms import SearchForm  # noqa: PLC0415

    question = SearchForm(params).asked()
    try:
        return int(engine.search(question.query, panel.counted(question)).total)
    except Unavailable:
        return None


if __name__ == "__main__":
    sys.exit(main())
