"""The layer for PostgreSQL without Redis: NOTIFY carries the hint, one listening connection a process hears it.

A payload of NOTIFY is shorter than 8,000 bytes; a hint has about 150.
"""

import asyncio
import contextlib
import logging
import threading
from typing import Any

import psycopg

from messaging.layers.registry import RETRY_SECONDS, Registry, RegistryLayer

logger = logging.getLogger(__name__)

PAYLOAD_BYTES = 7900
CONNECT_SECONDS = 2
# How long a reader waits for the first connection; afterwards it is made in the background.
READY_SECONDS = 5.0
# A quiet connection looks up this often, to see whether anybody still listens.
LOOK_SECONDS = 1.0


class PgNotifyLayer(RegistryLayer):
    """Channel layer over LISTEN and NOTIFY of one database."""

    def __init__(self, url: str, channel: str = "handschlag_hints", **options: Any) -> None:
        super().__init__(**options)
        self.url = url
        self.channel = channel
        self.lock = threading.Lock()
        self.sender: psycopg.Connection[Any] | None = None

    async def publish(self, name: str, body: str) -> None:
        """Notify all listening processes."""
        payload = f"{name}\n{body}"
        if len(payload.encode()) > PAYLOAD_BYTES:
            raise ValueError("a hint is too long for NOTIFY")
        await asyncio.to_thread(self._notify, payload)

    def _notify(self, payload: str) -> None:
        """Send on the one connection of this process; a broken one is made anew at the next hint."""
        with self.lock:
            try:
                if self.sender is None:
                    self.sender = psycopg.connect(self.url, autocommit=True, connect_timeout=CONNECT_SECONDS)
                self.sender.execute("SELECT pg_notify(%s, %s)", (self.channel, payload))
            except psycopg.Error:
                self._drop()
                raise

    def close(self) -> None:
        """Close the sending connection."""
        with self.lock:
            self._drop()

    def _drop(self) -> None:
        if self.sender is not None:
            with contextlib.suppress(psycopg.Error):
                self.sender.close()
        self.sender = None

    async def listen(self, registry: Registry) -> None:
        """Start listening and wait until the database has agreed, so that nothing sent from now on is missed."""
        ready = asyncio.Event()
        registry.tail = asyncio.get_running_loop().create_task(self._follow(registry, ready))
        async with asyncio.timeout(READY_SECONDS):
            await ready.wait()

    async def _follow(self, registry: Registry, ready: asyncio.Event) -> None:
        """Hear while anybody of this loop listens; a lost connection is made again."""
        while registry.queues or not ready.is_set():
            try:
                await self._hear(registry, ready)
            except (psycopg.Error, OSError) as problem:
                logger.warning("hints cannot be heard: %s", type(problem).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, registry: Registry, ready: asyncio.Event) -> None:
        connect = psycopg.AsyncConnection.connect(self.url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        async with await connect as connection:
            await connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self.channel)))
            ready.set()
            await asyncio.sleep(0)  # whoever waited for this enters its queue first
            while registry.queues:
                async for notice in connection.notifies(timeout=LOOK_SECONDS):
                    name, _, body = notice.payload.partition("\n")
                    self.hand_out(registry, name, body)
