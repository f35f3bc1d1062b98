"""The socket: it checks who listens, parses frames, calls the same actions as the pages and reads rows for its person.

No rule and no write stands here. Items are read from the database with the right to them in the same query, so a
hint may come twice, late or never.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import Error as DatabaseAway
from django.utils.translation import gettext as _

from core import clock
from messaging import actions, calls, feed, frames, gate, hub, news, pace, refusals
from messaging.bucket import Bucket
from messaging.frames import Code, Notice
from messaging.outgoing import SpeakingConsumer

logger = logging.getLogger(__name__)

HELLO_SECONDS = 5.0
HEARTBEAT_SECONDS = 25
FRAMES_A_SECOND = 10
# A page costs the database far more than any other frame: whoever asks for more of them waits.
PAGES_A_SECOND, PAGES_AT_ONCE = 2, 10
# Letters are written by hand. A second device or a return with an outbox brings some at once: they wait a moment, while
# a flood behind them shows itself to the line.
LETTERS_A_SECOND, LETTERS_AT_ONCE = 8, 3
# Who goes on writing after so many refusals for pace is not a person.
PACE_REFUSALS = 10
# When the database does not answer, tabs go and come back after this long.
AWAY_SECONDS = 5
# No right is taken from memory for longer than this (contract C6).
RIGHT_SECONDS = 2.0
# The person hears this long before the session ends.
EXPIRES_WITHIN = timedelta(minutes=2)
# Beyond any number: asks for the right to read, never for rows.
BEYOND = 2**62


class ConversationConsumer(SpeakingConsumer):
    """One tab of one person, for all conversations of that person."""

    # The hub listens for all tabs; a tab with a channel of its own would die with the bus.
    channel_layer_alias = "none"
    visitor: gate.Visitor | None = None
    entered = False
    is_warned = False
    number = 0
    too_fast = 0

    async def connect(self) -> None:
        """Refuse strangers before the handshake, let a person in who may hold one more socket."""
        self.session_key = gate.session_key_of(self.scope["headers"])
        visitor = await self._ask_visitor()
        if visitor is None or not await pace.may_connect(self.scope.get("client")):
            await self.close()
            return
        self.cursors: dict[UUID, int] = {}
        self.news: dict[UUID, int] = {}
        self.marked: dict[UUID, int] = {}
        self.bucket = Bucket(FRAMES_A_SECOND, FRAMES_A_SECOND)
        self.pages = Bucket(PAGES_A_SECOND, PAGES_AT_ONCE)
        self.letters = Bucket(LETTERS_A_SECOND, LETTERS_AT_ONCE)
        self.reading = asyncio.Lock()
        self.tasks: set[asyncio.Task[None]] = set()
        self.turn = random.randrange(hub.TURNS)  # noqa: S311 -- spreading load, not a secret
        self.person = visitor.user.pk
        await self.accept()
        self.entered = pace.doorkeeper.enter(visitor.session_key, self.person)
        if not self.entered:
            await self.bye(Code.TOO_FAST, retry_after=30)
            return
        self.start(self._hang_up_without_hello())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One line from beginning to end; its place is given back however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._go()

    def _go(self) -> None:
        if self.entered:
            self.entered = False
            pace.doorkeeper.leave(self.session_key, self.person)
        if self.greeted:
            hub.current().leave(self)
        for task in tuple(getattr(self, "tasks", ())):
            task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Check one frame and hand it to its handler; anything outside the protocol closes the socket."""
        if self.is_over:
            return
        try:
            await self._receive(text_data)
        except DatabaseAway:
            logger.exception("frame not handled")
            await self.bye(Code.RESTART, retry_after=AWAY_SECONDS)

    async def _receive(self, text_data: str | None) -> None:
        problem = self._problem_of(text_data)
        if problem is not None:
            await self.bye(problem)
            return
        try:
            frame = frames.parse(text_data or "")
        except frames.Malformed:
            await self.bye(Code.MALFORMED)
            return
        if (frame.t == "hello") == self.greeted:
            await self.bye(Code.MALFORMED)
        elif not await self._is_still_in():
            await self.bye(Code.SIGNED_OUT)
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
            await self.bye(Code.VERSION)
            return
        visitor = self.visitor
        if visitor is None or not await gate.tickets.ask((ticket, visitor.session_key)):
            await self.bye(Code.SIGNED_OUT)
            return
        # Subscribe, then read: what is written meanwhile waits behind the lock (contract C4).
        async with self.reading:
            self.greeted = True
            hub.current().enter(self)
            for conversation, seq in (cursors or {}).items():
                if not await self._show(conversation, seq, seq):
                    return
                await self._marks(conversation)
        await self._welcome(visitor)

    async def _welcome(self, visitor: gate.Visitor) -> None:
        total, self.number = await self._counter()
        followed = await calls.copies.ask(frozenset(self.cursors)) if self.cursors else {}
        epochs = {"epochs": followed} if followed else {}
        await self.put(
            "welcome",
            v=frames.VERSION,
            now=clock.now().isoformat(),
            counter=total,
            heartbeat=HEARTBEAT_SECONDS,
            session_ends=visitor.session_ends,
            **epochs,
        )

    async def _on_send(self, k: UUID, c: UUID, body: str) -> None:
        await asyncio.sleep(self.letters.wait_for())
        await self._answer(k, c, calls.letters.ask(actions.Letter(self._user, c, body, k)))

    async def _on_edit(self, k: UUID, c: UUID, m: UUID, body: str) -> None:
        await self._do(calls.edit, k=k, c=c, m=m, body=body)

    async def _on_redact(self, k: UUID, c: UUID, m: UUID) -> None:
        await self._do(calls.redact, k=k, c=c, m=m)

    async def _do(self, call: Callable[..., dict[str, Any]], *, k: UUID, c: UUID, **fields: Any) -> None:
        await self._answer(k, c, database_sync_to_async(call)(self._user, k=k, c=c, **fields))

    async def _answer(self, k: UUID, c: UUID, writing: Awaitable[dict[str, Any]]) -> None:
        """Write by an action: the ack follows the commit (contract C1), a refusal is a `nack` with its sentence."""
        try:
            ack = await writing
        except refusals.Refused as refusal:
            extra = {"retry_after": refusal.retry_after} if refusal.retry_after else {}
            await self.put("nack", k=str(k), code=refusal.code, text=refusal.text, **extra)
            self.too_fast += isinstance(refusal, refusals.Limited)
            if self.too_fast >= PACE_REFUSALS:
                await self.bye(Code.TOO_FAST, retry_after=refusal.retry_after or 0)
        except refusals.NotIn:
            await self._forbid(c)
        except Exception:
            logger.exception("message not written")
            text = _("Das hat nicht geklappt. Wir versuchen es anders.")
            await self.put("nack", k=str(k), code="try_form", text=text)
        else:
            self.too_fast = 0
            await self.put("ack", **ack)

    async def _on_read(self, c: UUID, seq: int) -> None:
        await self._mark(calls.read, c, seq)

    async def _on_got(self, c: UUID, seq: int) -> None:
        await self._mark(calls.got, c, seq)

    async def _mark(self, call: Callable[..., None], c: UUID, seq: int) -> None:
        try:
            await database_sync_to_async(call)(self._user, c=c, seq=seq)
        except refusals.NotIn:
            await self._forbid(c)

    async def _on_fetch(self, c: UUID, after: int, limit: int = frames.PAGE_ITEMS) -> None:
        await asyncio.sleep(self.pages.wait_for())
        async with self.reading:
            if limit < news.NEAR:
                page = await self._read(c, after, limit)
            else:  # the newest few, mostly: asked together with the pages of others
                page = await news.pages.ask(news.Want(self._user, c, after, after + news.NEAR))
            if page is None:
                await self._forbid(c)
                return
            await self.put("items", **page.as_fields(c))
            self.cursors[c] = max(self.cursors.get(c, 0), page.last)

    async def _on_ping(self, n: int) -> None:
        await self.put("hb", counter=(await self._counter())[0], at=clock.now().isoformat())

    _handlers: dict[str, Callable[..., Awaitable[None]]] = {
        "hello": _on_hello,
        "send": _on_send,
        "edit": _on_edit,
        "redact": _on_redact,
        "read": _on_read,
        "got": _on_got,
        "fetch": _on_fetch,
        "ping": _on_ping,
    }

    # --- what the hub tells ---

    def hear(self, hint: dict[str, Any]) -> None:
        """A hint came: read what it is about. Many hints about one conversation are one look."""
        what = hint["what"]
        if what == "changed":
            conversation = UUID(hint["c"])
            is_looking = bool(self.news)
            self.news[conversation] = max(hint["seq"], self.news.get(conversation, 0))
            if not is_looking:
                self.start(self._tell_news())
        elif what == "marked":
            conversation = UUID(hint["c"])
            is_looking = bool(self.marked)
            self.marked[conversation] = self.marked.get(conversation, 0) + 1
            if not is_looking:
                self.start(self._tell_marks())
        else:
            self.start(self._pause() if what == "paused" else self._check_access())

    def beat(self, visitor: gate.Visitor | None, total: int, number: int) -> None:
        """The turn of this tab: the session was asked just now, the counter is fresh."""
        self.visitor, self.asked_at = visitor, time.monotonic()
        self.start(self._heartbeat(total, number))

    def notice(self, code: str) -> None:
        """Tell the person by a code."""
        self.start(self.put("notice", code=code))

    async def _heartbeat(self, total: int, number: int) -> None:
        if self.visitor is None:
            await self.bye(Code.SIGNED_OUT)
            return
        if number < self.number:
            await self._check_access()
        self.number = number
        if not self.is_warned and self.visitor.ends_at - clock.now() < EXPIRES_WITHIN:
            self.is_warned = True
            await self.put("notice", code=Notice.EXPIRES)
        await self.put("hb", counter=total, at=clock.now().isoformat())

    async def _tell_news(self) -> None:
        try:
            while self.news:
                conversation = next(iter(self.news))
                async with self.reading:
                    seq = self.news[conversation]
                    await self._follow(conversation, seq)
                    if self.news.get(conversation) == seq:
                        del self.news[conversation]
        finally:
            self.news.clear()  # what failed is found by the counter of the next heartbeat, and nothing waits for it

    async def _tell_marks(self) -> None:
        try:
            while self.marked:
                conversation, times = next(iter(self.marked.items()))
                await self._marks(conversation)
                if self.marked.get(conversation) == times:
                    del self.marked[conversation]
        finally:
            self.marked.clear()

    async def _follow(self, conversation: UUID, seq: int) -> None:
        """Read the rows of a conversation this tab follows, pass the hint on for others."""
        known = self.cursors.get(conversation)
        if not await self._is_still_in():
            await self.bye(Code.SIGNED_OUT)
        elif known is not None:
            if seq > known:
                await self._show(conversation, known, seq)
        # A person who lost the right hears nothing, not even that something happened.
        elif await self._read(conversation, BEYOND, 1) is not None:
            await self.put("hint", c=str(conversation), seq=seq)

    async def _show(self, conversation: UUID, known: int, seq: int) -> bool:
        """Send what is new, read together with the news of other tabs; False when it is not this person's."""
        page = await news.tidings.ask(news.Want(self._user, conversation, known, seq))
        if page is None:
            await self._forbid(conversation)
            return False
        if page.items:
            await self.put("items", **page.as_fields(conversation))
        self.cursors[conversation] = max(page.last, self.cursors.get(conversation, 0))
        return not (page.more or page.last < seq) or await self._catch_up(conversation, page.last)

    async def _check_access(self) -> None:
        """A right may have ended: ask the session and every followed conversation again, now."""
        if await self._ask_visitor() is None:
            await self.bye(Code.SIGNED_OUT)
            return
        for conversation in tuple(self.cursors):
            if await self._read(conversation, BEYOND, 1) is None:
                await self._forbid(conversation)
                return

    async def _pause(self) -> None:
        """Consent or a pause closed a conversation: the tab goes too and comes back to what it may still read."""
        await self.put("notice", code=Notice.PAUSED)
        await self.bye(Code.NOT_PERMITTED)

    async def _marks(self, conversation: UUID) -> None:
        """How far the others have read, where they let it be seen."""
        if conversation in self.cursors and await self._is_still_in():
            marks = await news.markings.ask((self._user, conversation))
            if any(marks.values()):
                await self.put("marks", c=str(conversation), **marks)

    # --- private ---

    @property
    def _user(self) -> Any:
        assert self.visitor is not None  # noqa: S101 -- every path here passed _is_still_in
        return self.visitor.user

    async def _catch_up(self, conversation: UUID, after: int) -> bool:
        """Send everything above `after`, page by page; False when the conversation is not this person's."""
        more = True
        while more:
            page = await self._read(conversation, after, frames.PAGE_ITEMS)
            if page is None:
                await self._forbid(conversation)
                return False
            if page.items:
                await self.put("items", **page.as_fields(conversation))
            after, more = page.last, page.more
            self.cursors[conversation] = max(after, self.cursors.get(conversation, 0))
        return True

    async def _read(self, conversation: UUID, after: int, limit: int) -> feed.Feed | None:
        return await database_sync_to_async(feed.read)(self._user, conversation, after=after, limit=limit)

    async def _counter(self) -> tuple[int, int]:
        return await calls.totals.ask(self.person)

    async def _ask_visitor(self) -> gate.Visitor | None:
        self.visitor = await gate.visitors.ask(self.session_key)
        self.asked_at = time.monotonic()
        return self.visitor

    async def _is_still_in(self) -> bool:
        if time.monotonic() - self.asked_at > RIGHT_SECONDS:
            await self._ask_visitor()
        return self.visitor is not None

    async def _forbid(self, conversation: UUID) -> None:
        logger.warning("socket asked for a conversation it may not read: person %s", self.person)
        self.cursors.pop(conversation, None)
        await self.bye(Code.NOT_PERMITTED)

    async def _hang_up_without_hello(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        if not self.greeted:
            await self.bye(Code.NO_HELLO)
