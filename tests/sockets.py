"""A tab of a browser for tests: what `channels.testing` would be without Daphne."""

import asyncio
import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.conf import settings

from messaging import gate
from messaging.routing import websocket_urlpatterns

ADDRESS = "/ws/nachrichten/"


class Tab:
    """One socket with the session of a Django test client, or without one."""

    def __init__(self, client: Any = None, *, application: Any = None, path: str = ADDRESS, headers: Any = ()) -> None:
        self.session_key = client.session.session_key if client else None
        self.heard: list[str] = []  # every frame as it came
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session_key}".encode() if client else b""
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": [(b"cookie", cookie), *headers],
            "client": ("127.0.0.1", 1),
            "subprotocols": [],
        }
        self.line = ApplicationCommunicator(application or URLRouter(websocket_urlpatterns), scope)

    async def connect(self) -> dict[str, Any]:
        """Ask for the socket; the answer is `websocket.accept` or `websocket.close`."""
        await self.line.send_input({"type": "websocket.connect"})
        return await self.line.receive_output(3)

    async def hello(self, cursors: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
        """Connect and greet; returns the first frame."""
        assert (await self.connect())["type"] == "websocket.accept"
        ticket = gate.issue_ticket(self.session_key or "")
        await self.send({"t": "hello", "v": 1, "ticket": ticket, "cursors": cursors or {}} | fields)
        return await self.frame()

    async def send(self, frame: Any) -> None:
        """Send a frame; text goes as it is."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.line.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        await self.line.send_input({"type": "websocket.receive", "bytes": data})

    async def frame(self, seconds: float = 3, *, heartbeats: bool = False) -> dict[str, Any]:
        """The next frame of the server; a close comes as {"close": code}.

        Heartbeats begin at a random moment and are passed over unless they are what a test waits for.
        """
        event = await self.line.receive_output(seconds)
        if event["type"] != "websocket.close":
            self.heard.append(event["text"])
            found = json.loads(event["text"])
            return found if heartbeats or found.get("t") != "hb" else await self.frame(seconds)
        # As a server does once the socket is gone.
        await self.line.send_input({"type": "websocket.disconnect", "code": event.get("code")})
        return {"close": event.get("code")}

    async def until(self, t: str, seconds: float = 3) -> dict[str, Any]:
        """The next frame of this type; others before it are passed over."""
        while True:
            found = await self.frame(seconds, heartbeats=t == "hb")
            if found.get("t") == t or t in found:
                return found

    async def silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing but heartbeats comes within the time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not await self.line.receive_nothing(max(0.0, end - loop.time())):
            if (await self.frame(heartbeats=True)).get("t") != "hb":
                return False
        return True

    async def close(self) -> None:
        """Leave as a browser does when the tab is closed."""
        await self.line.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.line.wait(3)
