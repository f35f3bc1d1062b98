"""Questions of many tabs asked together: while one round is with the database, the next ones gather.

Each question costs the database almost as much alone as with fifty others. Nobody waits for company: a round starts
as soon as the one before has ended, so a quiet process answers at once and a busy one in larger rounds.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async

MOST_A_ROUND = 64


class Round:
    """Gathers questions of one event loop for a synchronous function that answers many, in their order.

    An answer that is an exception is raised where the question was asked; a round that fails as a whole is asked
    again one by one, so that a bad question spoils no other.
    """

    def __init__(self, answer: Callable[[Sequence[Any]], Sequence[Any]]) -> None:
        self.answer = answer
        self.waiting: deque[tuple[Any, asyncio.Future[Any]]] = deque()
        self.work: asyncio.Task[None] | None = None

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
                some = [self.waiting.popleft() for _place in range(min(MOST_A_ROUND, len(self.waiting)))]
                some = [(question, future) for question, future in some if not future.done()]
                await self._ask_database(some)
        finally:
            self.work = None

    async def _ask_database(self, some: list[tuple[Any, "asyncio.Future[Any]"]]) -> None:
        if not some:
            return
        try:
            answers = await database_sync_to_async(self.answer)([question for question, _future in some])
        except Exception as problem:  # noqa: BLE001 -- handed to whoever asked
            if len(some) == 1:
                _settle(some[0][1], problem)
                return
            for one in some:
                await self._ask_database([one])
            return
        for (_question, future), answer in zip(some, answers, strict=True):
            _settle(future, answer)


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return  # whoever asked has gone
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


class Rounds:
    """One gathering per event loop for one function."""

    def __init__(self, answer: Callable[[Sequence[Any]], Sequence[Any]]) -> None:
        self.answer = answer
        self.by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Round] = WeakKeyDictionary()

    async def ask(self, question: Any) -> Any:
        """The answer to one question, asked with all others of this event loop."""
        loop = asyncio.get_running_loop()
        if loop not in self.by_loop:
            self.by_loop[loop] = Round(self.answer)
        return await self.by_loop[loop].ask(question)
