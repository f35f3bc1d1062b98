"""The one place where an item gets its number: under the conversation's lock, without a gap."""

from typing import Any

from core import clock
from messaging import broadcast
from messaging.models import Conversation, Message, Participation


def lock(conversation: Conversation) -> Conversation:
    """The conversation's row, locked until the transaction ends, with its people."""
    rows = Conversation.objects.select_related("pupil", "organisation").select_for_update(of=("self",))
    return rows.get(pk=conversation.pk)


def append(locked: Conversation, **fields: Any) -> Message:
    """Write one numbered item; the caller holds the lock. A rollback leaves neither row nor hole nor hint."""
    locked.last_seq += 1
    locked.changed_at = clock.now()
    locked.save(update_fields=["last_seq", "changed_at"])
    message = Message.objects.create(conversation=locked, seq=locked.last_seq, **fields)
    broadcast.changed(locked)
    return message


def number(locked: Conversation, held: Message) -> Message:
    """Give a held message its number; the caller holds the lock."""
    locked.last_seq += 1
    locked.changed_at = clock.now()
    locked.save(update_fields=["last_seq", "changed_at"])
    held.seq = locked.last_seq
    held.at = locked.changed_at
    held.save(update_fields=["seq", "at"])
    broadcast.changed(locked)
    return held


def erase(message: Message) -> bool:
    """Blank a text and its later wordings; the caller holds the lock. False when that has happened before."""
    now = clock.now()
    gone = {"body": "", "original": "", "removed_at": now}
    if not Message.objects.filter(pk=message.pk, removed_at__isnull=True).update(**gone):
        return False
    Message.objects.filter(target=message, kind=Message.Kind.EDIT).update(**gone)
    message.refresh_from_db()
    return True


def seat_for(locked: Conversation, user: Any, role: str) -> Participation:
    """The person's live seat; whoever comes later joins visibly and reads from there on."""
    seat = Participation.objects.filter(conversation=locked, user=user).first()
    if seat is not None and seat.until is None:
        return seat
    item = append(locked, sender=user, role=role, kind=Message.Kind.JOIN)
    fresh = {"role": role, "from_seq": item.seq, "read_seq": item.seq, "since": clock.now(), "until": None}
    return Participation.objects.update_or_create(conversation=locked, user=user, defaults=fresh)[0]
