"""Clients that mean no good: some take nothing of what they asked for, some send as fast as the line carries."""

import asyncio
import random
import socket
import statistics
import time
from collections import Counter
from itertools import cycle
from typing import Any
from uuid import uuid4

from benchmarks.chat import wire
from benchmarks.chat.crowd import Crowd, Tab

# A line from outside, not the machine's own: packets of an Ethernet, and a small window of who does not read. Otherwise
# the system itself would hold back megabytes for each before the server notices anything.
PACKET_BYTES, WINDOW_BYTES = 1400, 4096
# A few pages at once are more than a line holds back; after that a question now and then finds out that it was cut.
PAGES, FIRST_SECONDS, LATER_SECONDS = 10, 0.2, 1.0
PATIENCE_S = 60.0
FRAMES_A_WRITE = 200
# The end of a line without a word.
CUT = "cut"


def thin_line(source: str) -> socket.socket:
    """A socket with small packets and a small window, not connected yet."""
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, PACKET_BYTES)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
    line.setblocking(False)
    line.bind((source, 0))
    return line


class Mob(Crowd):
    """Tabs that come in like any other and misbehave when told to; who is refused stays away."""

    def __init__(self, *values: Any) -> None:
        super().__init__(*values)
        self.codes: Counter[str] = Counter()
        self.ended_after: list[float] = []
        self.is_hostile = False
        self.away = 0
        self.begun: dict[str, float] = {}

    def new_line(self) -> socket.socket | None:
        """A thin one."""
        return thin_line(self.source)

    def lost(self, tab: Tab) -> None:
        """Note with which code; nobody comes back."""
        if not self.is_hostile:
            super().lost(tab)
            return
        tab.is_ready = False
        self.codes[str(tab.line.code or CUT)] += 1
        self.ended_after.append(time.monotonic() - self.begun.get(tab.name, time.monotonic()))

    async def stop_reading(self, *, seconds: float) -> None:
        """Ask for pages, take none of them, until each line was ended."""
        await self._all(self._read_nothing, seconds)

    async def flood(self, *, seconds: float) -> None:
        """Send without end; a third each letters, small frames and pings of the line itself."""
        kinds = cycle(["send", "ping", "control"])
        await self._all(lambda tab: self._flood(tab, next(kinds)), seconds)

    async def _all(self, misbehave: Any, seconds: float) -> None:
        self.is_hostile = True
        await asyncio.gather(*(self._later(misbehave, tab, seconds) for tab in self.tabs), return_exceptions=True)

    async def _later(self, misbehave: Any, tab: Tab, seconds: float) -> None:
        """Each begins at a moment of its own within this time."""
        await asyncio.sleep(random.uniform(0, seconds))  # noqa: S311 -- spreading load
        if not tab.is_ready:
            self.away += 1  # gone before it began to misbehave
            return
        self.begun[tab.name] = time.monotonic()
        await misbehave(tab)

    async def _read_nothing(self, tab: Tab) -> None:
        """A line that was cut answers the next question with a reset, which ends it here too."""
        transport = tab.line.transport
        transport.pause_reading()
        for number in range(int(PATIENCE_S)):
            if transport.is_closing():
                return
            self.dialect.fetch(tab, after=0)
            await asyncio.sleep(FIRST_SECONDS if number < PAGES else LATER_SECONDS)

    async def _flood(self, tab: Tab, kind: str) -> None:
        begun = time.monotonic()
        while tab.is_ready and not tab.line.transport.is_closing() and time.monotonic() < begun + PATIENCE_S:
            if tab.line.transport.get_write_buffer_size() < wire.MUCH:
                for _frame in range(FRAMES_A_WRITE):
                    self._one(tab, kind)
            await asyncio.sleep(0.01)
        while tab.is_ready and time.monotonic() < begun + PATIENCE_S:  # noqa: ASYNC110 -- an event a tab would weigh more
            await asyncio.sleep(0.1)  # refused, and what was written already is on its way

    def _one(self, tab: Tab, kind: str) -> None:
        if kind == "send":
            self.dialect.say(self, tab, str(uuid4()), "Unfug")
        elif kind == "ping":
            self.dialect.ask(tab)
        else:
            tab.line.ping()

    def figures(self) -> dict[str, Any]:
        """How it ended for them."""
        times = sorted(self.ended_after)
        return {
            "codes": dict(self.codes),
            "gone_before": self.away,
            "still_there": sum(tab.is_ready for tab in self.tabs),
            "ended_after_max_s": round(times[-1], 1) if times else None,
            "ended_after_p50_s": round(statistics.median(times), 1) if times else None,
        }
