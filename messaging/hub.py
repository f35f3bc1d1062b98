"""All open tabs of one process: one subscription, one heartbeat query and one look at the bus for all of them.

A tab has no group and no channel of its own, so nothing a client sends can name one, and a bus that is down closes no
socket. The hub hears hints, hands them to the tabs of the persons named in them, beats their hearts in turns and asks
the database itself every two seconds while the bus is silent.
"""

import asyncio
import contextvars
import logging
import random
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from core import clock, health, serving
from messaging import broadcast, frames, gate
from messaging.models import Participation

logger = logging.getLogger(__name__)

# Each tab hears its heart every 25 seconds, in the turn it drew.
TURNS = 25
TURN_SECONDS = 1.0
PEOPLE_A_QUERY = 1000
# A pulse of our own goes around the bus; who has not heard it for three turns does not trust the bus.
WATCH_SECONDS = 2.0
SILENT_SECONDS = 6.0
# When so many tabs have left, what they held is given back to the system.
MANY_LEFT = 100
# The look back is far longer than a turn: a transaction that commits late is found by a later look.
LOOK_BACK = timedelta(seconds=30)
PULSE = {"type": "tabs.hint", "what": "pulse", "to": [], "from": broadcast.PROCESS, "n": 0}


class Tab(Protocol):
    """What the hub asks of an open socket."""

    person: int
    session_key: str
    turn: int

    def hear(self, hint: dict[str, Any]) -> None:
        """Something changed for the person."""

    def beat(self, visitor: gate.Visitor | None, total: int, number: int) -> None:
        """The session as it is now, the change counter and the number of conversations."""

    def notice(self, code: str) -> None:
        """Something the person may want to know."""


