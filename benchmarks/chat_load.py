"""How many messages a second, how late, how many tabs, and is anything lost, doubled, out of order or in wrong hands?

Open model: a message is due at a fixed rate whether or not the one before was acknowledged, and its latency counts
from when it was due. Clients run in processes of their own and write what they saw to files of their own; the checker
compares those with the rows. Beside it, with the same clients at the same rate: polling every two seconds over the
same rows, the stock Channels chat behind Daphne with the Redis core layer, a Go server on the Centrifuge library.

    make bench-chat                                    small: a few minutes
    make bench-chat ARGS="--part rate --rate 500 --seconds 600"
    make bench-chat ARGS="--part sockets --sockets 5000 --hold 60"
    make bench-chat ARGS="--part hostile --silent 500 --flooding 1000 --siege-seconds 40"

Prints every figure with must / target / stretch, the hardware and the checker's verdict, keeps the whole as JSON in
benchmarks/results/. Exit code 1 when a „must“ that was asked about is missed or a verdict is not clean. Limits by
address do not count the machine itself; the limits of a person stay on.
"""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.chat import figures, parts, siege
from benchmarks.chat.stage import Stage

RESULTS = Path(__file__).parent / "results"
PARTS = ("rate", "sockets", "hostile", "peers")
PEERS = ("own", "poll", "stock", "centrifuge")
CACHE = Path.home() / ".cache" / "handschlag" / "peers"


def main() -> int:
    """Measure part by part, print, keep."""
    options = arguments()
    random.seed(options.seed)
    result: dict[str, Any] = {
        "machine": machine(),
        "options": {key: str(value) for key, value in vars(options).items()},
    }
    print(json.dumps(result["machine"], ensure_ascii=False), flush=True)
    with folder_of(options.keep) as folder:
        stage = Stage(folder, database=options.database, bus=options.bus, workers=options.workers)
        try:
            faults = run(stage, options, result)
        finally:
            stage.close()
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"chat_load_{'_'.join(options.part)}.json"
    kept.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print("every must that was asked is reached, every verdict clean" if not faults else "\n".join(faults))
    return int(bool(faults))


