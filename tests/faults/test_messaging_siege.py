"""Clients that never read and clients that flood: bounded queues, their codes, and an honest pair untouched."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest

from messaging import frames, line
from messaging.frames import Code
from tests.faults.misuse import fill, flood, never_read
from tests.faults.raw import Raw
from tests.faults.stage import Stage

pytestmark = pytest.mark.stage
SILENT_PAIRS, FLOODING_PAIRS = 4, 5
# Before the speaker waits, and one page on top.
WAITING_BYTES = line.WAITING_BYTES + frames.PAGE_BYTES
CUT_IN_LOG = f"socket closed: code {Code.TOO_SLOW}"
KINDS = cycle(["letters", "small", "pings"])


def _seats(pair: Any, number: int) -> list[tuple[Any, str]]:
    return [(pair, pair[role]["cookie"]) for role in ("pupil", "firm") for _tab in range(3)][:number]


def _write_until(done: Any, talk: str, *writers: Raw) -> list[str]:
    """Say something in this conversation every second, by turns; what was acknowledged, in order."""
    said: list[str] = []
    while not done():
        for writer in writers:
            said.append(f"Ehrlich {len(said)}")
            writer.say({"t": "send", "k": str(uuid4()), "c": talk, "body": said[-1]})
            writer.until("ack")
        time.sleep(1.0)
    return said


def _all_shown(reader: Raw, count: int) -> list[str]:
    """The bodies this tab was shown, until there are so many."""
    shown: list[str] = []
    while len(shown) < count:
        shown += [item["body"] for item in reader.until("items")["items"]]
    return shown


def test_twenty_that_never_read_and_thirty_that_flood_cost_an_honest_pair_nothing(stage: Stage, take: Any) -> None:
    silent, flooding, honest = take(SILENT_PAIRS), take(FLOODING_PAIRS), take(1)[0]
    for pair in silent:
        fill(stage, pair)
    lazy = [seat for pair in silent for seat in _seats(pair, 5)]
    loud = [seat for pair in flooding for seat in _seats(pair, 6)]
    cut_before = stage.server.log.read_text().count(CUT_IN_LOG)
    url, talk = stage.server.url, honest["conversation"]

    with (
        ThreadPoolExecutor(len(lazy) + len(loud)) as pool,
        Raw(url, honest["pupil"]["cookie"]) as pupil,
        Raw(url, honest["firm"]["cookie"]) as firm,
    ):
        pupil.hello({talk: 0})
        firm.hello({talk: 0})
        gone = [pool.submit(never_read, stage, *seat, cursors={seat[0]["conversation"]: 0}) for seat in lazy]
        codes = [pool.submit(flood, stage, *seat, next(KINDS)) for seat in loud]
        said = _write_until(lambda: all(one.done() for one in [*gone, *codes]), talk, pupil)
        shown = _all_shown(firm, len(said))

    assert [one.result() for one in gone] == [True] * 20
    assert Counter(one.result() for one in codes) == {Code.TOO_FAST: 30}
    assert stage.server.log.read_text().count(CUT_IN_LOG) - cut_before == 20
    assert shown == said
    # and what a second more would allow: the count goes on while a piece is taken apart
    assert 0 < stage.peak("frames") <= line.FRAMES_AT_ONCE + line.FRAMES_A_SECOND
    assert 0 < stage.peak("bytes") <= WAITING_BYTES


def test_without_the_count_the_frames_of_a_flood_pile_up(stage: Stage, take: Any) -> None:
    """Negative control of the queue before the application."""
    pair = take(1)[0]

    with stage.without("allowance"):
        flood(stage, pair, pair["pupil"]["cookie"], "small")

    assert stage.peak("frames") > line.FRAMES_AT_ONCE + line.FRAMES_A_SECOND


@pytest.mark.stage("all")
def test_without_the_pressure_pages_pile_up(stage: Stage, take: Any) -> None:
    """Negative control of the queue before the other side."""
    pair = take(1)[0]
    fill(stage, pair)

    with stage.without("pressure"):
        # No faster than pages are given: too many questions that wait would end it.
        assert not never_read(stage, pair, pair["firm"]["cookie"], seconds=15.0, every=0.6)

    assert stage.peak("bytes") > WAITING_BYTES
