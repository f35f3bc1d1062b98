"""One engine of the comparison in a process of its own: builds, is asked, and prints what it did as JSON.

    python -m benchmarks.search_peers PART NAME JOB STOCK [ADDRESS]

JOB holds the rows and questions that `benchmarks.search_engines` wrote, STOCK is the folder of the product's own index
and of the builds that are kept, ADDRESS a database or a cluster. PART is `places`, timed, or `words`: then names of
trades and pairs are read as small tables of their own.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import built, levels
from benchmarks.peers import exchange
from benchmarks.peers.exchange import Answer, Peer, Question

WARM = 40
WARM_SECONDS = 20.0
MOST_SECONDS = 75.0  # of asking: a peer that needs longer is judged by the questions it came to


def made(name: str, part: str, stock: str, address: str) -> Any:
    """The engine of this name."""
    if name.startswith("own"):
        from benchmarks.peers.own import Own  # noqa: PLC0415 -- each engine brings its own packages

        return Own(stock, address)
    if name.startswith("wagtail"):
        from benchmarks.peers.wagtail import WagtailSearch  # noqa: PLC0415

        return WagtailSearch(address)
    if name == "postgresql full text":
        from benchmarks.peers.postgres import FullText  # noqa: PLC0415

        return FullText(address)
    from benchmarks.peers.elastic import RawElasticsearch  # noqa: PLC0415

    return RawElasticsearch(address, part)


def main() -> int:
    """Build, ask, print."""
    part, name, job, stock, *rest = sys.argv[1:]
    try:
        peer = made(name, part, stock, rest[0] if rest else "")
        result = measured(peer, name, Path(job), Path(stock)) if part == "places" else understood(peer, Path(job))
    except exchange.Missing as reason:
        result = {"missing": str(reason)}
    print(json.dumps(result))
    return 0


def measured(peer: Peer, name: str, job: Path, stock: Path) -> dict[str, Any]:
    """What building took, percentiles of answers one after the other, processor time, size and memory."""
    ready(peer, name, job, stock)
    questions = exchange.questions(job / "questions.jsonl")
    for question in within(questions[:WARM], WARM_SECONDS):
        answer_of(peer, question)
    times: list[float] = []
    answers: list[Answer | None] = []
    worked = time.process_time() + peer.service_cpu_s()
    for question in within(questions, MOST_SECONDS):
        begun = time.perf_counter()
        answers.append(answer_of(peer, question))
        times.append(1000 * (time.perf_counter() - begun))
    worked = time.process_time() + peer.service_cpu_s() - worked
    return {
        **levels.percentiles(times),
        "cpu_ms": round(1000 * worked / len(times), 2),
        "per_s": round(1000 * len(times) / sum(times), 1),
        "asked": len(times),
        "broken_off": answers.count(None),
        "answered": round(sum(bool(one and one.keys) for one in answers) / len(answers), 3),
        "index_mb": round(peer.megabytes(), 1),
        "process_mb": _most_megabytes(),
        "distance": peer.means,
        **(built.figures(stock, name, peer.digest) or {}),
    }


def answer_of(peer: Peer, question: Question) -> Answer | None:
    """What the engine says; None where it was broken off, which counts with the time it had."""
    try:
        return peer.ask(question)
    except exchange.TooSlow:
        return None


def _most_megabytes() -> int:
    """The most memory this process ever held; `ru_maxrss` would count the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((int(line.split()[1]) // 1000 for line in lines if line.startswith("VmHWM")), 0)


def ready(peer: Peer, name: str, job: Path, stock: Path) -> None:
    """Build what is not there yet; what was built of the same rows is kept."""
    file = job / "rows.jsonl"
    if name.startswith("own"):
        return  # the stock's own index, noted when it was built
    peer.digest = built.digest_of(file)
    rows = exchange.rows(file)
    if built.figures(stock, name, peer.digest) and peer.holds() == len(rows):
        return
    built.measured(stock, name, lambda: peer.build(rows), digest=peer.digest, more_cpu=peer.service_cpu_s)


def within(questions: Sequence[Question], seconds: float) -> Iterator[Question]:
    """The questions that are begun within so many seconds, at least three."""
    until = time.monotonic() + seconds
    for number, question in enumerate(questions):
        if number >= len(levels.NAMES) and time.monotonic() > until:
            return
        yield question


def understood(peer: Peer, job: Path) -> dict[str, Any]:
    """The keys found for the golden list among the trades, and for the pairs among their second words."""
    return {
        name: _asked(peer, job / f"{name}_rows.jsonl", exchange.questions(job / f"{name}_questions.jsonl"))
        for name in ("golden", "pairs")
    }


def _asked(peer: Peer, rows: Path, questions: Sequence[Question]) -> list[list[int]]:
    peer.build(exchange.rows(rows))
    return [list(peer.ask(replace(question, operator="or")).keys) for question in questions]


if __name__ == "__main__":
    sys.exit(main())
