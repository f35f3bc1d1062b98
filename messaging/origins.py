"""Which pages may open a socket: whole origins, compared as text.

Channels' own validator parses the header and raises on `http://localhost:8000.evil.example` (a port that is no
number), which answers with HTTP 500 instead of a refusal; comparing whole strings needs no parsing at all.
"""

from collections.abc import Iterable
from typing import Any

from channels.security.websocket import WebsocketDenier


class OriginGate:
    """ASGI middleware: passes sockets whose Origin header is one of the given ones, refuses all others."""

    def __init__(self, application: Any, origins: Iterable[str]) -> None:
        self.application = application
        self.origins = frozenset(origin.rstrip("/").lower().encode() for origin in origins)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Ask the header; a missing one is refused too."""
        given = [value.lower() for name, value in scope["headers"] if name == b"origin"]
        allowed = len(given) == 1 and given[0] in self.origins
        return await (self.application if allowed else WebsocketDenier())(scope, receive, send)
