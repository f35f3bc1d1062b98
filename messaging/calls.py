"""What a frame of a client asks of the database: one synchronous function a frame, each through an action."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from core import limits
from messaging import actions, refusals
from messaging.models import Conversation, Message, Participation
from messaging.rounds import Rounds

logger = logging.getLogger(__name__)


def send(user: Any, *, k: UUID, c: UUID, body: str) -> dict[str, Any]:
    """Write a message; returns the fields of its ack."""
    return ack(k, c, actions.send(_conversation(user, c), by=user, body=body, client_key=k))


def send_all(letters: Sequence[actions.Letter]) -> list[dict[str, Any] | Exception]:
    """Write many messages; for each the fields of its ack, or why there is none."""
    answers: dict[actions.Letter, dict[str, Any] | Exception] = {}
    for wave in _waves(letters):
        written = _together(wave)
        for letter in wave:
            answers[letter] = _ack_of(letter, written[letter]) if letter in written else _alone(letter)
    return [answers[letter] for letter in letters]


def _waves(letters: Iterable[actions.Letter]) -> list[list[actions.Letter]]:
    """Letters in stretches that can be written together: no person and no conversation twice, order kept."""
    found: list[list[actions.Letter]] = []
    reached: dict[Any, int] = {}
    for letter in letters:
        ends = (("person", letter.by.pk), ("conversation", letter.conversation))
        place = max(reached.get(end, 0) for end in ends)
        reached.update(dict.fromkeys(ends, place + 1))
        if place == len(found):
            found.append([])
        found[place].append(letter)
    return found


def _together(letters: Sequence[actions.Letter]) -> dict[actions.Letter, Message]:
    """What could be written in one transaction; when that fails nothing was, and each letter goes alone."""
    try:
        return actions.send_together(letters)
    except limits.TooMany as full:
        # Who writes too fast hears it alone and does not keep the others from going together.
        others = [letter for letter in letters if str(letter.by.pk) not in full.keys]
        return _together(others) if 0 < len(others) < len(letters) else {}
    except Exception as problem:  # noqa: BLE001 -- each letter finds out for itself what stands against it
        logger.warning("a round went alone: %s", type(problem).__name__)
        return {}


def _ack_of(letter: actions.Letter, message: Message) -> dict[str, Any]:
    return ack(letter.client_key, letter.conversation, message)


def _alone(letter: actions.Letter) -> dict[str, Any] | Exception:
    try:
        return send(letter.by, k=letter.client_key, c=letter.conversation, body=letter.body)
    except Exception as problem:  # noqa: BLE001 -- raised again where the letter came from
        return problem


def edit(user: Any, *, k: UUID, c: UUID, m: UUID, body: str) -> dict[str, Any]:
    """Change an own message; returns the fields of its ack."""
    return ack(k, c, actions.edit(own_message(user, c, m), by=user, body=body, client_key=k))


def redact(user: Any, *, k: UUID, c: UUID, m: UUID) -> dict[str, Any]:
    """Delete an own message; returns the fields of its ack."""
    return ack(k, c, actions.redact(own_message(user, c, m), by=user, client_key=k))


def read(user: Any, *, c: UUID, seq: int) -> None:
    """Raise the read mark."""
    actions.mark_read(_conversation(user, c), by=user, seq=seq)


def got(user: Any, *, c: UUID, seq: int) -> None:
    """Raise the mark of what this person's devices hold."""
    actions.mark_delivered(_conversation(user, c), by=user, seq=seq)


def marks(user: Any, c: UUID) -> dict[str, dict[str, int]]:
    """What the others hold and, as far as they let it be seen, have read, by role; empty for a stranger."""
    seats = Participation.objects.live().filter(conversation__public_id=c).exclude(user=user)
    seats = seats.filter(conversation__in=Conversation.objects.joined_by(user).order_by().values("pk"))
    return marks_of(seats.order_by("pk").values_list("role", "delivered_seq", "read_seq", "shows_read"))


def marks_of(seats: Iterable[tuple[str, int, int, bool]]) -> dict[str, dict[str, int]]:
    """Marks by role from (role, delivered number, read number, whether reading is shown) of the others."""
    found: dict[str, dict[str, int]] = {"read": {}, "delivered": {}}
    for role, held, seq, shown in seats:
        if held:
            found["delivered"][role] = max(held, found["delivered"].get(role, 0))
        if shown:
            found["read"][role] = max(seq, found["read"].get(role, 0))
    return found


def epochs(followed: Sequence[frozenset[UUID]]) -> list[dict[str, str]]:
    """Which copy of the rows each tab's conversations are of; it differs after a backup was brought back.

    Asked for conversations that were read for the tab just before: the right to them stands.
    """
    rows = Conversation.objects.filter(public_id__in=frozenset().union(*followed)).order_by("pk")
    known = dict(rows.values_list("public_id", "epoch"))
    return [{str(c): str(known[c]) for c in conversations if c in known} for conversations in followed]


def counters(people: Sequence[int]) -> list[tuple[int, int]]:
    """The change counter and the number of conversations of each person."""
    found = Participation.objects.all().counters(set(people))
    return [found.get(person, (0, 0)) for person in people]


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


# What many tabs ask at one moment is asked together.
letters = Rounds(send_all, is_heavy=True)
totals = Rounds(counters)
copies = Rounds(epochs)
