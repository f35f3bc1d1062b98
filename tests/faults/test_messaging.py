"""Conversations under faults: what was acknowledged stands, once, in order, and both sides see it; nobody else does.

Schedules by seed (replay one: `-k "schedule and [7]"`): processes are killed with SIGKILL while people write, lines are
cut, hints come twice and backwards, the clock jumps, the disk fails or is full. Clients record what they saw, the
checker compares it with the rows. Each protection is taken away once, and the checker must notice.
"""

import asyncio
import random
from typing import Any

import pytest

from tests.faults.stage import FAULTS, Play, Stage, one_after_the_other

pytestmark = pytest.mark.stage
PAIRS = 4
SCHEDULES = range(20)
# What the schedules hold already is felt one by one when all are played.
ALL = pytest.mark.stage("all")


@pytest.mark.parametrize("seed", SCHEDULES)
async def test_schedule_loses_doubles_and_shows_nothing_to_others(stage: Stage, take: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- a schedule, not a secret
    faults = [chance.choice(list(FAULTS)) for _fault in range(chance.randrange(1, 4))]

    verdict = await Play(stage, take(PAIRS), chance).run(one_after_the_other(faults))

    assert verdict.examples == [], f"seed {seed}, {faults}: {verdict}"
    assert verdict.acknowledged == verdict.sent > 0


async def test_rows_have_no_gap_after_all_that(stage: Stage) -> None:
    lines = await asyncio.to_thread(stage.server.manage, "messages_audit")

    assert '"gaps": 0' in lines
    assert not [line for line in lines.splitlines() if '"gaps": 0' not in line or '"duplicate_keys": 0' not in line]


# protection -> what the checker must find without it, and what happens meanwhile
CONTROLS = {
    "ack": ("lost", ["cut"]),
    "keys": ("duplicate", ["cut", "cut"]),
    "rights": ("foreign", []),
    "cursors": ("duplicate", ["cut"]),
    "hints": ("unseen", []),
}


@pytest.mark.parametrize("protection", CONTROLS)
async def test_checker_notices_a_missing_protection(stage: Stage, take: Any, protection: str) -> None:
    """Negative control: one protection away, the same faults, and the verdict is red."""
    fault, faults = CONTROLS[protection]
    with stage.without(protection):
        play = Play(stage, take(2), random.Random(1))  # noqa: S311 -- a schedule
        verdict = await play.run(one_after_the_other(faults), rest=1.5)

    assert getattr(verdict, fault) > 0, verdict


@pytest.mark.parametrize(
    "fault", ["disk", "commits-after", pytest.param("commits-before", marks=ALL), pytest.param("room", marks=ALL)]
)
async def test_failing_disk_costs_no_acknowledged_message(stage: Stage, take: Any, fault: str) -> None:
    """The writers feel it, send again by the form with the same key, and nothing is lost or doubled."""
    words = "Ich schreibe viel, damit eine neue Seite nötig wird. " * 60

    play = Play(stage, take(3), random.Random(2), words=words)  # noqa: S311 -- a schedule

    async def fail(*_more: Any) -> None:
        await asyncio.sleep(0.3)
        with stage.failing_disk() if fault == "disk" else stage.without(fault):
            await play.felt()

    verdict = await play.run(fail)

    assert verdict.examples == [], verdict
    assert verdict.acknowledged == verdict.sent > 0


async def test_checker_notices_an_acknowledgement_before_a_failing_disk(stage: Stage, take: Any) -> None:
    """Negative control of the failing disk: „stored“ is said first, and the store fails."""

    async def fail(stage: Stage, *_more: Any) -> None:
        with stage.failing_disk():
            await asyncio.sleep(1.5)

    with stage.without("ack"):
        verdict = await Play(stage, take(2), random.Random(3)).run(fail, rest=1.0)  # noqa: S311 -- a schedule

    assert verdict.lost > 0, verdict
