"""Checks from outside: numbers without gap, keys without duplicates, a fingerprint of what was said."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from messaging.models import Conversation, Message


def audit(only: UUID | None = None) -> Iterator[dict[str, Any]]:
    """One finding a conversation, by primary key."""
    conversations = Conversation.objects.order_by("pk")
    if only is not None:
        conversations = conversations.filter(public_id=only)
    for conversation in conversations.iterator():
        yield finding(conversation)


def finding(conversation: Conversation) -> dict[str, Any]:
    """Counts and fingerprint: sha256 over number, sender's role and words, in order."""
    digest = hashlib.sha256()
    keys: Counter[tuple[int | None, UUID]] = Counter()
    numbers: list[int] = []
    for row in Message.objects.numbered().filter(conversation=conversation).order_by("seq").iterator():
        numbers.append(row.seq or 0)
        if row.client_key is not None:
            keys[row.sender_id, row.client_key] += 1
        digest.update(f"{row.seq}\x1f{row.role or 'house'}\x1f{row.body}\x1e".encode())
    return {
        "conversation": str(conversation.public_id),
        "last_seq": conversation.last_seq,
        "messages": len(numbers),
        "gaps": len(set(range(1, conversation.last_seq + 1)) - set(numbers)),
        "duplicate_keys": sum(count - 1 for count in keys.values()),
        "sha256": digest.hexdigest(),
    }
