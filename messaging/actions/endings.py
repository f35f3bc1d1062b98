"""Conversations whose matter is long over become read-only; those of a restored backup begin a new epoch."""

import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from messaging import refusals, subjects
from messaging.actions import items
from messaging.actions.conversations import close
from messaging.models import Conversation, Message

# Conversations asked about at once.
BATCH = 500


def close_ended() -> int:
    """End every conversation whose matter ended 90 days ago; a second run finds nothing. Returns how many."""
    return sum(_close(conversation) for conversation in _over())


def begin_epoch() -> int:
    """Mark all conversations as those of another copy of the rows; every tab compares at its next connection."""
    return Conversation.objects.update(epoch=uuid.uuid4())


def _over() -> Iterator[Conversation]:
    """A frozen conversation waits for its report; a talk with a counsellor has no matter that ends."""
    now = clock.now()
    running = Conversation.objects.filter(
        state__in=[Conversation.State.OPEN, Conversation.State.PAUSED], created_at__lt=now - subjects.WRITABLE_AFTER_END
    ).order_by("pk")
    last = 0
    while some := list(running.filter(pk__gt=last)[:BATCH]):
        last = some[-1].pk
        about = subjects.subjects_of(some)
        for conversation in some:
            closes_at = subjects.closes_at(about.get(conversation.pk))
            if closes_at is not None and closes_at <= now:
                yield conversation


@transaction.atomic
def _close(conversation: Conversation) -> bool:
    try:
        close(conversation, reason="matter ended")
    except refusals.WrongStep:
        return False
    words = _("Die Sache ist seit 90 Tagen abgeschlossen. Dieses Gespräch lässt sich jetzt nur noch lesen.")
    items.append(items.lock(conversation), sender=None, kind=Message.Kind.STATE, body=words)
    return True
