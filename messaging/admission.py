"""How many handshakes at a time: after a restart everybody comes back at once, and each costs the database a look.

And the end of lines nobody reads: a close waits behind what was not read, so such a line is cut.
"""

import asyncio
from typing import Any

from messaging.frames import Code

HANDSHAKES = 200
WAIT_SECONDS = 5.0
RETRY_AFTER = b"5"
DECIDED = {"websocket.accept", "websocket.close", "websocket.http.response.start"}


class Admission:
    """ASGI middleware for sockets: at most so many handshakes run, others wait a little, then get 503."""

    def __init__(self, application: Any, *, limit: int = HANDSHAKES, patience: float = WAIT_SECONDS) -> None:
        self.application = application
        self.places = asyncio.Semaphore(limit)
        self.patience = patience

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Wait for a place; it is given back when the handshake is decided, however the application ends."""
        try:
            async with asyncio.timeout(self.patience):
                await self.places.acquire()
        except TimeoutError:
            await refuse(scope, send)
            return
        place = _Place(self.places)

        async def watched(message: dict[str, Any]) -> None:
            if message.get("code") == Code.TOO_SLOW and cut(send):
                return
            await send(message)
            if message["type"] in DECIDED:
                place.give_back()

        try:
            await self.application(scope, receive, watched)
        finally:
            place.give_back()


class _Place:
    """One place, given back once."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self.places: asyncio.Semaphore | None = places

    def give_back(self) -> None:
        if self.places is not None:
            self.places.release()
        self.places = None


def cut(send: Any) -> bool:
    """End a line at once; False where the server does not let us.

    uvicorn sends nothing, a close neither, while the other side takes nothing, and closes only after everything was
    taken: a client that never reads would keep line, buffers and tab for ever.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        return False
    transport.abort()
    return True


async def refuse(scope: dict[str, Any], send: Any) -> None:
    """HTTP 503 with Retry-After before the handshake, a plain refusal where the server cannot say it."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    headers = [(b"retry-after", RETRY_AFTER), (b"content-length", b"0")]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
