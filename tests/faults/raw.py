"""A socket written byte by byte: what no library would send, and a reader that does not read."""

import json
import socket
import struct
import urllib.parse
import urllib.request
from typing import Any

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
UNSEEN_SECONDS = 30.0
PACKET_BYTES = 1400
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def frame(opcode: int, payload: bytes, *, is_last: bool = True, claimed: int | None = None) -> bytes:
    """A masked frame of a client; `claimed` is the length it says instead of its own."""
    size = len(payload) if claimed is None else claimed
    head = bytes([opcode | (0x80 if is_last else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 2**16:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    return head + b"\0\0\0\0" + payload  # a mask of zeros leaves the payload as it is


class Raw:
    """One connection to the socket's address, with somebody's cookie."""

    def __init__(self, url: str, cookie: str, *, origin: str | None = None, receives: int = 0) -> None:
        self.url, self.cookie = url, cookie
        place = urllib.parse.urlsplit(url)
        self.line = socket.socket()
        if receives:  # as from outside: on the machine's own line the system would hold back megabytes
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, PACKET_BYTES)
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.line.settimeout(UNSEEN_SECONDS)
        self.line.connect((place.hostname or "", place.port or 0))
        origin_line = f"Origin: {url if origin is None else origin}\r\n" if origin != "" else ""
        self.line.sendall(
            f"GET /ws/nachrichten/ HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\nCookie: {cookie}\r\n{origin_line}\r\n".encode()
        )
        self.rest = b""
        while b"\r\n\r\n" not in self.rest and (data := self.line.recv(4096)):
            self.rest += data
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *problem: object) -> None:
        self.line.close()

    def hello(self, cursors: dict[str, int] | None = None) -> "Raw":
        """Greet; returns when the server has welcomed."""
        request = urllib.request.Request(f"{self.url}/nachrichten/verbindung/", headers={"Cookie": self.cookie})  # noqa: S310
        with urllib.request.urlopen(request, timeout=UNSEEN_SECONDS) as answer:  # noqa: S310 -- our own server
            ticket = json.load(answer)["ticket"]
        self.say({"t": "hello", "v": 1, "ticket": ticket, "cursors": cursors or {}})
        self.until("welcome")
        return self

    def say(self, value: Any) -> None:
        """Send one well-formed frame."""
        text = value if isinstance(value, str) else json.dumps(value)
        self.line.sendall(frame(TEXT, text.encode()))

    def until(self, t: str) -> dict[str, Any]:
        """The next frame of this type; raises ConnectionError when the server closes instead."""
        return self.any_of(t)

    def any_of(self, *types: str) -> dict[str, Any]:
        """The next frame of one of these types; raises ConnectionError when the server closes instead."""
        while True:
            opcode, payload = self._next()
            if opcode == CLOSE:
                raise ConnectionError(str(_code(payload)))
            if opcode == TEXT and (found := json.loads(payload))["t"] in types:
                return dict(found)

    def closed(self) -> int:
        """The code of the close that comes; 0 when the line just ends."""
        try:
            while True:
                opcode, payload = self._next()
                if opcode == CLOSE:
                    return _code(payload)
        except ConnectionError:
            return 0

    def _next(self) -> tuple[int, bytes]:
        first, size = self._bytes(2)
        if size == 126:
            size = struct.unpack("!H", self._bytes(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._bytes(8))[0]
        payload = self._bytes(size)
        if first & 15 == PING:
            self.line.sendall(frame(PONG, payload))
        return first & 15, payload

    def _bytes(self, size: int) -> bytes:
        while len(self.rest) < size:
            data = self.line.recv(65536)
            if not data:
                raise ConnectionResetError
            self.rest += data
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


def _code(payload: bytes) -> int:
    return int(struct.unpack("!H", payload[:2])[0]) if len(payload) > 1 else 0
