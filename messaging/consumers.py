"""The socket: it checks who listens, parses frames, calls the same actions as the pages and reads rows for its person.

No rule and no write stands here. Items are read from the database with the right to them in the same query, so a
hint may come twice, late or never.
"""

import asyncio
import contextlib
import ipaddress
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils.translation import gettext as _

from core import clock, limits
from messaging import actions, broadcast, feed, frames, gate, pace, refusals
from messaging.frames import Code
from messaging.models import Conversation

logger = logging.getLogger(__name__)

HELLO_SECONDS = 5.0
HEARTBEAT_SECONDS = 25
STALL_SECONDS = 10.0
# No right is taken from memory for longer than this (contract C6).
RIGHT_SECONDS = 2.0
CONNECTS_A_MINUTE = 30


class ConversationConsumer(AsyncWebsocketConsumer):
    """One tab of one person, for all conversations of that person."""

    visitor: gate.Visitor | None = None
    entered = False

    async def connect(self) -> None:
        """Refuse strangers before the handshake, let a person in who may hold one more socket."""
        session = self.scope.get("session")
        self.session_key = getattr(session, "session_key", None)
        visitor = await self._ask_visitor()
        if visitor is None or not await _may_connect(self.scope.get("client")):
            await self.close()
            return
        self.cursors: dict[UUID, int] = {}
        self.bucket = pace.Bucket()
        self.greeted = False
        self.tasks: list[asyncio.Task[None]] = []
        self.person = visitor.user.pk
        await self.accept()
        self.entered = pace.doorkeeper.enter(visitor.session_key, self.person)
        if not self.entered:
            await self._bye(Code.TOO_FAST, retry_after=30)
            return
        self._start(self._hang_up_without_hello())

    async def disconnect(self, code: int) -> None:
        """Leave the group and give the place back, however far `connect` came."""
        for task in getattr(self, "tasks", []):
            task.cancel()
        if self.entered:
            self.entered = False
            pace.doorkeeper.leave(str(self.session_key), self.person)
        if getattr(self, "greeted", False):
            await self.channel_layer.group_discard(broadcast.group_of(self.person), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Check one frame and hand it to its handler; anything outside the protocol closes the socket."""
        problem = self._problem_of(text_data)
        if problem is not None:
            await self._bye(problem)
            return
        try:
            frame = frames.parse(text_data or "")
        except frames.Malformed:
            await self._bye(Code.MALFORMED)
            return
        if (frame.t == "hello") == self.greeted:
            await self._bye(Code.MALFORMED)
        elif not await self._is_still_in():
            await self._bye(Code.SIGNED_OUT)
        else:
            await self._handlers[frame.t](self, **frame.fields)

    def _problem_of(self, text: str | None) -> int | None:
        if text is None:
            return Code.MALFORMED
        if len(text.encode()) > frames.FRAME_BYTES:
            return Code.FRAME_TOO_LARGE
        return None if self.bucket.take() else Code.TOO_FAST

    # --- frames of the client ---

    async def _on_hello(self, v: int, ticket: str, cursors: dict[UUID, int] | None = None) -> None:
        if v != frames.VERSION:
            await self._bye(Code.VERSION)
            return
        visitor = await self._ask_visitor()
        if visitor is None or not await database_sync_to_async(gate.redeem_ticket)(ticket, visitor.session_key):
            await self._bye(Code.SIGNED_OUT)
            return
        # Subscribe, then read: what is written meanwhile waits as a hint in our queue (contract C4).
        self.greeted = True
        await self.channel_layer.group_add(broadcast.group_of(self.person), self.channel_name)
        for conversation, seq in (cursors or {}).items():
            if not await self._catch_up(conversation, seq):
                return
        await self._welcome(visitor)
        self._start(self._beat())

    async def _welcome(self, visitor: gate.Visitor) -> None:
        await self._put(
            "welcome",
            v=frames.VERSION,
            now=clock.now().isoformat(),
            counter=await self._counter(),
            heartbeat=HEARTBEAT_SECONDS,
            session_ends=visitor.session_ends,
        )

    async def _on_send(self, k: UUID, c: UUID, body: str) -> None:
        try:
            ack = await database_sync_to_async(_send)(self.visitor.user, k, c, body)  # type: ignore[union-attr]
        except refusals.Refused as refusal:
            extra = {"retry_after": refusal.retry_after} if refusal.retry_after else {}
            await self._put("nack", k=str(k), code=refusal.code, text=refusal.text, **extra)
        except (Conversation.DoesNotExist, refusals.NotIn):
            await self._forbid(c)
        except Exception:
            logger.exception("message not written")
            await self._put(
                "nack", k=str(k), code="try_form", text=_("Das hat nicht geklappt. Wir versuchen es anders.")
            )
        else:
            await self._put("ack", **ack)

    async def _on_read(self, c: UUID, seq: int) -> None:
        try:
            await database_sync_to_async(_mark_read)(self.visitor.user, c, seq)  # type: ignore[union-attr]
        except (Conversation.DoesNotExist, refusals.NotIn):
            await self._forbid(c)

    async def _on_fetch(self, c: UUID, after: int, limit: int = frames.PAGE_ITEMS) -> None:
        page = await self._read(c, after, limit)
        if page is None:
            await self._forbid(c)
            return
        await self._put("items", **page.as_fields(c))
        self.cursors[c] = max(self.cursors.get(c, 0), page.last)

    async def _on_ping(self, n: int) -> None:
        await self._put("hb", counter=await self._counter(), at=clock.now().isoformat())

    _handlers: dict[str, Callable[..., Awaitable[None]]] = {
        "hello": _on_hello,
        "send": _on_send,
        "read": _on_read,
        "fetch": _on_fetch,
        "ping": _on_ping,
    }

    # --- events of the house ---

    async def conversation_changed(self, event: dict[str, Any]) -> None:
        """A hint came: read the rows of a conversation this tab follows, pass the hint on for others."""
        if not await self._is_still_in():
            await self._bye(Code.SIGNED_OUT)
            return
        conversation, seq = UUID(event["c"]), event["seq"]
        known = self.cursors.get(conversation)
        if known is None or seq <= known:
            await self._hint(conversation, seq)
        else:
            await self._catch_up(conversation, known)

    async def access_ended(self, event: dict[str, Any]) -> None:
        """A right may have ended: ask the session and every followed conversation again, now."""
        self.asked_at = 0.0
        if not await self._is_still_in():
            await self._bye(Code.SIGNED_OUT)
            return
        for conversation in tuple(self.cursors):
            if await self._read(conversation, 2**62, 1) is None:
                await self._forbid(conversation)
                return

    # --- private ---

    async def _catch_up(self, conversation: UUID, after: int) -> bool:
        """Send everything above `after`, page by page; False when the conversation is not this person's."""
        more = True
        while more:
            page = await self._read(conversation, after, frames.PAGE_ITEMS)
            if page is None:
                await self._forbid(conversation)
                return False
            if page.items:
                await self._put("items", **page.as_fields(conversation))
            after, more = page.last, page.more
            self.cursors[conversation] = max(after, self.cursors.get(conversation, 0))
        return True

    async def _hint(self, conversation: UUID, seq: int) -> None:
        # A person who lost the right hears nothing, not even that something happened.
        if await self._read(conversation, 2**62, 1) is not None:
            await self._put("hint", c=str(conversation), seq=seq)

    async def _read(self, conversation: UUID, after: int, limit: int) -> feed.Feed | None:
        assert self.visitor is not None  # noqa: S101 -- every path here passed _is_still_in
        return await database_sync_to_async(feed.read)(self.visitor.user, conversation, after=after, limit=limit)

    async def _counter(self) -> int:
        assert self.visitor is not None  # noqa: S101 -- every path here passed _is_still_in
        return await database_sync_to_async(Conversation.objects.all().counter_for)(self.visitor.user)

    async def _ask_visitor(self) -> gate.Visitor | None:
        self.visitor = await database_sync_to_async(gate.visitor_of)(self.session_key)
        self.asked_at = time.monotonic()
        return self.visitor

    async def _is_still_in(self) -> bool:
        if time.monotonic() - self.asked_at > RIGHT_SECONDS:
            await self._ask_visitor()
        return self.visitor is not None

    async def _put(self, t: str, **fields: Any) -> None:
        """Send one frame; a reader that does not take it in time is let go and catches up later."""
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self.send(text_data=frames.write(t, **fields))
        except TimeoutError:
            logger.info("socket too slow")
            await self.close(code=Code.TOO_SLOW)

    async def _forbid(self, conversation: UUID) -> None:
        logger.warning("socket asked for a conversation it may not read: person %s", self.person)
        self.cursors.pop(conversation, None)
        await self._bye(Code.NOT_PERMITTED)

    async def _bye(self, code: int, *, retry_after: int = 0) -> None:
        with contextlib.suppress(Exception):  # the other side may be gone already
            await self._put("bye", code=code, retry_after=retry_after)
            await self.close(code=code)

    def _start(self, work: Any) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def _hang_up_without_hello(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        if not self.greeted:
            await self._bye(Code.NO_HELLO)

    async def _beat(self) -> None:
        """Heartbeats, begun at a random moment so that many sockets do not ask at once."""
        await asyncio.sleep(random.uniform(0, HEARTBEAT_SECONDS))  # noqa: S311 -- spreading load, not a secret
        while await self._is_still_in():
            await self._put("hb", counter=await self._counter(), at=clock.now().isoformat())
            await asyncio.sleep(HEARTBEAT_SECONDS)
        await self._bye(Code.SIGNED_OUT)


class NoSuchSocket(AsyncWebsocketConsumer):
    """Refuses unknown socket addresses; without it Channels would answer with an exception."""

    async def connect(self) -> None:
        """Refuse before the handshake."""
        await self.close()


def _send(user: Any, key: UUID, conversation: UUID, body: str) -> dict[str, Any]:
    target = Conversation.objects.visible_to(user).get(public_id=conversation)
    message = actions.send(target, by=user, body=body, client_key=key)
    ack = {"k": str(key), "c": str(conversation), "seq": message.seq, "m": str(message.public_id)}
    held = {"held_until": message.held_until.isoformat()} if message.is_held and message.held_until else {}
    return {**ack, "at": message.at.isoformat(), **held}


def _mark_read(user: Any, conversation: UUID, seq: int) -> None:
    target = Conversation.objects.visible_to(user).get(public_id=conversation)
    actions.mark_read(target, by=user, seq=seq)


async def _may_connect(client: Any) -> bool:
    """At most 30 handshakes a minute and address; the machine itself (proxy, measurements) is not counted."""
    try:
        address = ipaddress.ip_address(client[0])
    except (TypeError, ValueError, IndexError):
        return True
    if address.is_loopback:
        return True
    place = str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)  # noqa: PLR2004
    try:
        await database_sync_to_async(limits.hit)("sockets", place, limit=CONNECTS_A_MINUTE, seconds=60)
    except limits.TooMany:
        return False
    return True
