"""The default channel layer: an append-only table in a file of its own, read at its end by every process.

Between processes a row is appended (WAL, synchronous off: it is only a signal, messages stand in the real database);
every 20 ms each process asks `PRAGMA data_version` and reads rows above its last id only when something changed.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from messaging.layers.registry import RETRY_SECONDS, Registry, RegistryLayer

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
KEPT_SECONDS = 60
PRUNE_SECONDS = 5


class TailFile:
    """The file between the processes: one connection writes, one looks for news."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.writer: sqlite3.Connection | None = None
        self.pruned_at = 0.0

    def connect(self) -> sqlite3.Connection:
        """Open the file, making folder and table when they are missing."""
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=0.2, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS hint"
            " (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL)"
        )
        return connection

    def append(self, name: str, body: str) -> None:
        """Add one row; now and then throw away rows nobody needs any more."""
        with self.lock:
            if self.writer is None:
                self.writer = self.connect()
            self.writer.execute("INSERT INTO hint (name, body, at) VALUES (?, ?, ?)", (name, body, time.time()))
            if time.monotonic() - self.pruned_at > PRUNE_SECONDS:
                self.pruned_at = time.monotonic()
                self.writer.execute("DELETE FROM hint WHERE at < ?", (time.time() - KEPT_SECONDS,))

    def close(self) -> None:
        """Close the writing connection; the next row opens it again."""
        with self.lock:
            if self.writer is not None:
                self.writer.close()
            self.writer = None


class TailReader:
    """A look at the end of the file from one event loop."""

    def __init__(self, file: TailFile) -> None:
        self.connection = file.connect()
        self.version = self._version()
        self.last_id = self.connection.execute("SELECT coalesce(max(id), 0) FROM hint").fetchone()[0]

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def news(self) -> Iterable[tuple[str, str]]:
        """(name, body) of rows added since the last look, in order; costs one pragma when there are none."""
        version = self._version()
        if version == self.version:
            return []
        self.version = version
        rows = self.connection.execute(
            "SELECT id, name, body FROM hint WHERE id > ? ORDER BY id", (self.last_id,)
        ).fetchall()
        if rows:
            self.last_id = rows[-1][0]
        return [(name, body) for _id, name, body in rows]

    def close(self) -> None:
        """Let the file go."""
        self.connection.close()


class SqliteTailLayer(RegistryLayer):
    """Channel layer over one SQLite file: several processes of one machine, no service."""

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(**options)
        self.file = TailFile(path)

    async def publish(self, name: str, body: str) -> None:
        """Append one row."""
        self.file.append(name, body)

    async def listen(self, registry: Registry) -> None:
        """Take the position now, so that nothing sent from now on is missed."""
        reader = TailReader(self.file)
        registry.tail = asyncio.get_running_loop().create_task(self._follow(registry, reader))

    def close(self) -> None:
        """Close the writing connection."""
        self.file.close()

    async def _follow(self, registry: Registry, reader: TailReader) -> None:
        """Deliver news while anybody of this loop listens; a damaged file costs hints, never the loop."""
        try:
            while registry.queues:
                try:
                    for name, body in reader.news():
                        self.hand_out(registry, name, body)
                    await asyncio.sleep(POLL_SECONDS)
                except sqlite3.Error as problem:
                    logger.warning("hints cannot be read: %s", problem)
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            reader.close()
