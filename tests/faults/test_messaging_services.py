"""Conversations while PostgreSQL or Redis dies: a stage of its own on both, killed with SIGKILL and started again.

Nothing acknowledged is lost, nobody waits for a bus, and what the bus did not tell is found in the database.
"""

import asyncio
import json
import os
import random
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from benchmarks.ports import free_port
from tests import database
from tests.faults.proxy import StirredLine
from tests.faults.stage import Play, Stage
from tests.services import postgres, redis

MISSING = postgres.missing() or redis.missing()
pytestmark = [
    pytest.mark.stage,
    pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING or "everything is here"),
]
PAIRS = 36
TRIES = 5
AWAY_SECONDS = 0.5
TOLD_SECONDS = 30
# Nothing is written to the disk by itself: what a commit does not write is lost with the process.
CARELESS = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A cluster with our tables: from the dump of the other tests where it stands."""
    made = postgres.Cluster()
    made.start(fsync="off")
    if (dump := database.dump()).exists():
        made.load(dump)
    made.stop()
    made.start()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    """A bus."""
    made = redis.Redis(tmp_path_factory.mktemp("bus"))
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, cluster: postgres.Cluster, bus: redis.Redis
) -> Iterator[SimpleNamespace]:
    """The installation, its services, and pairs that nobody has played with."""
    folder = tmp_path_factory.mktemp("services")
    port = free_port()  # where the line to the bus begins; it is laid for each test, in its loop
    stage = Stage(folder, database=cluster.url, bus=f"redis://127.0.0.1:{port}/0")
    rest = iter(stage.server.prepare(PAIRS))
    stage.server.start()
    yield SimpleNamespace(
        stage=stage, cluster=cluster, bus=bus, port=port, take=lambda number: [next(rest) for _pair in range(number)]
    )
    stage.server.stop()


@pytest_asyncio.fixture
async def line(scene: SimpleNamespace) -> AsyncIterator[StirredLine]:
    """Every hint between the processes comes twice, in any order."""
    laid = StirredLine(scene.bus.port, random.Random(4))  # noqa: S311 -- an order, not a secret
    await laid.start(scene.port)
    yield laid
    await laid.stop()


def play(scene: SimpleNamespace, pairs: int = 3) -> Play:
    """People of so many pairs."""
    return Play(scene.stage, scene.take(pairs), random.Random(pairs))  # noqa: S311 -- a schedule


async def nothing(*_more: Any) -> None:
    """All is well."""


def dies(scene: SimpleNamespace) -> Any:
    """The database is killed while people write, and comes back with its usual settings."""

    async def happen(*_more: Any) -> None:
        await asyncio.sleep(1.0)
        await asyncio.to_thread(scene.cluster.kill)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(scene.cluster.start)

    return happen


async def test_hints_twice_and_in_any_order_show_everything_once(scene: SimpleNamespace, line: StirredLine) -> None:
    verdict = await play(scene).run(nothing)

    assert verdict.examples == [], verdict
    assert verdict.acknowledged == verdict.sent > 0
    assert line.stirred > verdict.sent


@pytest.mark.stage("all")
async def test_checker_notices_readers_who_trust_the_order_of_hints(scene: SimpleNamespace, line: StirredLine) -> None:
    """Negative control: a tab that does not know what it has shown shows the same again."""
    with scene.stage.without("cursors"):
        verdict = await play(scene, 2).run(nothing, rest=1.0)

    assert verdict.duplicate > 0, verdict


async def test_killed_database_keeps_what_was_acknowledged(scene: SimpleNamespace, line: StirredLine) -> None:
    played = play(scene)
    verdict = await played.run(dies(scene), rest=60.0)

    assert verdict.examples == [], verdict
    assert verdict.acknowledged == verdict.sent > 0
    log = (scene.cluster.folder / "log").read_text()
    assert "database system was not properly shut down" in log


async def test_checker_notices_commits_that_are_not_durable(scene: SimpleNamespace, line: StirredLine) -> None:
    """Negative control: the same death, and PostgreSQL had said „committed“ before it wrote."""
    await asyncio.to_thread(scene.cluster.stop)
    await asyncio.to_thread(scene.cluster.start, **CARELESS)

    verdict = await play(scene, 2).run(dies(scene), rest=5.0)

    assert verdict.lost > 0, verdict


@pytest.mark.stage("all")
async def test_silent_bus_makes_no_sender_wait(scene: SimpleNamespace, line: StirredLine) -> None:
    """Redis takes everything and answers nothing: all is acknowledged before it wakes."""
    scene.bus.hold()
    try:
        verdict = await play(scene, 2).run(nothing, rest=15.0)
    finally:
        scene.bus.release()

    assert verdict.examples == [], verdict
    assert verdict.acknowledged == verdict.sent > 0


@pytest.mark.stage("all")
async def test_without_patience_a_silent_bus_would_be_waited_for(scene: SimpleNamespace, line: StirredLine) -> None:
    """Negative control: the same, and the sender waits for the bus."""
    scene.bus.hold()
    try:
        with scene.stage.without("patience"):
            verdict = await play(scene, 2).run(nothing, rest=2.0)
    finally:
        scene.bus.release()

    assert verdict.acknowledged < verdict.sent, verdict


async def test_killed_bus_and_one_that_never_was_cost_nothing(scene: SimpleNamespace, line: StirredLine) -> None:
    """The bus dies, then a process dies, so that its successor has never seen one; `/health/` tells it meanwhile."""
    told = asyncio.Event()

    async def happen(stage: Stage, _line: Any, chance: random.Random) -> None:
        await asyncio.sleep(0.3)
        scene.bus.kill()
        await asyncio.sleep(0.3)
        stage.kill_one(chance)
        async with asyncio.timeout(TOLD_SECONDS):
            while await asyncio.to_thread(bus_of, stage) != "degraded":  # noqa: ASYNC110 -- another process tells
                await asyncio.sleep(0.1)
        told.set()

    try:
        verdict = await play(scene).run(happen, rest=40.0)
        assert verdict.examples == [], verdict
        assert verdict.acknowledged == verdict.sent > 0
        assert told.is_set()
    finally:
        scene.bus.start()


@pytest.mark.stage("all")
async def test_checker_notices_when_nobody_looks_without_a_bus(scene: SimpleNamespace, line: StirredLine) -> None:
    """Negative control: no bus, and neither look nor heartbeat finds what it did not tell."""
    scene.bus.kill()
    try:
        with scene.stage.without("look"):
            # Where all tabs happen to be with one process they tell each other: then others come.
            for _try in range(TRIES):
                verdict = await play(scene, 3).run(nothing, rest=2.0)
                if verdict.unseen:
                    break
    finally:
        scene.bus.start()

    assert verdict.unseen > 0, verdict


def bus_of(stage: Stage) -> str:
    """What the installation says of its bus."""
    try:
        with urllib.request.urlopen(f"{stage.server.url}/health/", timeout=20) as answer:  # noqa: S310 -- our own
            return str(json.load(answer)["parts"]["bus"])
    except urllib.error.HTTPError as answer:
        return str(json.load(answer)["parts"]["bus"])
    except OSError:
        return "killed while it answered"
