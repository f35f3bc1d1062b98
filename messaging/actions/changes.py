"""Changing and deleting one's own messages: each is an item with its own number, never a hole (contract C9)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from messaging import masking, permissions, quiet, refusals
from messaging.actions import items
from messaging.actions.messages import check_pace, checked
from messaging.models import Conversation, Message, Participation

EDIT_WINDOW = timedelta(minutes=10)


def edit(message: Message, *, by: Any, body: str, client_key: UUID) -> Message:
    """Replace the words of an own message within ten minutes; returns the item that tells the readers.

    A message that waits for the morning is changed where it lies and returned itself. The same key with the same words
    gives the first answer back. Raises NotIn for other people's messages, a subclass of Refused otherwise.
    """
    body = checked(body)
    with transaction.atomic():
        locked = items.lock(message.conversation)
        if earlier := Message.objects.filter(sender=by, client_key=client_key).first():
            return _same_change(earlier, Message.Kind.EDIT, message, body)
        own = _own(message, by)
        _check_edit(own, locked, by)
        check_pace(by)
        _replace(own, locked, body)
        if own.is_held:
            return own
        words = {"body": body, "marks": own.marks, "client_key": client_key}
        return items.append(locked, sender=by, role=own.role, kind=Message.Kind.EDIT, target=own, **words)


def redact(message: Message, *, by: Any, client_key: UUID) -> Message:
    """Take the words of an own message away from all readers, at any time; a tombstone keeps its number.

    Returns the item that tells the readers, or the message itself while it waits for the morning. Snapshots of reports
    keep the words; while a report is looked at, the organisation's side takes nothing away (raises Blocked).
    """
    with transaction.atomic():
        locked = items.lock(message.conversation)
        if earlier := Message.objects.filter(sender=by, client_key=client_key).first():
            return _same_change(earlier, Message.Kind.REDACT, message, "")
        own = _own(message, by)
        if told := Message.objects.filter(target=own, kind=Message.Kind.REDACT).first():
            return told
        if locked.state == Conversation.State.FROZEN and own.role == Participation.Role.FIRM:
            raise refusals.Blocked(_("Solange eine Meldung geprüft wird, bleibt hier alles, wie es ist."))
        items.erase(own)
        if own.is_held:
            return own
        return items.append(
            locked, sender=by, role=own.role, kind=Message.Kind.REDACT, target=own, client_key=client_key
        )


def editable_until(message: Message) -> Any:
    """Moment until which the sender may change the words."""
    return message.at + EDIT_WINDOW


def _own(message: Message, by: Any) -> Message:
    """The message as it stands under the lock; raises NotIn unless `by` wrote it and still belongs here."""
    if permissions.role_of(by, message.conversation) is None:
        raise refusals.NotIn
    own = Message.objects.filter(pk=message.pk, sender=by, kind=Message.Kind.TEXT).first()
    if own is None:
        raise refusals.NotIn
    return own


def _same_change(earlier: Message, kind: str, message: Message, body: str) -> Message:
    is_same = earlier.kind == kind and earlier.target_id == message.pk  # type: ignore[attr-defined]
    if not is_same or (earlier.removed_at is None and earlier.body != body):
        raise refusals.KeyReused(_("Diese Nachricht wurde schon mit anderem Text gesendet. Lade die Seite neu."))
    return earlier


def _check_edit(own: Message, locked: Conversation, by: Any) -> None:
    now = clock.now()
    if own.removed_at is not None or now > editable_until(own):
        raise refusals.ReadOnly(_("Ändern geht nur in den ersten zehn Minuten."))
    refusal = permissions.writing_refusal(by, locked, at=now)
    # Waiting for an answer forbids another message, not a correction of the last one.
    if refusal is not None and not isinstance(refusal, refusals.NotFirst):
        raise refusal
    from_firm = own.role != Participation.Role.PUPIL and locked.pupil.is_minor()
    if from_firm and not own.is_held and quiet.ends_at(now) is not None:
        raise refusals.ReadOnly(_("Zwischen 20 und 7 Uhr bleibt, was zugestellt ist, wie es ist. Löschen geht."))


def _replace(own: Message, locked: Conversation, body: str) -> None:
    own.original = own.original or own.body
    own.body, own.edited_at = body, clock.now()
    own.marks = masking.note_again(own, body=body) if locked.organisation_id else None
    own.save(update_fields=["body", "original", "edited_at", "marks"])
