"""Where faults are played: an installation of several processes, people who write, and what may happen meanwhile."""

import asyncio
import contextlib
import json
import os
import random
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.chat import checker, recorder
from benchmarks.chat.client import Side
from benchmarks.chat.server import Server
from tests import database
from tests.faults.proxy import Line, stir

TALK_SECONDS = 1.2
CLICKED_TWICE = 0.2  # of all messages leave twice with one key
REST_SECONDS = 25.0
FELT_SECONDS = 20.0
PAUSE_SECONDS = (0.2, 0.5)
CLOCK_STEPS = (61, -61, 3600, -3600)
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
Pairs = list[dict[str, Any]]
Disturb = Callable[["Stage", Line, random.Random], Awaitable[None]]


@dataclass(frozen=True)
class Prepared:
    """A database with pairs, and the cookies that sign them in."""

    path: Path
    pairs: Pairs


def prepare(folder: Path, pairs: int) -> Prepared:
    """Tables from the template where it stands, then the pairs; no free pages, or a full disk would not be felt."""
    path = folder / "handschlag.sqlite3"
    database.lay_tables(path)
    made = Prepared(path, Server(folder).prepare(pairs))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    return made


class Stage:
    """A running installation of two processes in a folder of its own."""

    def __init__(self, folder: Path, **services: str) -> None:
        self.clock = folder / "clock"
        self.broken = folder / "broken"
        more = {"BREAK": str(self.broken), "CLOCK": str(self.clock)}
        self.server = Server(folder, workers=2, application="tests.faults.broken:application", more=more, **services)

    @contextlib.contextmanager
    def without(self, protection: str) -> Iterator[None]:
        """One protection is missing, or one part of the machine fails, within the block."""
        self.broken.write_text(protection)
        try:
            yield
        finally:
            self.broken.unlink()

    def kill_one(self, chance: random.Random) -> None:
        """SIGKILL for one serving process; its neighbour goes on, the parent starts another."""
        pids = self.server.pids()
        if len(pids) > 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(pids), signal.SIGKILL)

    @contextlib.contextmanager
    def failing_disk(self) -> Iterator[None]:
        """No write of the serving processes to any file succeeds within the block."""
        self._limit_files((0, UNLIMITED[1]))
        try:
            yield
        finally:
            self._limit_files(UNLIMITED)

    def _limit_files(self, size: tuple[int, int]) -> None:
        for pid in self.server.pids():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, size)

    def peak(self, name: str) -> int:
        """The most that ever waited for one line: `frames` before the application, `bytes` before the other side."""
        found = self.broken.parent.glob("peaks-*")
        return max((json.loads(file.read_text())[name] for file in found), default=0)

    def rows(self) -> list[tuple[str, int, str, str]]:
        """Everything stored, asked beside the product."""
        return checker.stored_rows(self.server.folder, self.server.database)


async def kill(stage: Stage, _line: Line, chance: random.Random) -> None:
    """A serving process dies."""
    stage.kill_one(chance)


async def cut(_stage: Stage, line: Line, _chance: random.Random) -> None:
    """Every connection ends without a goodbye."""
    line.cut()


async def stir_hints(stage: Stage, _line: Line, chance: random.Random) -> None:
    """The newest hints come again in another order."""
    await asyncio.to_thread(stir, stage.server.folder / "hints.sqlite3", chance)


async def set_clock(stage: Stage, _line: Line, chance: random.Random) -> None:
    """The clock jumps."""
    stage.clock.write_text(str(chance.choice(CLOCK_STEPS)))


async def fail_disk(stage: Stage, _line: Line, chance: random.Random) -> None:
    """No process can write to any file for a moment: SQLite meets real errors of the machine."""
    with stage.failing_disk():
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


async def fail_commits(stage: Stage, _line: Line, chance: random.Random) -> None:
    """Transactions end with an I/O error, nothing or everything of them stands."""
    with stage.without(chance.choice(["commits-before", "commits-after"])):
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


async def fill_disk(stage: Stage, _line: Line, chance: random.Random) -> None:
    """There is no room for another page."""
    with stage.without("room"):
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


