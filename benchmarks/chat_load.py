"""How many messages a second, how late, how many tabs, and is anything lost, doubled, out of order or in wrong hands?

Open model: a message is due at a fixed rate whether or not the one before was acknowledged, and its latency counts
from when it was due. Clients write what they saw to a file of their own; the checker compares it with the rows. The
same clients ask a peer that polls every two seconds over the same rows, and the stock Channels chat behind Daphne with
the Redis core layer where both are there (DAPHNE names its program, REDIS_URL the service).

    python -m benchmarks.chat_load --pairs 400 --rate 200 --seconds 600 --workers 2 --database postgres://… --bus redis://…

Prints one JSON object with hardware, percentiles, the checker's verdict and must / target / stretch; exit code 1 when
a „must“ that this run asked about is missed or the verdict is not clean.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.chat import checker, recorder, stock
from benchmarks.chat.client import Poller, Side
from benchmarks.chat.server import Server

# What a run must reach, should reach, could reach; docs/messaging.md says why.
GOALS = {
    "sockets": (5_000, 10_000, 20_000),
    "acknowledged_per_s": (200, 500, 1_000),
    "ack_p99_ms": (300, 150, 80),
    "shown_p99_ms": (500, 250, 120),
    "kb_per_idle_socket": (60, 45, 30),
}
MORE_IS_BETTER = {"sockets", "acknowledged_per_s"}
LEVELS = ("must", "target", "stretch")
TABS_A_SIDE = 3  # sockets a session may hold
DRAIN_SECONDS = 8.0
STARTS_AT_ONCE = 100


def main() -> int:
    """Measure, check, print."""
    options = arguments()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        result = {"machine": machine(), "options": vars(options), **asyncio.run(measure(Path(folder), options))}
    result["goals"] = goals = judged(result["figures"])
    print(json.dumps(result, indent=2, ensure_ascii=False))
    missed = [name for name, level in goals.items() if level == "missed"]
    is_clean = result["verdict"] is None or result["verdict"]["clean"]
    return int(bool(missed) or not is_clean)


def arguments() -> argparse.Namespace:
    """What to measure; the defaults are a small run."""
    parser = argparse.ArgumentParser(prog="benchmarks.chat_load")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--rate", type=float, default=10.0, help="messages a second, all pairs together")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warm", type=float, default=3.0, help="seconds of sending that are not measured")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--tabs", type=int, default=1, choices=range(1, TABS_A_SIDE + 1), help="sockets a side")
    parser.add_argument("--database", default="", help="postgres://… instead of SQLite")
    parser.add_argument("--bus", default="", help="redis://… or postgres://… instead of the SQLite tail")
    parser.add_argument("--peer", choices=("own", "poll", "stock"), default="own")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """Where this ran; clients and checker run beside the server."""
    return {"platform": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}


async def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One run against one server."""
    notes = recorder.Recorder(folder / "record.jsonl")
    server, pairs = await asyncio.to_thread(started, folder, options)
    try:
        empty_kb, begun_cpu = server.memory_kb(), server.cpu_seconds()
        sides = made(server.url, pairs, notes, options)
        tasks = await entered(sides)
        idle_kb = server.memory_kb()
        begun = time.monotonic()
        await talk(sides, options)
        measured_from = begun + options.warm
        await asyncio.sleep(DRAIN_SECONDS)
        cpu = server.cpu_seconds() - begun_cpu
        await asyncio.gather(*(side.finish() for side in sides))
        await asyncio.wait(tasks, timeout=5)
    finally:
        await asyncio.to_thread(server.stop)
        notes.close()
    record = recorder.read(notes.path)
    verdict = None
    if options.peer != "stock":
        verdict = checker.check(record, checker.stored_rows(folder, options.database), pairs).as_dict()
    figures = figures_of(record, measured_from, options)
    if options.peer == "own":
        figures["sockets"] = len(sides)
        figures["kb_per_idle_socket"] = round((idle_kb - empty_kb) / len(sides), 1)
    figures["cpu_ms_per_message"] = round(1000 * cpu / max(1, sum(event["e"] == "send" for event in record)), 2)
    return {"figures": figures, "verdict": verdict}


