"""Questions of many tabs asked together: while one round is with the database, the next ones gather.

Each question costs the database almost as much alone as with fifty others. In a quiet process a round starts at once.
Where rounds are heavy the next one waits twice as long as the one before took, so that a busy process asks in larger
rounds, spends less on each question, and leaves the one thread that talks to the database to others meanwhile.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections

Answer = Callable[[Sequence[Any]], Sequence[Any]]

MOST_A_ROUND = 64
# The rest after a heavy round: so many times what it took, never longer than so many seconds.
REST = 2.0
LONGEST_REST_SECONDS = 0.05
# Connections are looked after so often. Doing it around every round would ask PostgreSQL twice each time.
CARE_SECONDS = 1.0


class Round:
    """Gathers questions of one event loop for a synchronous function that answers many, in their order.

    An answer that is an exception is raised where the question was asked; a round that fails as a whole is asked
    again one by one, so that a bad question spoils no other.
    """

    def __init__(self, answer: Answer, *, is_heavy: bool = False, most: int = MOST_A_ROUND) -> None:
        self.answer, self.rest, self.most = answer, REST if is_heavy else 0.0, most
        self.waiting: deque[tuple[Any, asyncio.Future[Any]]] = deque()
        self.work: asyncio.Task[None] | None = None
        self.rests_until = 0.0

    async def ask(self, question: Any) -> Any:
        """The answer to one question."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((question, future))
        if self.work is None:
            self.work = asyncio.get_running_loop().create_task(self._go_round())
        return await future

    async def _go_round(self) -> None:
        try:
            while self.waiting:
                await self._rest()
                some = [self.waiting.popleft() for _place in range(min(self.most, len(self.waiting)))]
                some = [(question, future) for question, future in some if not future.done()]
                begun = time.monotonic()
                await self._ask_database(some)
                ended = time.monotonic()
                self.rests_until = ended + min(self.rest * (ended - begun), LONGEST_REST_SECONDS)
        finally:
            self.work = None

    async def _rest(self) -> None:
        """Wait for company, unless there is enough for a whole round; small rounds rest in any case, for the others."""
        wait = self.rests_until - time.monotonic()
        if wait > 0 and min(self.most, len(self.waiting)) < MOST_A_ROUND:
            await asyncio.sleep(wait)

    async def _ask_database(self, some: list[tuple[Any, "asyncio.Future[Any]"]]) -> None:
        if not some:
            return
        try:
            answers = await sync_to_async(_answered)(self.answer, [question for question, _future in some])
        except Exception as problem:  # noqa: BLE001 -- handed to whoever asked
            if len(some) == 1:
                _settle(some[0][1], problem)
                return
            for one in some:
                await self._ask_database([one])
            return
        for (_question, future), answer in zip(some, answers, strict=True):
            _settle(future, answer)


class _Care(threading.local):
    """When the connections of a thread were looked after last."""

    at = 0.0


_care = _Care()


def _answered(answer: Answer, questions: Sequence[Any]) -> Sequence[Any]:
    """Ask on the thread of the database; a connection on which something failed is not used again."""
    now = time.monotonic()
    is_broken = any(one.errors_occurred for one in connections.all(initialized_only=True))
    if is_broken or now - _care.at > CARE_SECONDS:
        _care.at = now
        close_old_connections()
    return answer(questions)


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return  # whoever asked has gone
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


class Rounds:
    """One gathering per event loop for one function."""

    def __init__(self, answer: Answer, *, is_heavy: bool = False, most: int = MOST_A_ROUND) -> None:
        self.make = partial(Round, answer, is_heavy=is_heavy, most=most)
        self.by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Round] = WeakKeyDictionary()

    async def ask(self, question: Any) -> Any:
        """The answer to one question, asked with all others of this event loop."""
        loop = asyncio.get_running_loop()
        if loop not in self.by_loop:
            self.by_loop[loop] = self.make()
        return await self.by_loop[loop].ask(question)
