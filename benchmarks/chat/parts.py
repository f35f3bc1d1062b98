"""The questions of a run: a rate, many sockets and a kill, the peers beside."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.chat import checker, stock
from benchmarks.chat.figures import Times, lost_and_doubled
from benchmarks.chat.generators import Generators
from benchmarks.chat.server import Server
from benchmarks.chat.stage import Stage

ROLES = 2
TABS_A_SIDE = 3  # sockets a session may hold
# A person may write 60 messages a minute; with so many writers nobody comes near it.
MESSAGES_A_WRITER_S = 0.6
WARMING_PAIRS = 10
BEATS_EVERY_S = 25
# A heartbeat may come this late before it counts as missing.
SILENCE_S = BEATS_EVERY_S + 10
PATIENCE_AFTER_KILL_S = 120
WEIGHED_FROM = 1000


def pairs_for(rate: float) -> int:
    """How many pairs talk at this rate without anybody reaching the limit of a person."""
    return max(4, int(rate / MESSAGES_A_WRITER_S / ROLES) + 1)


def rate(stage: Stage, *, rate: float, seconds: float, warm: float, generators: int) -> dict[str, Any]:
    """Acknowledged durable messages at a fixed rate, checked against the rows."""
    server = stage.installation()
    pairs = stage.pairs[: pairs_for(rate)]
    server.start()
    clients = Generators(server.folder, generators, server.port, "own", "rate")
    try:
        clients.enter(pairs, 1)
        measured = _talk(stage, server, clients, rate=rate, seconds=seconds, warm=warm)
    finally:
        clients.stop()
        server.stop()
    verdict = verdict_of(clients, server, pairs)
    return {"rate": rate, "pairs": len(pairs), **measured, "verdict": verdict}


def _talk(
    stage: Stage, server: Any, clients: Generators, *, rate: float, seconds: float, warm: float
) -> dict[str, Any]:
    begun_cpu, begun_database = server.cpu_seconds(), stage.database_cpu()
    begin = time.monotonic() + 0.5
    clients.begin_talk(begin=begin, rate=rate, seconds=warm + seconds)
    states = clients.answers()
    unsaid = sum(state["unsaid"] for state in states)
    sent = rate * (warm + seconds) - unsaid
    times = Times(begin + warm)
    for record in clients.notes():
        times.add(record)
    return {
        **times.as_figures(seconds),
        "server_cpu_ms_per_message": round(1000 * (server.cpu_seconds() - begun_cpu) / sent, 2),
        "database_cpu_ms_per_message": round(1000 * (stage.database_cpu() - begun_database) / sent, 2),
        "generator_lag_p99_ms": max(state["lag_p99_ms"] or 0.0 for state in states),
        "generator_cpu_s": round(sum(state["cpu_s"] for state in states), 1),
        "refused": sum(state["refused"] for state in states),
        "unsaid": unsaid,
    }


def sockets(stage: Stage, *, sockets: int, hold: float, generators: int, rate: float) -> dict[str, Any]:
    """So many signed-in tabs, first idle, then some talk, then every serving process is killed at once."""
    server = stage.installation()
    needed = -(-sockets // (ROLES * TABS_A_SIDE))
    pairs = stage.pairs[:needed]
    server.start()
    clients = Generators(server.folder, generators, server.port, "own", "sockets")
    try:
        empty_kb = warmed(server, pairs)
        begun, cpu, database_cpu = time.monotonic(), server.cpu_seconds(), stage.database_cpu()
        states = clients.enter(pairs, TABS_A_SIDE)
        found: dict[str, Any] = {"sockets": sum(state["tabs"] for state in states)}
        found["entered_s"] = round(time.monotonic() - begun, 1)
        found["server_cpu_ms_per_entry"] = round(1000 * (server.cpu_seconds() - cpu) / found["sockets"], 2)
        found["database_cpu_ms_per_entry"] = round(1000 * (stage.database_cpu() - database_cpu) / found["sockets"], 2)
        # Fewer than that weigh less than what a process takes for itself meanwhile.
        weight = "kb_per_idle_socket" if found["sockets"] >= WEIGHED_FROM else "kb_per_socket_of_few"
        found[weight] = round((server.memory_kb() - empty_kb) / found["sockets"], 1)
        found |= _held(clients, server, hold)
        found |= _killed(server, clients, rate)
    finally:
        clients.stop()
        server.stop()
    return {**found, "verdict": verdict_of(clients, server, pairs)}


def warmed(server: Server, pairs: list[dict[str, Any]]) -> int:
    """Memory of a server that has served a few; what the first visitor loads is no socket's weight."""
    few = Generators(server.folder, 1, server.port, "own", "warm")
    few.enter(pairs[-WARMING_PAIRS:], 1)
    few.stop()
    time.sleep(2)
    return server.memory_kb()


