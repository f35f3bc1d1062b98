"""One engine of the comparison in a process of its own: builds, is asked, and prints what it did as JSON.

    python -m benchmarks.search_peers NAME FOLDER STOCK [ADDRESS]

FOLDER holds the rows and questions that `benchmarks.search_engines` wrote, STOCK is the folder of the product's own
index, ADDRESS a database or a cluster. Peers read names of trades and pairs as small tables of their own.
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import levels
from benchmarks.peers import exchange
from benchmarks.peers.exchange import Peer, Question

WARM = 40
MOST_SECONDS = 240.0  # of asking: a peer that needs longer is judged by the questions it came to


def made(name: str, stock: str, address: str) -> Any:
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

    return RawElasticsearch(address)


def main() -> int:
    """Build, ask, print."""
    name, folder, stock, *rest = sys.argv[1:]
    try:
        peer = made(name, stock, rest[0] if rest else "")
        result = measured(peer, Path(folder)) | ({} if name.startswith("own") else understood(peer, Path(folder)))
    except exchange.Missing as reason:
        result = {"missing": str(reason)}
    print(json.dumps(result))
    return 0


def measured(peer: Peer, folder: Path) -> dict[str, Any]:
    """Seconds to build, percentiles of answers one after the other, size and memory."""
    rows, questions = exchange.rows(folder / "rows.jsonl"), exchange.questions(folder / "questions.jsonl")
    begun = time.perf_counter()
    peer.build(rows)
    built = time.perf_counter() - begun
    until = time.monotonic() + MOST_SECONDS
    for question in questions[:WARM]:
        peer.ask(question)
        if time.monotonic() > until - MOST_SECONDS / 2:
            break
    times: list[float] = []
    answered = 0
    for question in questions:
        if time.monotonic() > until:
            break
        begun = time.perf_counter()
        answered += bool(peer.ask(question).keys)
        times.append(1000 * (time.perf_counter() - begun))
    return {
        **levels.percentiles(times),
        "per_s": round(1000 * len(times) / sum(times), 1),
        "asked": len(times),
        "answered": round(answered / max(1, len(times)), 3),
        "build_s": round(built, 1),
        "index_mb": round(peer.megabytes(), 1),
        "process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "distance": getattr(peer, "means", ""),
    }


def understood(peer: Peer, folder: Path) -> dict[str, Any]:
    """The keys found for the golden list among the trades, and for the pairs among their second words."""
    return {
        name: _asked(peer, folder / f"{name}_rows.jsonl", exchange.questions(folder / f"{name}_questions.jsonl"))
        for name in ("golden", "pairs")
    }


def _asked(peer: Peer, rows: Path, questions: Sequence[Question]) -> list[list[int]]:
    peer.build(exchange.rows(rows))
    return [list(peer.ask(replace(question, operator="or")).keys) for question in questions]


if __name__ == "__main__":
    sys.exit(main())
