"""The search under load, through HTTP, as visitors ask it: four series at fixed rates against two web processes.

    python -m benchmarks.search_load [--folder ~/stock] [--documents 100000] [--seconds 60] [--warm 60] [--runs 3]
                                     [--series json,cluster,page,suggestions] [--rate json=50] [--database postgres://…]

The product runs with production settings, without the limits for one address; clients, servers and, in its series,
Elasticsearch share the machine. Each run asks other questions, each question a time that counts from when it was due.
Printed per figure: the worst of the runs, its ratio to what must be reached first. A run in which an answer failed, in
which too many answers were empty, or in which the client itself came late, says so and misses. With `--folder` the
stock stays there, so that it is filled once. The exit code is 1 when something is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import levels, services, stock
from benchmarks.chat.server import ROOT, Server
from benchmarks.levels import Goal

WORKERS = 2
MOST_LATE_MS = 20.0  # p99 of how late the client may send before it counts as the bottleneck itself
LEAST_ANSWERED = 0.75  # of the answers hold a hit: a tenth of the words is misspelt, some filters leave nothing


@dataclass(frozen=True)
class Series:
    """One kind of request at one rate, and its goals."""

    name: str
    title: str
    rate: float
    accept: str
    goals: dict[str, Goal]
    is_cluster: bool = False


ALL = (
    Series(
        "json",
        "search as JSON, embedded",
        100,
        "application/json",
        {"p95": Goal((150, 60, 30)), "p99": Goal((400, 150, 80))},
    ),
    Series(
        "cluster",
        "search as JSON, Elasticsearch on this machine",
        25,
        "application/json",
        {"p95": Goal((250, 120, 80)), "p99": Goal((600, 250, 150))},
        is_cluster=True,
    ),
    Series("page", "search as a page, embedded", 20, "text/html", {"p95": Goal((300, 200, 120))}),
    Series("suggestions", "suggestions", 200, "application/json", {"p95": Goal((80, 30, 15))}),
)
NOTHING_WRONG = {
    "errors": Goal((0, 0, 0), unit="answers"),
    "empty_share": Goal((round(1 - LEAST_ANSWERED, 2),) * 3, unit="of 1"),
    "client_late_p99": Goal((MOST_LATE_MS,) * 3),
}


def main() -> int:
    """Measure the asked series one after the other, print a table each, 1 when something is missed."""
    options = arguments()
    print(json.dumps({"machine": levels.machine(), "options": vars(options)}))
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(options.folder or passing).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder, options)
        results = [measure(series, folder, options) for series in ALL if series.name in options.series.split(",")]
    missed = [result for result in results if levels.is_missed(result["lines"])]
    print("missed: " + (", ".join(result["series"] for result in missed) or "nothing"))
    return int(bool(missed))


def arguments() -> Namespace:
    """What to measure; the defaults are the full measure."""
    parser = ArgumentParser(prog="benchmarks.search_load")
    parser.add_argument("--folder", default="", help="where the stock stays between runs; empty: made anew and removed")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm", type=float, default=60.0, help="seconds of asking that are not measured")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--series", default=",".join(series.name for series in ALL))
    parser.add_argument("--rate", action="append", default=[], help="another rate for a series: json=50")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--database", default="", help="postgres://… instead of SQLite")
    return parser.parse_args()


def prepare(folder: Path, options: Namespace) -> None:
    """Fill the stock where it is not filled yet."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    if options.database:
        os.environ["DATABASE_URL"] = options.database
    stock.start(str(folder))
    print(json.dumps({"stock": stock.kept(str(folder), options.documents)}), flush=True)


def measure(series: Series, folder: Path, options: Namespace) -> dict[str, Any]:
    """All runs of a series against fresh processes; the worst figure of each kind."""
    rate = dict(pair.split("=") for pair in options.rate).get(series.name, series.rate)
    with services.cluster(folder) if series.is_cluster else nullcontext("") as elasticsearch:
        if elasticsearch is None:
            return _missing(series)
        with served(folder, options, elasticsearch) as server:
            runs = [run(series, server, float(rate), options, number) for number in range(options.runs)]
    result = worst(series, runs)
    print(f"\n{series.title}: {rate} a second, {options.seconds:g} s after {options.warm:g} s, worst of {options.runs}")
    print(levels.table(result["lines"]))
    print(levels.table([{"run": number, **one} for number, one in enumerate(runs, start=1)]), flush=True)
    return result


@contextmanager
def served(folder: Path, options: Namespace, elasticsearch: str) -> Iterator[Server]:
    """Two web processes on the stock, as an installation starts them."""
    more = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "LOG_LEVEL": "ERROR"}
    if elasticsearch:
        more |= {"ELASTICSEARCH_URL": elasticsearch, "ELASTICSEARCH_PREFIX": services.PREFIX}
    server = Server(folder, database=options.database, workers=WORKERS, more=more)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def run(series: Series, server: Server, rate: float, options: Namespace, number: int) -> dict[str, Any]:
    """One run by a client process of its own, with questions of its own."""
    paths = _paths(series, int(rate * (options.seconds + options.warm)), options.seed + number)
    plan = {"port": server.port, "rate": rate, "seconds": options.seconds, "warm": options.warm}
    plan |= {"accept": series.accept, "paths": paths}
    begun = server.cpu_seconds()
    client = [sys.executable, "-m", "benchmarks.open_model"]
    done = subprocess.run(client, input=json.dumps(plan), capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    spent = server.cpu_seconds() - begun
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return figures(answers) | {
        "cpu_ms": round(1000 * spent / len(paths), 1),
        "memory_mb": round(server.memory_kb() / 1024),
        "seed": options.seed + number,
    }


def figures(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Percentiles from when requests were due; errors, empty answers and the client's own lateness beside them."""
    good = [answer for answer in answers if answer["status"] == 200]
    late = levels.percentiles([answer["lag"] for answer in answers])
    return {
        "answers": len(answers),
        **levels.percentiles([answer["took"] for answer in answers]),
        "errors": len(answers) - len(good),
        "empty_share": round(sum(not answer["found"] for answer in good) / max(1, len(good)), 3),
        "client_late_p99": late.get("p99", 0.0),
        "kb": round(sum(answer["bytes"] for answer in good) / max(1, len(good)) / 1000, 1),
    }


def worst(series: Series, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The worst of the runs, figure by figure, judged."""
    goals = series.goals | NOTHING_WRONG
    values = {name: max(one[name] for one in runs) for name in goals if all(name in one for one in runs)}
    return {"series": series.name, "lines": levels.lines(values, goals)}


def _paths(series: Series, count: int, seed: int) -> list[str]:
    from benchmarks import questions  # noqa: PLC0415 -- reads the vocabulary: after setup

    if series.name == "suggestions":
        return questions.completions(count, seed)
    return questions.searches(count, seed, as_json=series.name != "page")


def _missing(series: Series) -> dict[str, Any]:
    print(f"\n{series.title}: missing, {services.why_no_cluster()}")
    return {"series": series.name, "lines": [{"figure": "started", "value": 0, "reached": "missed"}]}


if __name__ == "__main__":
    sys.exit(main())
