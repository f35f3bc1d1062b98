"""What a frame of a client asks of the database: one synchronous function a frame, each through an action."""

from typing import Any
from uuid import UUID

from messaging import actions, refusals
from messaging.models import Conversation, Message, Participation


def send(user: Any, *, k: UUID, c: UUID, body: str) -> dict[str, Any]:
    """Write a message; returns the fields of its ack."""
    return ack(k, c, actions.send(_conversation(user, c), by=user, body=body, client_key=k))


def edit(user: Any, *, k: UUID, c: UUID, m: UUID, body: str) -> dict[str, Any]:
    """Change an own message; returns the fields of its ack."""
    return ack(k, c, actions.edit(own_message(user, c, m), by=user, body=body, client_key=k))


def redact(user: Any, *, k: UUID, c: UUID, m: UUID) -> dict[str, Any]:
    """Delete an own message; returns the fields of its ack."""
    return ack(k, c, actions.redact(own_message(user, c, m), by=user, client_key=k))


def read(user: Any, *, c: UUID, seq: int) -> None:
    """Raise the read mark."""
    actions.mark_read(_conversation(user, c), by=user, seq=seq)


def read_marks(user: Any, c: UUID) -> dict[str, int]:
    """How far the others have read, by role, as far as they let it be seen; empty for a stranger."""
    seats = Participation.objects.live().filter(conversation__public_id=c, shows_read=True).exclude(user=user)
    seats = seats.filter(conversation__in=Conversation.objects.joined_by(user).order_by().values("pk"))
    marks: dict[str, int] = {}
    for role, seq in seats.order_by("pk").values_list("role", "read_seq"):
        marks[role] = max(seq, marks.get(role, 0))
    return marks


def ack(k: UUID | None, c: UUID, message: Message) -> dict[str, Any]:
    """Fields of the `ack` frame; `seq` is null while the words wait for the morning."""
    fields = {"k": str(k), "c": str(c), "seq": message.seq, "m": str(message.public_id), "at": message.at.isoformat()}
    held = {"held_until": message.held_until.isoformat()} if message.is_held and message.held_until else {}
    return {**fields, **held}


def own_message(user: Any, c: UUID, m: UUID) -> Message:
    """A text of this person in a visible conversation; raises NotIn."""
    rows = Message.objects.filter(sender=user, kind=Message.Kind.TEXT, public_id=m, conversation__public_id=c)
    visible = rows.filter(conversation__in=Conversation.objects.visible_to(user).order_by().values("pk"))
    found = visible.select_related("conversation__pupil", "conversation__organisation").first()
    if found is None:
        raise refusals.NotIn
    return found


def _conversation(user: Any, c: UUID) -> Conversation:
    found = Conversation.objects.visible_to(user).filter(public_id=c).first()
    if found is None:
        raise refusals.NotIn
    return found
