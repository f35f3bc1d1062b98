"""The default channel layer: an append-only table in a file of its own, read at its end by every process.

Each process keeps a registry group -> channels with bounded queues, so a broadcast costs as much as it has members.
Between processes a row is appended (WAL, synchronous off: it is only a signal, messages stand in the real database);
every 20 ms each process asks `PRAGMA data_version` and reads rows above its last id only when something changed.
"""

import asyncio
import contextlib
import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import BaseChannelLayer

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
KEPT_SECONDS = 60
PRUNE_SECONDS = 5
RETRY_SECONDS = 1.0
# A full queue drops its oldest hint; the heartbeat's counter heals what was lost.
CAPACITY = 500


class Registry:
    """Groups and queues of one event loop."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.groups: dict[str, set[str]] = {}
        self.memberships: dict[str, set[str]] = {}
        self.tail: asyncio.Task[None] | None = None

    def queue(self, channel: str) -> asyncio.Queue[dict[str, Any]]:
        """The queue of a local channel, made when first asked for."""
        return self.queues.setdefault(channel, asyncio.Queue())

    def deliver(self, channel: str, message: dict[str, Any]) -> None:
        """Put a message into a local channel's queue; unknown channels live in another process."""
        queue = self.queues.get(channel)
        if queue is None:
            return
        if queue.qsize() >= self.capacity:
            queue.get_nowait()
        queue.put_nowait(message)

    def deliver_to_group(self, group: str, body: str) -> None:
        """Give every local member its own copy."""
        for channel in tuple(self.groups.get(group, ())):
            self.deliver(channel, json.loads(body))

    def add(self, group: str, channel: str) -> None:
        """Enter a channel into a group."""
        self.queue(channel)
        self.groups.setdefault(group, set()).add(channel)
        self.memberships.setdefault(channel, set()).add(group)

    def discard(self, group: str, channel: str) -> None:
        """Take a channel out of a group; an empty group leaves nothing behind."""
        members = self.groups.get(group, set())
        members.discard(channel)
        if not members:
            self.groups.pop(group, None)
        joined = self.memberships.get(channel, set())
        joined.discard(group)
        if not joined:
            self.memberships.pop(channel, None)

    def forget(self, channel: str) -> None:
        """Drop a channel whose reader has gone, with its memberships."""
        self.queues.pop(channel, None)
        for group in tuple(self.memberships.get(channel, ())):
            self.discard(group, channel)


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


class SqliteTailLayer(BaseChannelLayer):
    """Channel layer over one SQLite file: several processes of one machine, no service."""

    extensions = ("groups", "flush")
    GROUP, CHANNEL = "g:", "c:"

    def __init__(self, path: str, *, expiry: int = 60, capacity: int = CAPACITY, channel_capacity: Any = None) -> None:
        super().__init__(expiry=expiry, capacity=capacity, channel_capacity=channel_capacity)
        self.file = TailFile(path)
        # Queues belong to their event loop; a process may run several, one after another.
        self.registries: WeakKeyDictionary[asyncio.AbstractEventLoop, Registry] = WeakKeyDictionary()

    def registry(self) -> Registry:
        """Groups and queues of the running event loop."""
        return self.registries.setdefault(asyncio.get_running_loop(), Registry(self.capacity))

    async def new_channel(self, prefix: str = "specific") -> str:
        """A name for one reader in this process."""
        channel = f"{prefix}.{secrets.token_hex(12)}"
        self._listen().queue(channel)
        return channel

    async def group_add(self, group: str, channel: str) -> None:
        """Enter a channel of this process into a group; from here on nothing sent to the group passes it by."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self._listen().add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Take a channel out of a group."""
        self.require_valid_group_name(group)
        self.registry().discard(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every member of a group in every process."""
        self.require_valid_group_name(group)
        self.file.append(self.GROUP + group, json.dumps(message, separators=(",", ":")))

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel, wherever it is read."""
        self.require_valid_channel_name(channel)
        self.file.append(self.CHANNEL + channel, json.dumps(message, separators=(",", ":")))

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of a channel; a reader that stops waiting is forgotten with its groups."""
        registry = self._listen()
        try:
            return await registry.queue(channel).get()
        except asyncio.CancelledError:
            registry.forget(channel)
            raise

    async def flush(self) -> None:
        """Empty all groups and queues of this event loop."""
        registry = self.registry()
        if registry.tail is not None:
            registry.tail.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await registry.tail
        self.registries.pop(asyncio.get_running_loop(), None)
        self.file.close()

    def _listen(self) -> Registry:
        """The registry with a running tail; the position is taken now, so nothing sent from now on is missed."""
        registry = self.registry()
        if registry.tail is None or registry.tail.done():
            reader = TailReader(self.file)
            registry.tail = asyncio.get_running_loop().create_task(self._follow(registry, reader))
        return registry

    async def _follow(self, registry: Registry, reader: TailReader) -> None:
        """Deliver news while anybody of this loop listens; a damaged file costs hints, never the loop."""
        try:
            while registry.queues:
                try:
                    for name, body in reader.news():
                        self._hand_out(registry, name, body)
                    await asyncio.sleep(POLL_SECONDS)
                except sqlite3.Error as problem:
                    logger.warning("hints cannot be read: %s", problem)
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            reader.close()

    def _hand_out(self, registry: Registry, name: str, body: str) -> None:
        kind, target = name[:2], name[2:]
        if kind == self.GROUP:
            registry.deliver_to_group(target, body)
        else:
            registry.deliver(target, json.loads(body))
