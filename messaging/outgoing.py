"""The speaking side of a tab: one frame after the other, bounded, and let go of when nobody takes them."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Coroutine
from typing import Any

from messaging import frames, hub
from messaging.direct import DirectConsumer
from messaging.frames import Code

logger = logging.getLogger(__name__)

STALL_SECONDS = 10.0
# So many things may wait to be told; a tab that is further behind comes back and catches up (contract C13).
MOST_WAITING = 64


class SpeakingConsumer(DirectConsumer):
    """What a tab says, and how it takes leave."""

    greeted = False
    # A close has been sent: nothing more is heard or said, however long the other side keeps the line.
    is_over = False
    tasks: set[asyncio.Task[None]]

    async def put(self, t: str, **fields: Any) -> None:
        """Send one frame; a reader that does not take it in time is let go and catches up later (contract C13)."""
        if self.is_over:
            return
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self.send(text_data=frames.write(t, **fields))
        except TimeoutError:
            await self.let_go()
        except OSError:
            self.part()  # the line is gone; the server says so next

    async def let_go(self) -> None:
        """End a line that does not take what is said: a close would wait behind it, so there is no goodbye."""
        if self.is_over:
            return
        logger.warning("socket closed: code %s, too slow", Code.TOO_SLOW)
        self.part()
        with contextlib.suppress(OSError):
            await self.close(code=Code.TOO_SLOW)

    async def bye(self, code: int, *, retry_after: int = 0) -> None:
        """Say why, and close."""
        if self.is_over:
            return
        with contextlib.suppress(Exception):  # the other side may be gone already
            await self.put("bye", code=code, retry_after=retry_after)
            if self.is_over:
                return
            self.part()
            await self.close(code=code, reason=json.dumps({"retry_after": retry_after}) if retry_after else None)

    def part(self) -> None:
        """From here on nobody tells this tab anything."""
        self.is_over = True
        if self.greeted:
            hub.current().leave(self)  # type: ignore[arg-type]  # a tab is what is made of this

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Tell something beside what is heard; whoever is too far behind is let go instead."""
        if len(self.tasks) >= MOST_WAITING:
            work.close()
            work = self.let_go()
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(lambda _task: work.close())  # cancelled before its first step, it was never begun

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except OSError:
            pass  # the client went while we wrote
        except Exception:
            logger.exception("tab not told")
