"""A line between clients and server that can be cut, and a bus whose hints come twice and in any order."""

import asyncio
import contextlib
import json
import random
import sqlite3
import time
from pathlib import Path


class Line:
    """A TCP proxy of our own: everything passes until somebody cuts it."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen on a free port."""
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
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
            await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))
        except asyncio.CancelledError:
            return  # the test is over
        finally:
            self.open -= {writer, there_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def stir(bus: Path, chance: random.Random) -> int:
    """Say the newest hints again, in another order, with foreign numbers between; returns how many."""
    with contextlib.closing(sqlite3.connect(bus, timeout=2)) as file, file:
        rows = file.execute("SELECT name, body FROM hint ORDER BY id DESC LIMIT 40").fetchall()
        chance.shuffle(rows)
        for name, body in rows:
            hint = json.loads(body)
            if hint.get("what") == "changed":
                hint["from"], hint["n"] = "stirred", chance.randrange(1000)
            file.execute("INSERT INTO hint (name, body, at) VALUES (?, ?, ?)", (name, json.dumps(hint), time.time()))
    return len(rows)
