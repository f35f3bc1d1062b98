"""Many tabs in one process: they connect, say what is due and note what they see. The product is unknown here."""

import asyncio
import contextlib
import random
import socket
import time
from typing import Any
from uuid import uuid4

from benchmarks.chat.recorder import Recorder

# The protocol's back-off: random(0, min(30, 0.5 · 2ⁿ)) seconds.
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
RESEND_SECONDS = 10.0
SETTLE_SECONDS = 30.0
ENTER_SECONDS = 60.0
# After a kill nobody is heard until the server runs again.
RETURN_SECONDS = 120.0
STARTS_AT_ONCE = 100
# Nobody queues for longer than so many seconds' worth of messages: what is due beyond that is left unsaid and counted,
# so that a server that is too slow for a rate ends the run with a figure.
QUEUE_SECONDS = 10.0


class Tab:
    """One window of one person. What a frame means is known by the dialect."""

    __slots__ = (
        "asked",
        "beats",
        "c",
        "cookie",
        "counter",
        "gone_at",
        "heard_at",
        "is_ready",
        "largest_gap",
        "last",
        "line",
        "name",
        "ready_at",
        "tries",
        "who",
    )

    def __init__(self, pair: dict[str, Any], role: str, number: int) -> None:
        self.c: str = pair["conversation"]
        self.cookie: str = pair[role]["cookie"]
        self.who = f"{pair['pair']}:{role}"
        self.name = f"{self.who}:{number}"
        self.line: Any = None
        self.is_ready = False
        self.last = self.tries = self.beats = 0
        self.counter = -1
        self.asked: set[int] = set()
        self.gone_at = self.ready_at = self.heard_at = self.largest_gap = 0.0


