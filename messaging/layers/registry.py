"""What our layers share: a registry group -> channels in each process, so a broadcast costs as much as it has members.

Queues are bounded. A subclass brings the bus: how a message gets to the other processes, and how theirs come here.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import BaseChannelLayer

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# A full queue drops its oldest hint; numbers and the heartbeat's counter heal what was lost.
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


class RegistryLayer(BaseChannelLayer):
    """Groups and channels over some bus."""

    extensions = ("groups", "flush")
    GROUP, CHANNEL = "g:", "c:"

    def __init__(self, *, expiry: int = 60, capacity: int = CAPACITY, channel_capacity: Any = None) -> None:
        super().__init__(expiry=expiry, capacity=capacity, channel_capacity=channel_capacity)
        # Queues belong to their event loop; a process may run several, one after another.
        self.registries: WeakKeyDictionary[asyncio.AbstractEventLoop, Registry] = WeakKeyDictionary()

    async def publish(self, name: str, body: str) -> None:
        """Bring one message to all processes, this one included; raises what the bus raises."""
        raise NotImplementedError

    async def listen(self, registry: Registry) -> None:
        """Make sure that the bus is heard from now on: `registry.tail` runs when this returns."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the sending side go."""

    def registry(self) -> Registry:
        """Groups and queues of the running event loop."""
        return self.registries.setdefault(asyncio.get_running_loop(), Registry(self.capacity))

    async def new_channel(self, prefix: str = "specific") -> str:
        """A name for one reader in this process."""
        channel = f"{prefix}.{secrets.token_hex(12)}"
        (await self._heard()).queue(channel)
        return channel

    async def group_add(self, group: str, channel: str) -> None:
        """Enter a channel of this process into a group; from here on nothing sent to the group passes it by."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self.registry().add(group, channel)
        await self._heard()

    async def group_discard(self, group: str, channel: str) -> None:
        """Take a channel out of a group."""
        self.require_valid_group_name(group)
        self.registry().discard(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every member of a group in every process."""
        self.require_valid_group_name(group)
        await self.publish(self.GROUP + group, json.dumps(message, separators=(",", ":")))

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel, wherever it is read."""
        self.require_valid_channel_name(channel)
        await self.publish(self.CHANNEL + channel, json.dumps(message, separators=(",", ":")))

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of a channel; a reader that stops waiting is forgotten with its groups."""
        registry = await self._heard()
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
        self.close()

    async def _heard(self) -> Registry:
        registry = self.registry()
        if registry.tail is None or registry.tail.done():
            await self.listen(registry)
        return registry

    def hand_out(self, registry: Registry, name: str, body: str) -> None:
        """Give a message of the bus to its readers of this event loop."""
        kind, target = name[:2], name[2:]
        if kind == self.GROUP:
            registry.deliver_to_group(target, body)
        else:
            registry.deliver(target, json.loads(body))