@contextmanager
def folder_of(kept: Path | None) -> Iterator[Path]:
    """Where everything of a run lies: a folder that goes with it, or one that stays for the next."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="chat-load-") as folder:
        yield Path(folder)


def run(stage: Stage, options: argparse.Namespace, result: dict[str, Any]) -> list[str]:
    """All parts; what was missed."""
    pairs = needed_pairs(options)
    seconds, made_s = stage.prepare(pairs)
    result["prepared"] = {"pairs": len(stage.pairs), "seconds": round(seconds, 1), "pairs_alone_s": made_s}
    alone = f", the pairs alone in {made_s:.0f} s" if made_s else " (kept from before)"
    print(f"{len(stage.pairs)} signed-in pairs ready in {seconds:.0f} s{alone}", flush=True)
    faults: list[str] = []
    for title, measured, asked in questions(stage, options):
        result[title] = measured
        faults += shown(title, measured, asked)
    return faults


def questions(stage: Stage, options: argparse.Namespace) -> Any:
    """(title, figures, rate asked for), one after the other."""
    common = {"generators": options.generators}
    if "rate" in options.part:
        for rate in options.rate:
            measured = parts.rate(stage, rate=rate, seconds=options.seconds, warm=options.warm, **common)
            yield f"rate {rate:g}/s", measured, rate
    if "sockets" in options.part:
        measured = parts.sockets(stage, sockets=options.sockets, hold=options.hold, rate=options.storm_rate, **common)
        yield f"{options.sockets} sockets", measured, 0.0
    if "hostile" in options.part:
        asked = {"silent": options.silent, "flooding": options.flooding, "seconds": options.siege_seconds}
        yield "hostile", siege.siege(stage, **asked), 0.0
    if "peers" in options.part:
        asked = {"rate": options.peer_rate, "seconds": options.peer_seconds, "warm": 2.0, "cache": options.cache}
        found = {}
        for name in options.peer:
            found[name] = parts.peer_if_any(stage, name, **asked)
            yield f"peer {name}", found[name], 0.0
        yield "ratios", figures.ratios(found), 0.0


def needed_pairs(options: argparse.Namespace) -> int:
    """As many as the largest part wants."""
    wanted = [1]
    if "rate" in options.part:
        wanted += [parts.pairs_for(rate) for rate in options.rate]
    if "sockets" in options.part:
        wanted.append(-(-options.sockets // (parts.ROLES * parts.TABS_A_SIDE)))
    if "hostile" in options.part:
        wanted.append(siege.pairs_for(options.silent, options.flooding))
    if "peers" in options.part:
        wanted.append(parts.pairs_for(options.peer_rate))
    return max(wanted)


def shown(title: str, measured: dict[str, Any], asked: float) -> list[str]:
    """Print one part; returns what it missed."""
    print(f"\n== {title}")
    is_peer = title.startswith("peer") or title == "ratios"
    levels = {} if is_peer else figures.judged(measured, asked_rate=asked)
    for name, value in measured.items():
        note = ""
        if name in levels:
            must, target, stretch = figures.GOALS[name]
            note = f"   must {must:,} / target {target:,} / stretch {stretch:,}: {levels[name]}"
        print(f"{name:28} {value}{note}" if name != "verdict" else f"{name:28} {said(value)}", flush=True)
    faults = [f"{title}: {name} missed" for name, level in levels.items() if level == "missed"]
    verdict = measured.get("verdict")
    if verdict and not verdict["clean"]:
        faults.append(f"{title}: the checker is not content: {verdict['examples'][:3]}")
    if measured.get("heartbeats_complete") is False:
        faults.append(f"{title}: heartbeats are missing")
    return faults


def said(verdict: dict[str, Any] | None) -> str:
    """The checker's word in one line."""
    if verdict is None:
        return "none: this peer stores nothing"
    counts = ("sent", "acknowledged", "shown", "lost", "duplicate", "order", "foreign", "unseen", "gap")
    return ("clean" if verdict["clean"] else "NOT CLEAN") + "".join(f", {name} {verdict[name]:,}" for name in counts)


def arguments() -> argparse.Namespace:
    """What to measure; the defaults are a small run."""
    parser = argparse.ArgumentParser(prog="benchmarks.chat_load")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rate", type=float, nargs="+", default=[20.0], help="messages a second, one run each")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--warm", type=float, default=5.0, help="seconds of talking that are not measured")
    parser.add_argument("--sockets", type=int, default=100)
    parser.add_argument("--hold", type=float, default=30.0, help="seconds the sockets are held before the kill")
    parser.add_argument("--storm-rate", type=float, default=10.0, help="messages a second around the kill")
    parser.add_argument("--silent", type=int, default=50, help="clients that never read")
    parser.add_argument("--flooding", type=int, default=100, help="clients that send as fast as they can")
    parser.add_argument("--siege-seconds", type=float, default=20.0, help="before, and again while they do it")
    parser.add_argument("--peer", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--peer-rate", type=float, default=20.0)
    parser.add_argument("--peer-seconds", type=float, default=15.0)
    parser.add_argument("--workers", type=int, default=2, help="serving processes")
    parser.add_argument("--generators", type=int, default=1, help="client processes")
    parser.add_argument(
        "--database", default="postgres", help="postgres (one of our own), sqlite, or postgres://…/name"
    )
    parser.add_argument("--bus", default="redis", help="redis (one of our own), tail (SQLite), or an address")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the peers are built")
    parser.add_argument("--keep", type=Path, help="a folder whose prepared database the next run takes up again")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """Where this ran; clients, database, bus and checker share it with the server."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
        "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


if __name__ == "__main__":
    sys.exit(main())