def _held(clients: Generators, server: Server, hold: float) -> dict[str, Any]:
    time.sleep(hold)
    states = clients.order("state")
    silence = max(state["longest_silence_s"] for state in states)
    return {
        "held_s": hold,
        "heartbeats": sum(state["beats"] for state in states),
        "longest_silence_s": silence,
        "heartbeats_complete": silence <= SILENCE_S and not sum(state["absent"] for state in states),
        "resident_mb": round(server.memory_kb() / 1024),
    }


def _killed(server: Server, clients: Generators, rate: float) -> dict[str, Any]:
    """SIGKILL for all serving processes while some talk; until every tab is complete again."""
    clients.begin_talk(begin=time.monotonic() + 0.5, rate=rate, seconds=4.0)
    time.sleep(2.5)
    killed_at = time.monotonic()
    for pid in server.pids():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if server.workers == 1:
        server.start_again()
    clients.answers()
    states = clients.order("whole", since=killed_at, seconds=PATIENCE_AFTER_KILL_S)
    absent = sum(state["absent"] for state in states)
    away = sorted(one for state in states for one in state["downtimes"])
    whole = round(max(state["ready_at"] for state in states) - killed_at, 1)
    return {
        "whole_after_kill_s": float("inf") if absent or not away else whole,
        "absent_after_kill": absent,
        "away_p50_s": away[len(away) // 2] if away else None,
        "killed_processes": "all",
    }


def verdict_of(clients: Generators, server: Server, pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """The checker's word over all records of a part, each against the rows of its own conversations."""
    rows = checker.stored_rows(server.folder, server.database)
    total = checker.Verdict()
    for number, record in enumerate(clients.notes()):
        own = {pair["conversation"] for pair in pairs[number :: len(clients.records)]}
        total.add(checker.check(record, [row for row in rows if row[0] in own], pairs))
    return total.as_dict()


def peer_if_any(stage: Stage, name: str, **asked: Any) -> dict[str, Any]:
    """The same rate with the same clients against one server, or why it cannot be had here."""
    try:
        return peer(stage, name, **asked)
    except stock.Missing as reason:
        return {"missing": str(reason)}


def peer(stage: Stage, name: str, *, rate: float, seconds: float, warm: float, cache: Path) -> dict[str, Any]:
    """One peer: rate, weight of a socket, and what a kill in the middle of talking loses or doubles."""
    cache.mkdir(parents=True, exist_ok=True)
    server, pairs = _begun(stage, name, pairs_for(rate), cache)
    clients = Generators(server.folder, 1, server.port, name, name)
    try:
        time.sleep(1)
        empty_kb = server.memory_kb()
        states = clients.enter(pairs, 1)
        weight = round((server.memory_kb() - empty_kb) / states[0]["tabs"], 1)
        measured = _talk(stage, server, clients, rate=rate, seconds=seconds, warm=warm)
        clients.begin_talk(begin=time.monotonic() + 0.2, rate=rate, seconds=6.0)
        time.sleep(3)
        kill(server)
        clients.answers()
    finally:
        clients.stop()
        server.stop()
    record = next(clients.notes())
    return {
        "stores": isinstance(server, Server),
        **measured,
        "kb_per_socket": None if name == "poll" else weight,
        "after_kill": lost_and_doubled(record),
        "verdict": verdict_of(clients, server, pairs) if isinstance(server, Server) else None,
    }


def _begun(stage: Stage, name: str, count: int, cache: Path) -> tuple[Any, list[dict[str, Any]]]:
    kinds = {"stock": stock.Stock, "centrifuge": stock.Centrifuge}
    if name in kinds:
        outside = kinds[name](stage.folder, cache, stage.bus)
        outside.start()
        return outside, outside.pairs(count)
    server = stage.installation()
    server.start()
    return server, stage.pairs[:count]


def kill(server: Any) -> None:
    """SIGKILL for everything that serves; whoever watches over it starts it again."""
    if not isinstance(server, Server):
        server.kill()
        return
    for pid in server.pids():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if server.workers == 1:
        server.start_again()
