"""The one door from committed rows to open tabs: it carries (conversation, seq), never text.

Tabs of this process are told directly, those of other processes over the channel layer. Either may fail: rows are
safe, and every reader finds them by number.
"""

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from messaging import readers
from messaging.models import Conversation

logger = logging.getLogger(__name__)
# A failing or slow layer never delays the sender longer than this, in seconds.
PATIENCE = 0.25
# A layer that failed is left alone for so long: otherwise every sender of the process would wait for it in turn.
REST_SECONDS = 2.0
# Every process listens here; whom a hint is for stands in the hint, and only the server writes it.
GROUP = "tabs"
# So many stay together below the 8,000 bytes that NOTIFY carries.
HINTS_TOGETHER = 32
# Hints of one process are counted, so that the others notice a missing one.
PROCESS = secrets.token_hex(6)
_numbers = itertools.count(1)
_listeners: list[Callable[[dict[str, Any]], None]] = []


class _Layer:
    """What this process knows of the layer: until when it is left alone."""

    rests_until = 0.0


def listen(listener: Callable[[dict[str, Any]], None]) -> None:
    """Register the tabs of this process; called from any thread with each hint of this process."""
    _listeners.append(listener)


def changed(conversation: Conversation) -> None:
    """After commit, hint to all participants that the conversation has grown; a hint may be lost."""
    event = {"what": "changed", "c": str(conversation.public_id), "seq": conversation.last_seq}
    transaction.on_commit(lambda: _hint(readers.listening(conversation), event), robust=True)


def all_changed(grown: Sequence[tuple[Conversation, list[int]]]) -> None:
    """After commit, hint at many conversations at once, each with the persons it is told to."""
    hints = [
        {"what": "changed", "to": listeners, "c": str(conversation.public_id), "seq": conversation.last_seq}
        for conversation, listeners in grown
    ]
    for start in range(0, len(hints), HINTS_TOGETHER):
        transaction.on_commit(partial(_hint_together, hints[start : start + HINTS_TOGETHER]), robust=True)


def _hint_together(hints: list[dict[str, Any]]) -> None:
    everybody = sorted({person for hint in hints for person in hint["to"]})
    _hint(everybody, {"what": "changed", "all": hints})


def marked(conversation: Conversation) -> None:
    """After commit, tell all participants that a read mark moved; the marks are read from rows."""
    event = {"what": "marked", "c": str(conversation.public_id)}
    transaction.on_commit(lambda: _hint(readers.listening(conversation), event), robust=True)


def paused(conversation: Conversation) -> None:
    """After commit, close the tabs of a paused conversation: they come back and read what they may."""
    event = {"what": "paused", "c": str(conversation.public_id)}
    transaction.on_commit(lambda: _hint(readers.listening(conversation), event), robust=True)


def access_ended(*users: Any) -> None:
    """After commit, ask all tabs of these persons to check again what they may still read."""
    people = [user.pk for user in users]
    transaction.on_commit(lambda: _hint(people, {"what": "ended"}), robust=True)


def _hint(people: Iterable[int], event: dict[str, Any]) -> None:
    # The event type is ours: what a client sends never reaches a layer (contract C7).
    hint = {"type": "tabs.hint", "to": list(people), "from": PROCESS, "n": next(_numbers), **event}
    for listener in _listeners:
        listener(hint)
    # A hint that is left out leaves a gap in the numbers of this process, and the others look for themselves.
    if time.monotonic() < _Layer.rests_until:
        return
    try:
        async_to_sync(send)(hint)
    except Exception as problem:  # noqa: BLE001 -- rows are safe; whatever a layer raises costs liveliness only
        _Layer.rests_until = time.monotonic() + REST_SECONDS
        logger.warning("hint not sent: %s", type(problem).__name__)


async def send(hint: dict[str, Any]) -> None:
    """Give one hint to the layer; raises what the layer raises, and TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        await get_channel_layer().group_send(GROUP, hint)
