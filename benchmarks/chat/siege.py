"""Honest pairs beside clients that never read and clients that flood: what do they feel of it, and what does it weigh?

Everybody comes in first and behaves: honest pairs talk, the rooms of the later hostile are written to. That is the
baseline. Then the same goes on while the ones stop reading what they ask for and the others flood.
"""

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from benchmarks.chat import checker
from benchmarks.chat.figures import Times
from benchmarks.chat.generators import Generators
from benchmarks.chat.parts import verdict_of
from benchmarks.chat.server import Server
from benchmarks.chat.stage import Stage

HONEST_PAIRS = 40
HONEST_RATE = 20.0
# The room of each five that do not read has one writer, the third tab of the pupil.
WRITER = [["pupil", 0]]
SILENT = [["pupil", 1], ["pupil", 2], ["firm", 0], ["firm", 1], ["firm", 2]]
EVERY_SEAT = [[role, number] for role in ("pupil", "firm") for number in range(3)]
# Letters long enough that a page of them is more than a line holds back.
WORDS = 250
WRITES_A_ROOM_S = 0.1
SPREAD = 0.6  # of the time in which the hostile begin, one after the other
AFTERWARDS_S = 8.0
LOOK_SECONDS = 1.0
CUT_IN_LOG = "socket closed: code 4431"


@dataclass
class People:
    """The clients of one siege, in processes of their own."""

    honest: Generators
    writers: Generators
    silent: Generators
    flooding: Generators
    honest_pairs: list[dict[str, Any]]
    rooms: list[dict[str, Any]]
    flooded: list[dict[str, Any]]


class Scales:
    """Memory of the serving processes, weighed once a second."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.peak = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._weigh, daemon=True)

    def __enter__(self) -> "Scales":
        self.thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.is_over.set()
        self.thread.join()

    def _weigh(self) -> None:
        while not self.is_over.wait(LOOK_SECONDS):
            self.peak = max(self.peak, self.server.memory_kb())


def pairs_for(silent: int, flooding: int) -> int:
    """How many pairs that takes."""
    return HONEST_PAIRS + -(-silent // len(SILENT)) + -(-flooding // len(EVERY_SEAT))


def siege(stage: Stage, *, silent: int, flooding: int, seconds: float) -> dict[str, Any]:
    """Baseline, then the same with the hostile; what is left afterwards."""
    server = stage.installation()
    server.start()
    with ExitStack() as stack:
        stack.callback(server.stop)
        people = _gather(stack, server, stage.pairs, silent, flooding)
        cpu = [server.cpu_seconds()]
        before = _talk(people, seconds)
        cpu.append(server.cpu_seconds())
        quiet_kb = server.memory_kb()
        with Scales(server) as scales:
            during, ends = _attack(people, seconds)
        cpu.append(server.cpu_seconds())
        time.sleep(AFTERWARDS_S)
        after_kb = server.memory_kb()
        honest, writers = people.honest, people.writers
    found = {
        "clients_that_do_not_read": ends["silent"],
        "clients_that_flood": ends["flooding"],
        "letters_of_the_flood": _letters_in(people.flooded, server),
        "cut_as_too_slow": server.log.read_text().count(CUT_IN_LOG),
        "cut_after_s": ends["silent"]["ended_after_max_s"],
        "not_refused": not_refused(ends, server),
        "before": before,
        "during": during,
        "honest_p99_ratio": round(
            max(during[key] / max(before[key], 1.0) for key in ("ack_p99_ms", "shown_p99_ms")), 2
        ),
        "serving_cpu_s": {"before": round(cpu[1] - cpu[0], 1), "during": round(cpu[2] - cpu[1], 1)},
        "serving_kb": {"before": quiet_kb, "peak": max(scales.peak, quiet_kb), "after": after_kb},
        "more_kb_a_client_that_does_not_read": round((max(scales.peak, quiet_kb) - quiet_kb) / silent, 1),
        "more_mb_afterwards": round(max(0, after_kb - quiet_kb) / 1024, 1),
    }
    verdict = verdict_of(honest, server, people.honest_pairs)
    return {**found, "writers": verdict_of(writers, server, people.rooms)["clean"], "verdict": verdict}


def _gather(stack: ExitStack, server: Server, pairs: list[dict[str, Any]], silent: int, flooding: int) -> People:
    """Everybody comes in and is greeted."""
    rooms_end = HONEST_PAIRS + -(-silent // len(SILENT))
    honest_pairs, rooms = pairs[:HONEST_PAIRS], pairs[HONEST_PAIRS:rooms_end]
    others = pairs[rooms_end : rooms_end + -(-flooding // len(EVERY_SEAT))]

    def crowd(name: str, those: list[dict[str, Any]], **more: Any) -> Generators:
        made = Generators(server.folder, 1, server.port, "own", name)
        stack.callback(made.stop)
        made.enter(those, 1, **more)
        return made

    return People(
        crowd("honest", honest_pairs),
        crowd("writers", rooms, seats=WRITER),
        crowd("silent", rooms, seats=SILENT, is_hostile=True),
        crowd("flooding", others, seats=EVERY_SEAT, is_hostile=True),
        honest_pairs,
        rooms,
        others,
    )


def _talk(people: People, seconds: float) -> dict[str, Any]:
    """Everybody honest talks for so long; how late that was for the honest pairs."""
    begin = _begin_to_talk(people, seconds)
    people.writers.answers()
    people.honest.answers()
    return _times(people, begin, seconds)


def _begin_to_talk(people: People, seconds: float) -> float:
    begin = time.monotonic() + 0.5
    people.honest.begin_talk(begin=begin, rate=HONEST_RATE, seconds=seconds)
    rate = WRITES_A_ROOM_S * len(people.rooms)
    people.writers.begin_talk(begin=begin, rate=rate, seconds=seconds, words=WORDS)
    return begin


def _times(people: People, begin: float, seconds: float) -> dict[str, Any]:
    times = Times(begin, begin + seconds)
    for record in people.honest.notes():
        times.add(record)
    return times.as_figures(seconds)


def _attack(people: People, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same talk while the others misbehave; how it went, and how it ended for them."""
    begin = _begin_to_talk(people, seconds)
    people.silent.begin("stop_reading", seconds=seconds * SPREAD)
    people.flooding.begin("flood", seconds=seconds * SPREAD)
    people.writers.answers()
    people.honest.answers()
    ends = {name: getattr(people, name).answers()[0]["hostile"] for name in ("silent", "flooding")}
    return _times(people, begin, seconds), ends


def _letters_in(pairs: list[dict[str, Any]], server: Server) -> int:
    """What was written in these conversations before anybody was refused."""
    own = {pair["conversation"] for pair in pairs}
    return sum(row[0] in own for row in checker.stored_rows(server.folder, server.database))


def not_refused(ends: dict[str, dict[str, Any]], server: Server) -> int:
    """Who is still there, and who went without the code that belongs to it."""
    codes = ends["flooding"]["codes"]
    unnamed = sum(number for code, number in codes.items() if code != "4429")
    slow = sum(ends["silent"]["codes"].values())
    unnamed += max(0, slow - server.log.read_text().count(CUT_IN_LOG))
    return int(unnamed + ends["silent"]["still_there"] + ends["flooding"]["still_there"])
