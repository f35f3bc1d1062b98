"""The one door from committed rows to open tabs: it carries (conversation, seq), never text."""

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from messaging import readers
from messaging.models import Conversation

logger = logging.getLogger(__name__)
# A failing or slow layer never delays the sender longer than this, in seconds.
PATIENCE = 0.25


def group_of(user_pk: int) -> str:
    """Name of a person's group; the server alone names groups."""
    return f"user.{user_pk}"


def changed(conversation: Conversation) -> None:
    """After commit, hint to all participants that the conversation has grown; a hint may be lost."""
    event = {"type": "conversation.changed", "c": str(conversation.public_id), "seq": conversation.last_seq}
    transaction.on_commit(lambda: _hint(readers.listening(conversation), event), robust=True)


def access_ended(user: Any) -> None:
    """After commit, ask all tabs of a person to check again what they may still read."""
    transaction.on_commit(lambda: _hint([user.pk], {"type": "access.ended"}), robust=True)


def _hint(people: list[int], event: dict[str, Any]) -> None:
    try:
        async_to_sync(_send_all)(people, event)
    except Exception as problem:  # noqa: BLE001 -- rows are safe; whatever a layer raises costs liveliness only
        logger.warning("hint not sent: %s", type(problem).__name__)


async def _send_all(people: list[int], event: dict[str, Any]) -> None:
    layer = get_channel_layer()
    async with asyncio.timeout(PATIENCE):
        for pk in people:
            await layer.group_send(group_of(pk), event)