FAULTS: dict[str, Disturb] = {
    "kill": kill,
    "cut": cut,
    "stir": stir_hints,
    "clock": set_clock,
    "disk": fail_disk,
    "commit": fail_commits,
    "full": fill_disk,
}


def one_after_the_other(names: list[str]) -> Disturb:
    """These faults, spread over the time in which people write."""

    async def happen(stage: Stage, line: Line, chance: random.Random) -> None:
        for name in names:
            await asyncio.sleep(chance.uniform(0.1, TALK_SECONDS / len(names)))
            await FAULTS[name](stage, line, chance)

    return happen


class Notes(recorder.Recorder):
    """What the clients saw; `felt` when one of them was told to try the form."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.felt = asyncio.Event()

    def note(self, event: str, **fields: Any) -> None:
        """Write it down."""
        super().note(event, **fields)
        if fields.get("code") == "try_form":
            self.felt.set()


class Play:
    """One run: people of these pairs write while something happens; everybody comes to rest, the checker looks."""

    def __init__(self, stage: Stage, pairs: Pairs, chance: random.Random, *, words: str = "") -> None:
        self.stage, self.pairs, self.chance, self.words = stage, pairs, chance, words
        self.notes = Notes(stage.server.folder / f"record-{pairs[0]['pair']}.jsonl")
        self.line = Line(stage.server.port)
        self.sides = [self._side(pair, role) for pair in pairs for role in ("pupil", "firm")]
        # Somebody of another pair asks for a conversation that is not theirs, all the time.
        foreign = {**pairs[0], "conversation": pairs[-1]["conversation"]}
        self.curious = self._side(foreign, "pupil", number=1)

    def _side(self, pair: dict[str, Any], role: str, number: int = 0) -> Side:
        return Side(self.stage.server.url, pair, role, self.notes, number=number)

    async def run(self, disturb: Disturb, *, rest: float = REST_SECONDS) -> checker.Verdict:
        """Play it and judge."""
        await self.line.start()
        everybody = [*self.sides, self.curious]
        for side in everybody:
            side.port = self.line.port
        tasks = [asyncio.create_task(side.run()) for side in everybody]
        await asyncio.wait_for(asyncio.gather(*(side.is_ready.wait() for side in self.sides)), 60)
        fault = asyncio.ensure_future(disturb(self.stage, self.line, self.chance))
        await self._talk(fault)
        await fault
        await self._rest(rest)
        await asyncio.gather(*(side.finish() for side in everybody))
        await asyncio.wait(tasks, timeout=5)
        await self.line.stop()
        return await self._judge()

    async def _judge(self) -> checker.Verdict:
        self.notes.close()
        own = {pair["conversation"] for pair in self.pairs}
        rows = [row for row in await asyncio.to_thread(self.stage.rows) if row[0] in own]
        return checker.check(recorder.read(self.notes.path), rows, self.pairs)

    async def _talk(self, fault: "asyncio.Future[None]") -> None:
        """Write while it happens; slowly when it takes long: the limit of a minute is not what is tested."""
        loop = asyncio.get_running_loop()
        end = loop.time() + TALK_SECONDS
        number = 0
        while loop.time() < end or not fault.done():
            number += 1
            side, body = self.chance.choice(self.sides), f"{self.sides[0].who} {number} {self.words}"
            key = await side.send(body)
            if self.chance.random() < CLICKED_TWICE:
                await side.repeat(key, body)
            await asyncio.sleep(self.chance.uniform(0.01, 0.08) if loop.time() < end else 0.3)

    async def _rest(self, seconds: float) -> None:
        """Until nothing waits for an answer and every tab shows what was acknowledged, or the time is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            await asyncio.gather(*(side.resend() for side in self.sides))
            said = {c: max(side.acknowledged for side in self.sides if side.c == c) for c in self._conversations()}
            if not any(side.waiting or side.last < said[side.c] for side in self.sides):
                return
            await asyncio.sleep(0.1)

    def _conversations(self) -> set[str]:
        return {side.c for side in self.sides}

    async def felt(self) -> None:
        """Until a client was told to try the form: the proof that the machine's fault reached a writer."""
        async with asyncio.timeout(FELT_SECONDS):
            await self.notes.felt.wait()
