"""The least a client needs of HTTP and WebSocket, so that thousands of them cost the machine little beside the server.

Only what our servers send is understood: whole text frames, pings, closes. Anything else ends the connection, and the
record shows what is missing. The mask of a client's frame is zero, which the protocol allows and saves the work.
"""

import asyncio
import base64
import os
import socket
import struct
from collections.abc import Callable
from typing import Any

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NO_MASK = b"\0\0\0\0"
# Who waits to be sent holds back before this.
MUCH = 64 * 1024


class Gone(Exception):
    """The other side is not there, or did not answer as agreed."""


class WebSocket(asyncio.Protocol):
    """One connection: `opened` after the handshake, `heard` for each text, `closed` once at the end."""

    __slots__ = ("buffer", "closed", "code", "head", "heard", "is_open", "opened", "transport")

    def __init__(self, head: bytes, opened: Callable[[], None], heard: Callable[[bytes], None], closed: Any) -> None:
        self.head = head
        self.opened, self.heard, self.closed = opened, heard, closed
        self.buffer = b""
        self.is_open = False
        self.code = 0  # of the close that came
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        transport.write(self.head)

    def data_received(self, data: bytes) -> None:
        """Take the answer to the handshake first, frames afterwards."""
        self.buffer = self.buffer + data if self.buffer else data
        if not self.is_open:
            head, mark, rest = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            self.is_open, self.buffer = True, rest
            self.opened()
        self._take_frames()

    def _take_frames(self) -> None:
        buffer, place = self.buffer, 0
        while (found := _frame(buffer, place)) is not None:
            code, start, place = found
            self._take(code, buffer[start:place])
        self.buffer = buffer[place:]

    def _take(self, code: int, payload: bytes) -> None:
        if code == TEXT:
            self.heard(payload)
        elif code == PING:
            self._write(PONG, payload)
        elif code == CLOSE:
            self.code = int.from_bytes(payload[:2])
            self._write(CLOSE, payload[:2])
            self.transport.close()
        elif code != PONG:
            self.transport.abort()

    def connection_lost(self, _reason: Any) -> None:
        """Tell once."""
        closed, self.closed = self.closed, None
        if closed is not None:
            closed()

    def say(self, text: bytes) -> None:
        """Send one text frame."""
        self._write(TEXT, text)

    def ping(self) -> None:
        """Send a ping nobody needs."""
        self._write(PING, b"")

    def leave(self) -> None:
        """Close from this side."""
        if self.transport is not None and not self.transport.is_closing():
            self._write(CLOSE, b"\x03\xe8")
            self.transport.close()

    def _write(self, code: int, payload: bytes) -> None:
        if len(payload) < 126:
            head = bytes((0x80 | code, 0x80 | len(payload)))
        else:
            head = struct.pack("!BBH", 0x80 | code, 0x80 | 126, len(payload))
        self.transport.write(head + NO_MASK + payload)


def _frame(buffer: bytes, place: int) -> tuple[int, int, int] | None:
    """(code, start, end) of the whole frame that begins here, None while some of it is missing."""
    if len(buffer) < place + 2:
        return None
    code, size, start = buffer[place] & 0x0F, buffer[place + 1] & 0x7F, place + 2
    if size == 126:
        start += 2
        size = int.from_bytes(buffer[place + 2 : start])
    elif size == 127:
        start += 8
        size = int.from_bytes(buffer[place + 2 : start])
    return (code, start, start + size) if len(buffer) >= start + size and start <= len(buffer) else None


def upgrade(port: int, path: str, cookie: str) -> bytes:
    """The request that asks for a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: http://localhost:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def connect(
    port: int, source: str, make: Callable[[], WebSocket], *, line: socket.socket | None = None
) -> WebSocket:
    """Open the line; `source` is the own address, so that one machine can hold more than one range of ports."""
    loop = asyncio.get_running_loop()
    if line is not None:
        await loop.sock_connect(line, ("127.0.0.1", port))
        return (await loop.create_connection(make, sock=line))[1]
    return (await loop.create_connection(make, "127.0.0.1", port, local_addr=(source, 0)))[1]


async def request(port: int, source: str, path: str, *, cookie: str, body: bytes | None = None) -> bytes:
    """The body of an answer with status 200; raises Gone for any other."""
    head = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: localhost:{port}", f"Cookie: {cookie}"]
    head += ["Connection: close", "Accept: application/json", f"Referer: http://localhost:{port}/"]
    if body is not None:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, local_addr=(source, 0), family=socket.AF_INET, limit=2**20
    )
    try:
        writer.write("\r\n".join([*head, "", ""]).encode() + (body or b""))
        answer = await reader.read()
    finally:
        writer.close()
    top, _mark, content = answer.partition(b"\r\n\r\n")
    if not top.startswith(b"HTTP/1.1 200"):
        raise Gone(top[:40])
    return _joined(content) if b"chunked" in top.lower() else content


def _joined(chunks: bytes) -> bytes:
    """The content of a chunked body."""
    parts = []
    while chunks:
        size, _mark, rest = chunks.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            break
        parts.append(rest[:length])
        chunks = rest[length + 2 :]
    return b"".join(parts)