def started(folder: Path, options: argparse.Namespace) -> tuple[Any, list[dict[str, Any]]]:
    """A running server and its signed-in pairs."""
    if options.peer == "stock":
        peer = stock.Peer(folder)
        peer.start()
        return peer, peer.pairs(options.pairs)
    server = Server(folder, database=options.database, bus=options.bus, workers=options.workers)
    pairs = server.prepare(options.pairs)
    server.start()
    return server, pairs


def made(url: str, pairs: list[dict[str, Any]], notes: recorder.Recorder, options: argparse.Namespace) -> list[Any]:
    """Both sides of all pairs, each with its tabs; the first tab of a side is the one that writes."""
    kinds = {"own": Side, "poll": Poller, "stock": stock.Side}
    if options.peer != "own":
        return [kinds[options.peer](url, pair, role, notes) for pair in pairs for role in ("pupil", "firm")]
    places = [(number, pair, role) for number in range(options.tabs) for pair in pairs for role in ("pupil", "firm")]
    return [Side(url, pair, role, notes, number=number) for number, pair, role in places]


async def entered(sides: list[Any]) -> list["asyncio.Task[None]"]:
    """All sides connected, a hundred at a time."""
    tasks = []
    for start in range(0, len(sides), STARTS_AT_ONCE):
        some = sides[start : start + STARTS_AT_ONCE]
        tasks += [asyncio.create_task(side.run()) for side in some]
        waits = [side.is_ready.wait() for side in some if hasattr(side, "is_ready")]
        await asyncio.wait_for(asyncio.gather(*waits), 120)
    return tasks


async def talk(sides: list[Any], options: argparse.Namespace) -> None:
    """Messages at the fixed rate, the writers in turn; every text is said once in the whole run."""
    writers = sides[: 2 * options.pairs]
    random.shuffle(writers)
    begun = time.monotonic()
    count = int(options.rate * (options.warm + options.seconds))
    running: set[asyncio.Task[Any]] = set()
    for number in range(count):
        due = begun + number / options.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(writers[number % len(writers)].send(f"Nachricht {number}", planned=due))
        running.add(task)
        task.add_done_callback(running.discard)
        if number % max(1, int(options.rate)) == 0:
            await asyncio.gather(*(side.resend() for side in writers))
    await asyncio.gather(*running)


def figures_of(record: list[dict[str, Any]], since: float, options: argparse.Namespace) -> dict[str, Any]:
    """Percentiles in milliseconds from the planned moment, without the warm-up."""
    planned = {event["k"]: event for event in record if event["e"] == "send" and event["planned"] >= since}
    acks = {event["k"]: event for event in record if event["e"] == "ack" and event["k"] in planned}
    by_message = {ack["m"]: planned[key] for key, ack in acks.items()}
    shown = [
        1000 * (event["t"] - by_message[event["m"]]["planned"])
        for event in record
        if event["e"] == "show" and event["m"] in by_message and event["who"] != by_message[event["m"]]["who"]
    ]
    acked = [1000 * (ack["t"] - planned[key]["planned"]) for key, ack in acks.items()]
    return {
        "messages": len(planned),
        "acknowledged_per_s": round(len(acks) / options.seconds, 1),
        **percentiles("ack", acked),
        **percentiles("shown", shown),
    }


def percentiles(name: str, samples: list[float]) -> dict[str, float]:
    """p50 and p99 where there are enough samples."""
    if len(samples) < len(LEVELS):
        return {}
    cuts = statistics.quantiles(samples, n=100)
    return {f"{name}_p50_ms": round(cuts[49], 1), f"{name}_p99_ms": round(cuts[98], 1)}


def judged(figures: dict[str, Any]) -> dict[str, str]:
    """Per goal the highest level reached; what a run could not reach by its own size is left out."""
    found = {}
    for name, levels in GOALS.items():
        if name not in figures:
            continue
        value = figures[name]
        reached = [value >= goal if name in MORE_IS_BETTER else value <= goal for goal in levels]
        is_small = name in MORE_IS_BETTER and not reached[0]
        level = next((LEVELS[place] for place in (2, 1, 0) if reached[place]), "missed")
        found[name] = "not asked" if is_small else level
    return found


if __name__ == "__main__":
    sys.exit(main())
