"""Lines that can be cut, between clients and server and before the bus; hints that come twice and in any order."""

import asyncio
import contextlib
import json
import random
import sqlite3
import time
from pathlib import Path

LATE_SECONDS = 0.15
PUSHES = (b"*3\r\n$7\r\nmessage\r\n", b">3\r\n$7\r\nmessage\r\n")


class Line:
    """A TCP proxy of our own: everything passes until somebody cuts it."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.open: set[asyncio.StreamWriter] = set()

    async def start(self, port: int = 0) -> None:
        """Listen on this port, or on a free one."""
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", port)
        self.port = self.server.sockets[0].getsockname()[1]

    def cut(self) -> int:
        """End every connection at once, without a goodbye; returns how many."""
        cut = list(self.open)
        for writer in cut:
            writer.transport.abort()
        return len(cut)

    async def stop(self) -> None:
        """Stop listening."""
        self.cut()
        self.server.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, there_writer}
        try:
            await asyncio.gather(_copy(reader, there_writer), self.back(there_reader, writer))
        except asyncio.CancelledError:
            return  # the test is over
        finally:
            self.open -= {writer, there_writer}

    async def back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What the server answers."""
        await _copy(reader, writer)


class StirredLine(Line):
    """Before Redis: every hint comes twice, each copy as late as chance wants, so that they overtake each other."""

    def __init__(self, port: int, chance: random.Random) -> None:
        super().__init__(port)
        self.chance = chance
        self.stirred = 0

    async def back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers to commands pass in order, what is pushed to subscribers does not."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                value = await _value(reader)
                if value.startswith(PUSHES):
                    self._stir(value, writer)
                else:
                    writer.write(value)
                    await writer.drain()
        writer.close()

    def _stir(self, value: bytes, writer: asyncio.StreamWriter) -> None:
        for _copy_of in range(2):
            self.stirred += 1
            late = self.chance.uniform(0, LATE_SECONDS)
            asyncio.get_running_loop().call_later(late, _write_if_open, writer, value)


def _write_if_open(writer: asyncio.StreamWriter, value: bytes) -> None:
    if not writer.is_closing():
        writer.write(value)


async def _value(reader: asyncio.StreamReader) -> bytes:
    """One whole value of the Redis protocol, as it came."""
    line = await reader.readuntil(b"\r\n")
    kind, size = line[:1], line[1:-2]
    if kind in b"*>~%":
        parts = int(size) * (2 if kind == b"%" else 1)
        return line + b"".join([await _value(reader) for _part in range(parts)])
    if kind in b"$=" and int(size) >= 0:
        return line + await reader.readexactly(int(size) + 2)
    return line


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def stir(bus: Path, chance: random.Random) -> int:
    """Say the newest hints of the file again, in another order, with foreign numbers between; returns how many."""
    with contextlib.closing(sqlite3.connect(bus, timeout=2)) as file, file:
        rows = file.execute("SELECT name, body FROM hint ORDER BY id DESC LIMIT 40").fetchall()
        chance.shuffle(rows)
        for name, body in rows:
            hint = json.loads(body)
            if hint.get("what") == "changed":
                hint["from"], hint["n"] = "stirred", chance.randrange(1000)
            file.execute("INSERT INTO hint (name, body, at) VALUES (?, ?, ?)", (name, json.dumps(hint), time.time()))
    return len(rows)
