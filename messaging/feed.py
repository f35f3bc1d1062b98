"""What one person reads of a conversation, as values: the same for the socket, the poll and the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from messaging import frames, masking
from messaging.models import Conversation, Message, Participation


@dataclass(frozen=True)
class Feed:
    """A stretch of items; `more` says that another stretch follows."""

    after: int
    items: list[dict[str, Any]]
    more: bool

    @property
    def last(self) -> int:
        """Number up to which this stretch reaches."""
        return self.items[-1]["seq"] if self.items else self.after

    def as_fields(self, conversation: UUID) -> dict[str, Any]:
        """Fields of the `items` frame."""
        return {"c": str(conversation), "from": self.after, "to": self.last, "items": self.items, "more": self.more}


def read(user: Any, conversation: UUID, *, after: int, limit: int = frames.PAGE_ITEMS) -> Feed | None:
    """Items above `after`, read together with the right to them; None for a foreign or missing conversation."""
    limit = max(1, min(limit, frames.PAGE_ITEMS))
    rows = list(
        Message.objects.readable_by(user)
        .filter(conversation__public_id=conversation, seq__gt=after)
        .select_related("sender", "target", "conversation__organisation")
        .order_by("seq")[: limit + 1]
    )
    if not rows and not Conversation.objects.visible_to(user).filter(public_id=conversation).exists():
        return None
    return stretch(rows, user, after=after, limit=limit)


def stretch(rows: Sequence[Message], user: Any, *, after: int, limit: int) -> Feed:
    """Items of rows this person may read, as many as a frame takes."""
    masking.prepare(rows, user)
    items: list[dict[str, Any]] = []
    size = 0
    for row in rows[:limit]:
        size += len(row.body.encode())
        if items and size > frames.PAGE_BYTES:
            break
        items.append(item(row, user))
    return Feed(after=after, items=items, more=len(items) < len(rows))


def item(message: Message, user: Any) -> dict[str, Any]:
    """One item for this reader; a removed text is a tombstone with its number."""
    return {
        "seq": message.seq,
        "m": str(message.public_id),
        "kind": message.kind,
        "by": message.role or "house",
        "name": name_of(message, user),
        "own": message.sender_id == user.pk,
        "at": message.at.isoformat(),
        "body": body_of(message, user),
        "edited": message.edited_at is not None,
        "target": message.target.seq if message.target else None,
    }


def name_of(message: Message, user: Any) -> str:
    """Who speaks, as this reader knows the person; names of a pupil follow the reveal level elsewhere."""
    if message.sender is None:
        return ""
    if message.sender_id == user.pk:
        return _("Du") if user.is_young else _("Sie")
    if message.role == Participation.Role.FIRM and message.conversation.organisation:
        return f"{message.sender.get_short_name()}, {message.conversation.organisation.name}"
    return message.sender.get_short_name()


def body_of(message: Message, user: Any) -> str | None:
    """The words of an item; items without words of their own get a sentence of the house, removed ones None."""
    if message.removed_at is not None or message.kind == Message.Kind.REDACT:
        return None
    if message.kind == Message.Kind.APPOINTMENT:
        return message.body  # words of the house with a checked address: nothing in them is hidden
    name = name_of(message, user)
    sentences = {
        Message.Kind.JOIN: _("%(name)s: liest jetzt mit."),
        Message.Kind.LEAVE: _("%(name)s: liest nicht mehr mit."),
        Message.Kind.SHARE: _("%(name)s: frühere Nachrichten gezeigt."),
        Message.Kind.HOLD: _("Die Moderation hat eine Nachricht entfernt."),
    }
    if message.sender_id == user.pk and (own := _own_sentence(message.kind, user)):
        return own
    sentence = sentences.get(Message.Kind(message.kind))
    return sentence % {"name": name} if sentence else masking.body_for(message, user)


def _own_sentence(kind: str, user: Any) -> str:
    """The same about oneself; empty for kinds that name nobody."""
    sentences = {
        Message.Kind.JOIN: (_("Du liest jetzt mit."), _("Sie lesen jetzt mit.")),
        Message.Kind.LEAVE: (_("Du liest nicht mehr mit."), _("Sie lesen nicht mehr mit.")),
        Message.Kind.SHARE: (_("Du hast frühere Nachrichten gezeigt."), _("Sie haben frühere Nachrichten gezeigt.")),
    }
    young, adult = sentences.get(Message.Kind(kind), ("", ""))
    return young if user.is_young else adult
