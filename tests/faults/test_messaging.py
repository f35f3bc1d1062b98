"""Conversations under faults: what was acknowledged stands, once, in order, and both sides see it; nobody else does.

Twenty schedules by seed (replay one: `-k "[7]"`): processes are killed with SIGKILL while people write, lines are cut,
hints come twice and backwards, the clock jumps. Clients record what they saw, the checker compares it with the rows.
Each protection is taken away once, and the checker must notice.
"""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.chat import checker, recorder
from benchmarks.chat.client import Side
from benchmarks.chat.server import Server
from tests import database
from tests.faults.proxy import Line, stir

# Servers are started and killed here: it takes minutes and means nothing on a machine that does other work besides.
pytestmark = pytest.mark.skipif(not os.environ.get("FAULTS"), reason="faults: set FAULTS=1 on an idle machine")
PAIRS = 4
SCHEDULES = range(20)
TALK_SECONDS = 2.0
REST_SECONDS = 20.0
CLOCK_STEPS = (61, -61, 3600, -3600)


class Stage:
    """A running installation with signed-in pairs, on a copy of the prepared database."""

    def __init__(self, folder: Path, prepared: Path, *, broken: str = "", workers: int = 1) -> None:
        self.clock = folder / "clock"
        database.copy(prepared, folder / prepared.name)
        more = {"BREAK": broken, "CLOCK": str(self.clock)}
        self.server = Server(folder, workers=workers, application="tests.faults.broken:application", more=more)
        self.server.start()

    def kill_one(self, chance: random.Random) -> None:
        """SIGKILL for one serving process; its neighbour goes on, the parent starts another."""
        pids = self.server.pids()
        if len(pids) > 1:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(pids), signal.SIGKILL)


@dataclass(frozen=True)
class Prepared:
    """A database with pairs, and the cookies that sign them in."""

    path: Path
    pairs: list[dict[str, Any]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made once: tables from the template where it stands, four pairs for each schedule."""
    folder = tmp_path_factory.mktemp("prepared")
    path = folder / "handschlag.sqlite3"
    template = database.FOLDER / f"{database.migrations_hash()}.sqlite3"
    if template.exists():
        database.copy(template, path)
    return Prepared(path, Server(folder).prepare(PAIRS * len(SCHEDULES)))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Stage]:
    """One installation of two processes for all schedules; every schedule takes pairs of its own."""
    made = Stage(tmp_path_factory.mktemp("stage"), prepared.path, workers=2)
    yield made
    made.server.stop()


async def play(stage: Stage, pairs: list[dict[str, Any]], chance: random.Random, faults: list[str]) -> checker.Verdict:
    """People write for two seconds while the faults happen; then everybody comes to rest, and the checker looks."""
    notes = recorder.Recorder(stage.server.folder / f"record-{pairs[0]['pair']}.jsonl")
    line = Line(stage.server.port)
    await line.start()
    sides = [Side(stage.server.url, pair, role, notes) for pair in pairs for role in ("pupil", "firm")]
    # Somebody of another pair asks for a conversation that is not theirs, all the time.
    curious = Side(stage.server.url, {**pairs[0], "conversation": pairs[1]["conversation"]}, "pupil", notes, number=1)
    for side in (*sides, curious):
        side.port = line.port
    tasks = [asyncio.create_task(side.run()) for side in (*sides, curious)]
    await asyncio.wait_for(asyncio.gather(*(side.is_ready.wait() for side in sides)), 30)
    await asyncio.gather(_talk(sides, chance), _disturb(stage, line, chance, faults))
    await _rest(sides)
    await asyncio.gather(*(side.finish() for side in (*sides, curious)))
    await asyncio.wait(tasks, timeout=5)
    await line.stop()
    notes.close()
    own = {pair["conversation"] for pair in pairs}
    rows = [row for row in checker.stored_rows(stage.server.folder) if row[0] in own]
    return checker.check(recorder.read(notes.path), rows, pairs)


async def _talk(sides: list[Side], chance: random.Random) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + TALK_SECONDS
    number = 0
    while loop.time() < end:
        number += 1
        await chance.choice(sides).send(f"{sides[0].who} {number}")
        await asyncio.sleep(chance.uniform(0.01, 0.08))


async def _disturb(stage: Stage, line: Line, chance: random.Random, faults: list[str]) -> None:
    for fault in faults:
        await asyncio.sleep(chance.uniform(0.1, TALK_SECONDS / len(faults)))
        if fault == "kill":
            stage.kill_one(chance)
        elif fault == "cut":
            line.cut()
        elif fault == "stir":
            await asyncio.to_thread(stir, stage.server.folder / "hints.sqlite3", chance)
        elif fault == "clock":
            stage.clock.write_text(str(chance.choice(CLOCK_STEPS)))


async def _rest(sides: list[Side]) -> None:
    """Until nothing waits for an answer and every tab shows what was acknowledged, or the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + REST_SECONDS
    while loop.time() < end:
        await asyncio.gather(*(side.resend() for side in sides))
        said = {side.c: max(other.acknowledged for other in sides if other.c == side.c) for side in sides}
        if not any(side.waiting or side.last < said[side.c] for side in sides):
            return
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("seed", SCHEDULES)
async def test_nothing_is_lost_doubled_or_shown_to_others(stage: Stage, prepared: Prepared, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- a schedule, not a secret
    faults = [chance.choice(["kill", "cut", "cut", "stir", "clock"]) for _fault in range(chance.randrange(1, 4))]
    pairs = prepared.pairs[seed * PAIRS : (seed + 1) * PAIRS]

    verdict = await play(stage, pairs, chance, faults)

    assert verdict.examples == [], f"seed {seed}, {faults}: {verdict}"
    assert verdict.acknowledged == verdict.sent > 0


async def test_rows_have_no_gap_after_all_that(stage: Stage) -> None:
    lines = await asyncio.to_thread(stage.server.manage, "messages_audit")

    assert '"gaps": 0' in lines
    assert not [line for line in lines.splitlines() if '"gaps": 0' not in line or '"duplicate_keys": 0' not in line]


CONTROLS = {"ack": "lost", "keys": "duplicate", "rights": "foreign", "cursors": "duplicate", "hints": "unseen"}


@pytest.mark.parametrize("broken", CONTROLS)
async def test_the_checker_notices_a_missing_protection(
    tmp_path: Path, prepared: Prepared, broken: str, monkeypatch: Any
) -> None:
    """Negative control: one protection away, the same faults, and the verdict is red."""
    monkeypatch.setattr("benchmarks.chat.client.RESEND_SECONDS", 0.3)
    monkeypatch.setattr("tests.faults.test_messaging.REST_SECONDS", 3.0)
    stage = await asyncio.to_thread(Stage, tmp_path, prepared.path, broken=broken)
    try:
        faults = [] if broken == "hints" else ["cut", "cut"]
        verdict = await play(stage, prepared.pairs[:2], random.Random(1), faults)  # noqa: S311 -- a schedule
    finally:
        await asyncio.to_thread(stage.server.stop)

    assert getattr(verdict, CONTROLS[broken]) > 0, verdict
