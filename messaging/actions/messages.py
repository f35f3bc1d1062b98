"""Sending and removing messages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, limits, outbox, text
from messaging import duty, masking, permissions, quiet, refusals
from messaging.actions import items
from messaging.models import Conversation, Message, Participation
from messaging.models.message import TEXT_LIMIT
from messaging.signals import message_sent

MESSAGES_A_MINUTE = 60
# An account of the first day writes more slowly (messaging contract, limits).
NEW_ACCOUNT = timedelta(hours=24)
MESSAGES_A_MINUTE_WHEN_NEW = 20


def send(conversation: Conversation, *, by: Any, body: str, client_key: UUID | None) -> Message:
    """Write one message; the same key with the same text gives the first message back.

    Raises NotIn for strangers and one of `refusals` otherwise. Between 20 and 7 o'clock an organisation's words to a
    minor are stored without a number and come at 7.
    """
    body = checked(body)
    with transaction.atomic():
        locked = items.lock(conversation)
        if client_key and (earlier := Message.objects.filter(sender=by, client_key=client_key).first()):
            return same(earlier, locked, body)
        refusal = permissions.writing_refusal(by, locked, at=clock.now())
        if refusal is not None:
            raise refusal
        check_pace(by)
        _release(locked)
        return _write(locked, by=by, body=body, client_key=client_key)


def checked(body: str) -> str:
    """The words as they are stored; raises Empty or TooLong."""
    cleaned = text.clean(body)
    if not cleaned:
        raise refusals.Empty(_("Schreib erst etwas."))
    if len(cleaned) > TEXT_LIMIT:
        raise refusals.TooLong(_("Zu lang: höchstens 4.000 Zeichen."))
    return cleaned


def same(earlier: Message, locked: Conversation, body: str) -> Message:
    """The first message of this key; a removed one keeps its place, so its text is not compared."""
    if earlier.conversation_id != locked.pk or (earlier.removed_at is None and earlier.body != body):
        raise refusals.KeyReused(_("Diese Nachricht wurde schon mit anderem Text gesendet. Lade die Seite neu."))
    return earlier


def check_pace(by: Any) -> None:
    """Count one more writing of this person; raises Limited."""
    try:
        limits.hit("messages", str(by.pk), limit=pace_of(by), seconds=60)
    except limits.TooMany as problem:
        raise refusals.Limited(_("Das ging zu schnell. Warte kurz."), retry_after=problem.retry_after) from problem


def pace_of(by: Any) -> int:
    """How many messages a minute this person may write."""
    is_new = clock.now() - by.joined_at < NEW_ACCOUNT
    return MESSAGES_A_MINUTE_WHEN_NEW if is_new else MESSAGES_A_MINUTE


def _write(locked: Conversation, *, by: Any, body: str, client_key: UUID | None) -> Message:
    role = permissions.role_of(by, locked)
    seat = items.seat_for(locked, by, str(role))
    held_until = _held_until(locked, seat.role)
    marks = masking.note(locked, sender=by, body=body) if locked.organisation_id else None
    fields = {"sender": by, "role": seat.role, "body": body, "client_key": client_key, "marks": marks}
    if held_until is not None:
        message = Message.objects.create(conversation=locked, held_until=held_until, **fields)
    else:
        message = items.append(locked, **fields)
        Participation.objects.filter(pk=seat.pk, read_seq__lt=message.seq).update(read_seq=message.seq)
        outbox.post("message_sent", message=message.pk)
    message_sent.send(Message, message=message)
    return message


def _held_until(conversation: Conversation, role: str) -> Any:
    if role == Participation.Role.PUPIL or not conversation.pupil.is_minor():
        return None
    now = clock.now()
    moments = [moment for moment in (quiet.ends_at(now), duty.opens_at(now)) if moment is not None]
    return max(moments, default=None)


def _release(locked: Conversation) -> int:
    """Number what waited for the morning, in the order it was written; the caller holds the lock."""
    if not _may_arrive(locked):
        return 0
    due = Message.objects.held().filter(conversation=locked, held_until__lte=clock.now()).order_by("pk")
    released = [items.number(locked, message) for message in _still_meant(locked, due)]
    for message in released:
        outbox.post("message_sent", message=message.pk)
    return len(released)


def _may_arrive(locked: Conversation) -> bool:
    """Waiting words of a firm arrive where it might write them now, and to a minor only while somebody has duty."""
    sides, now = permissions.blocking_sides(locked), clock.now()
    if locked.state != Conversation.State.OPEN or permissions.refusal_of("firm", locked, sides=sides, at=now):
        return False
    return not locked.pupil.is_minor() or duty.is_kept(now)


def _still_meant(locked: Conversation, due: Iterable[Message]) -> list[Message]:
    """Words of somebody who was banned or left meanwhile never arrive: nobody there speaks for the organisation."""
    waiting = list(due)
    lost = [message for message in waiting if permissions.role_of(message.sender, locked) is None]
    Message.objects.filter(pk__in=[message.pk for message in lost]).delete()
    return [message for message in waiting if message not in lost]


def release_held() -> int:
    """Deliver all messages whose quiet hours are over; a second run finds nothing."""
    due = Message.objects.held().filter(held_until__lte=clock.now())
    waiting = Conversation.objects.filter(pk__in=due.values("conversation"))
    return sum(_release_one(conversation) for conversation in waiting.order_by("pk"))


@transaction.atomic
def _release_one(conversation: Conversation) -> int:
    return _release(items.lock(conversation))


@transaction.atomic
def remove(message: Message, *, by: Any) -> Message:
    """Take a message's text away from all readers (moderation); a tombstone keeps its number, reports keep the text."""
    if not permissions.may_moderate(by):
        raise PermissionDenied
    locked = items.lock(message.conversation)
    if not items.erase(message):
        return message
    items.append(locked, sender=None, kind=Message.Kind.HOLD, target=message)
    return message