class Crowd:
    """The tabs of one generator and everything that waits for an acknowledgement."""

    def __init__(self, port: int, source: str, recorder: Recorder, dialect: Any) -> None:
        self.port, self.source, self.recorder, self.dialect = port, source, recorder, dialect
        self.tabs: list[Tab] = []
        self.waiting: dict[str, tuple[Tab, str, float]] = {}
        self.acknowledged: dict[str, int] = {}
        self.places = asyncio.Semaphore(STARTS_AT_ONCE)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.lags: list[float] = []
        self.downtimes: list[float] = []
        self.refusals = self.unsaid = 0
        self.heard_at = time.monotonic()
        self.is_over = False

    @property
    def absent(self) -> int:
        """Tabs that are not complete now."""
        return sum(not tab.is_ready for tab in self.tabs)

    # --- coming and going ---

    def new_line(self) -> socket.socket | None:
        """A socket to connect with; None for one as the system makes it."""
        return None

    async def enter(self, pairs: list[dict[str, Any]], tabs: int, seats: list[list[Any]] | None = None) -> None:
        """All tabs of these pairs, a hundred at a time; ends when each was greeted, or when nobody comes any more.

        `seats` names which tabs of each pair come: (role, number).
        """
        seats = seats or [[role, number] for number in range(tabs) for role in ("pupil", "firm")]
        self.tabs = [Tab(pair, role, number) for role, number in seats for pair in pairs]
        for tab in self.tabs:
            self.start(self._begin(tab))
        while self.absent and time.monotonic() < self.heard_at + ENTER_SECONDS:  # noqa: ASYNC110 -- one question
            await asyncio.sleep(0.1)

    async def _begin(self, tab: Tab) -> None:
        async with self.places:
            await self._come(tab)
            while not tab.is_ready and not self.is_over:  # noqa: ASYNC110 -- an event a tab would weigh more
                await asyncio.sleep(0.05)

    async def _come(self, tab: Tab) -> None:
        try:
            await asyncio.wait_for(self.dialect.come(self, tab), 20)
        except Exception:  # noqa: BLE001 -- whatever stood in the way, the tab tries again
            self.start(self._come_again(tab))

    async def _come_again(self, tab: Tab) -> None:
        if not self.is_over:
            await asyncio.sleep(random.uniform(0, min(LONGEST_DELAY, FIRST_DELAY * 2**tab.tries)))  # noqa: S311
            tab.tries += 1
            await self._come(tab)

    def greeted(self, tab: Tab) -> None:
        """The tab is complete: it showed everything and hears of news."""
        self.heard_at = now = time.monotonic()
        if tab.gone_at:
            self.downtimes.append(now - tab.gone_at)
        else:
            self.recorder.note("enter", tab=tab.name, c=tab.c)
        tab.is_ready, tab.tries, tab.gone_at, tab.ready_at, tab.heard_at = True, 0, 0.0, now, now
        for key, (owner, body, _at) in list(self.waiting.items()):
            if owner is tab:
                self._say(tab, key, body)

    def lost(self, tab: Tab) -> None:
        """The line broke."""
        if tab.is_ready:
            tab.gone_at = time.monotonic()
        tab.is_ready, tab.line = False, None
        if not self.is_over:
            self.start(self._come_again(tab))

    async def leave(self) -> None:
        """Everybody goes."""
        self.is_over = True
        for tab in self.tabs:
            if tab.line is not None:
                tab.line.leave()
        await asyncio.sleep(0.5)
        for task in tuple(self.tasks):
            task.cancel()

    # --- talking ---

    async def talk(self, *, begin: float, rate: float, seconds: float, name: str, words: int = 0) -> None:
        """Say something at the fixed rate, the writers in turn; every text is said once in a whole run.

        `words` makes the texts longer.
        """
        more = " Ich schreibe." * words
        writers = [tab for tab in self.tabs if tab.name.endswith(":0")]
        random.shuffle(writers)
        keeper = self.start(self._resend())
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            elif not number % 20:
                await asyncio.sleep(0)  # late: hear the others all the same
            self.lags.append(time.monotonic() - due)
            if len(self.waiting) > rate * QUEUE_SECONDS:
                self.unsaid += 1
                continue
            self.send(writers[number % len(writers)], f"{name} {number}{more}", due)
        await self.settle()
        keeper.cancel()

    def send(self, tab: Tab, body: str, due: float) -> None:
        """One message with a new key; it waits until it is acknowledged."""
        key = str(uuid4())
        self.waiting[key] = (tab, body, time.monotonic())
        self.recorder.note("send", who=tab.who, c=tab.c, k=key, planned=due)
        if tab.is_ready:
            self._say(tab, key, body)

    def _say(self, tab: Tab, key: str, body: str) -> None:
        self.waiting[key] = (tab, body, time.monotonic())
        with contextlib.suppress(OSError):
            self.dialect.say(self, tab, key, body)

    async def _resend(self) -> None:
        while True:
            await asyncio.sleep(1)
            early = time.monotonic() - RESEND_SECONDS
            for key, (tab, body, at) in list(self.waiting.items()):
                if at < early and tab.is_ready:
                    self._say(tab, key, body)

    async def settle(self) -> None:
        """Until nothing waits and every tab shows what was acknowledged, or nothing has come for a long while."""
        while time.monotonic() < self.heard_at + (RETURN_SECONDS if self.absent else SETTLE_SECONDS):
            behind = any(tab.last < self.acknowledged.get(tab.c, 0) for tab in self.tabs)
            if not (self.waiting or behind or self.absent):
                return
            await asyncio.sleep(0.2)

    # --- what comes back ---

    def acknowledge(self, tab: Tab, key: str, seq: int, message: str) -> None:
        """The server says that it is stored."""
        self.heard_at = time.monotonic()
        self.waiting.pop(key, None)
        self.acknowledged[tab.c] = max(seq, self.acknowledged.get(tab.c, 0))
        self.recorder.note("ack", who=tab.who, c=tab.c, k=key, seq=seq, m=message)

    def refuse(self, tab: Tab, key: str, code: str) -> None:
        """The server says no; what it could not write just now is said again later."""
        if code == "try_form":
            return
        self.refusals += 1
        self.waiting.pop(key, None)
        self.recorder.note("nack", who=tab.who, k=key, code=code)

    def show(self, tab: Tab, conversation: str, seq: int, message: str) -> None:
        """The person sees a message."""
        self.heard_at = time.monotonic()
        self.recorder.note("show", tab=tab.name, who=tab.who, c=conversation, seq=seq, m=message)
        tab.last = max(tab.last, seq)

    def beat(self, tab: Tab) -> None:
        """A heartbeat came."""
        now = time.monotonic()
        if tab.is_ready:
            tab.largest_gap = max(tab.largest_gap, now - tab.heard_at)
        tab.beats += 1
        tab.heard_at = now

    def start(self, work: Any) -> "asyncio.Task[Any]":
        """Something beside."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