class Hub:
    """The tabs of one event loop."""

    def __init__(self) -> None:
        self.tabs: dict[int, set[Tab]] = {}
        self.turns: list[set[Tab]] = [set() for _turn in range(TURNS)]
        self.work: list[asyncio.Task[None]] = []
        self.pulse_at = 0.0
        self.numbers: dict[str, int] = {}
        self.has_missed = False
        self.is_deaf = False
        self.left = 0
        self.told: dict[tuple[int, str], Any] = {}
        self.context = contextvars.copy_context()

    def enter(self, tab: Tab) -> None:
        """Take a tab in; the first one starts the work."""
        self.tabs.setdefault(tab.person, set()).add(tab)
        self.turns[tab.turn].add(tab)
        if not self.work:
            self.pulse_at = time.monotonic()
            self.is_deaf = False
            self.context = contextvars.copy_context()
            self.work = [_task(self._listen()), _task(self._beat()), _task(self._watch())]

    def leave(self, tab: Tab) -> None:
        """Let a tab go; the last one stops the work."""
        self.left += 1
        self.turns[tab.turn].discard(tab)
        tabs = self.tabs.get(tab.person, set())
        tabs.discard(tab)
        if not tabs:
            self.tabs.pop(tab.person, None)
        if not self.tabs:
            for task in self.work:
                task.cancel()
            self.work = []

    def everybody(self) -> list[Tab]:
        """All tabs."""
        return [tab for tabs in self.tabs.values() for tab in tabs]

    # --- hints ---

    def hear(self, hint: dict[str, Any]) -> None:
        """Hand a hint to the tabs of the persons it is for; twice, late and in any order is harmless."""
        for one in hint.get("all", (hint,)):
            for person in one["to"]:
                for tab in tuple(self.tabs.get(person, ())):
                    tab.hear(one)

    def arrived(self, hint: dict[str, Any]) -> None:
        """A hint came over the bus: count it, so that a missing one is noticed at the next."""
        sender, number = hint["from"], hint["n"]
        if hint["what"] == "pulse":
            if sender == broadcast.PROCESS:
                self.pulse_at = time.monotonic()
            return
        if sender == broadcast.PROCESS:
            return  # told directly
        last = self.numbers.get(sender)
        self.has_missed |= last is not None and number > last + 1
        self.numbers[sender] = max(number, last or 0)
        self.hear(hint)

    async def _listen(self) -> None:
        """Hear the bus, again and again from the start when it fails."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(broadcast.GROUP, channel)
                while True:
                    self.arrived(await layer.receive(channel))
            except Exception as problem:  # noqa: BLE001 -- whatever a layer raises, the tabs stay and are told by the look
                logger.warning("bus not heard: %s", type(problem).__name__)
            await asyncio.sleep(WATCH_SECONDS)

    # --- without a bus ---

    async def _watch(self) -> None:
        """Send a pulse around, and look for changes in the database while none comes back."""
        while True:
            with suppress(Exception):  # a bus that does not take the pulse is found out below
                await broadcast.send(PULSE)
            await asyncio.sleep(WATCH_SECONDS)
            await self._tidy()
            self._judge(time.monotonic() - self.pulse_at > SILENT_SECONDS)
            if self.is_deaf or self.has_missed:
                self.has_missed = False
                await self._look()

    async def _tidy(self) -> None:
        """After a rush, or somebody's siege, the process is hardly larger than before."""
        if self.left >= MANY_LEFT:
            self.left = 0
            await asyncio.to_thread(serving.trim)

    def _judge(self, is_deaf: bool) -> None:
        if is_deaf and not self.is_deaf:
            logger.warning("the bus is silent: looking into the database every %s s", WATCH_SECONDS)
            for tab in self.everybody():
                tab.notice(frames.Notice.DELAYED)
        self.has_missed |= self.is_deaf and not is_deaf
        if is_deaf:
            self._listen_anew()
        self.is_deaf = is_deaf

    def _listen_anew(self) -> None:
        """A subscription that was lost silently is made again."""
        self.work[0].cancel()
        self.work[0] = _task(self._listen())

    async def _look(self) -> None:
        """Hint at conversations that changed lately, each once for one state of it."""
        try:
            found = await database_sync_to_async(_changes)(tuple(self.tabs))
        except Exception:
            logger.exception("no look at changes")
            return
        told = {(person, c): (seq, at) for person, c, seq, at in found}
        news = [place for place, state in told.items() if self.told.get(place) != state]
        self.told = told
        for person, c in news:
            self.hear({"what": "changed", "to": [person], "c": c, "seq": told[person, c][0]})

    # --- heartbeats ---

    async def _beat(self) -> None:
        turn = random.randrange(TURNS)  # noqa: S311 -- spreading load, not a secret
        while True:
            await asyncio.sleep(TURN_SECONDS)
            turn = (turn + 1) % TURNS
            try:
                await self._beat_all(tuple(self.turns[turn]))
            except Exception:
                logger.exception("no heartbeat this turn")

    async def _beat_all(self, tabs: tuple[Tab, ...]) -> None:
        for start in range(0, len(tabs), PEOPLE_A_QUERY):
            some = tabs[start : start + PEOPLE_A_QUERY]
            visitors, counters = await database_sync_to_async(_state_of)(
                {tab.session_key for tab in some}, {tab.person for tab in some}
            )
            for tab in some:
                tab.beat(visitors.get(tab.session_key), *counters.get(tab.person, (0, 0)))


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def condition() -> health.Condition:
    """Degraded while the tabs of this process have lost the bus: messages come, a little later."""
    is_deaf = any(hub.is_deaf and hub.tabs for hub in tuple(_hubs.values()))
    return health.Condition.DEGRADED if is_deaf else health.Condition.OK


def _tell(hint: dict[str, Any]) -> None:
    """Hand a hint of this process to its own tabs, from whichever thread wrote the row."""
    for loop, hub in tuple(_hubs.items()):
        if hub.tabs and not loop.is_closed():
            with suppress(RuntimeError):  # closed in this very moment
                # Not in the context of the writing thread: what follows asks the database from this loop.
                loop.call_soon_threadsafe(hub.hear, hint, context=hub.context)


def _task(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
    return asyncio.get_running_loop().create_task(work)


def _changes(people: tuple[int, ...]) -> list[tuple[int, str, int, Any]]:
    """(person, conversation, last number, moment) of what changed lately."""
    seats = Participation.objects.live().filter(user__in=people, conversation__changed_at__gt=clock.now() - LOOK_BACK)
    fields = ("user", "conversation__public_id", "conversation__last_seq", "conversation__changed_at")
    return [(user, str(c), seq, at) for user, c, seq, at in seats.order_by("pk").values_list(*fields)]


def _state_of(sessions: set[str], people: set[int]) -> tuple[dict[str, gate.Visitor], dict[int, tuple[int, int]]]:
    return gate.visitors_of(sessions), Participation.objects.all().counters(people)


broadcast.listen(_tell)
