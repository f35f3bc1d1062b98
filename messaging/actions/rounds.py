"""Many people write at one moment: what is plain is written in one transaction, in a few statements for all of them.

Plain is: an open conversation with an organisation, no block, nothing waiting for the morning, a live seat, a key that
was never used, and a writer who is the pupil or an active member writing to somebody of age. Everything else, and every
letter that would be refused, is left to `send`, which knows every rule and finds the words for a refusal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from core import clock, limits, outbox, standing, text
from messaging import broadcast, masking, permissions, readers
from messaging.actions.messages import pace_of
from messaging.models import Block, Conversation, Message, Participation
from messaging.models.message import TEXT_LIMIT
from messaging.signals import message_sent


@dataclass(frozen=True)
class Letter:
    """A message that somebody wants to send."""

    by: Any
    conversation: UUID
    body: str
    client_key: UUID


@dataclass(frozen=True)
class Plain:
    """A letter that nothing stands against, with the locked conversation and the writer's seat."""

    letter: Letter
    talk: Conversation
    seat: Participation


def send_together(letters: Sequence[Letter]) -> dict[Letter, Message]:
    """Write the plain ones of one wave and return their messages; the others are left out, for `send`."""
    with transaction.atomic():
        seats: dict[int, dict[int, Participation]] = {}
        plain = [one for one in _plain(letters, seats) if one is not None]
        if not plain:
            return {}
        messages = _write(plain)
        broadcast.all_changed([(one.talk, list(seats[one.talk.pk])) for one in plain])
    return {one.letter: message for one, message in zip(plain, messages, strict=True)}


# --- what is asked and changed in each round ---


@standing.rows
def _locked(conversations: list[UUID]) -> QuerySet[Conversation]:
    """Locked in one order, so that two rounds never wait for each other."""
    rows = Conversation.objects.filter(public_id__in=conversations).order_by("pk").select_for_update(of=("self",))
    return rows.select_related("pupil__pupil_profile", "organisation")


@standing.rows
def _used(senders: list[int], keys: list[UUID]) -> Any:
    """With the senders, because the index of keys begins with them: without, every message would be looked at."""
    used = Message.objects.filter(sender__in=senders, client_key__in=keys)
    return used.order_by().values_list("client_key", flat=True)


@standing.rows
def _live(talks: list[int]) -> QuerySet[Participation]:
    return Participation.objects.live().filter(conversation__in=talks).order_by("pk")


@standing.rows
def _blocked(pupils: list[int]) -> Any:
    return Block.objects.live().filter(pupil__in=pupils).order_by().values_list("pupil", "organisation")


@standing.rows
def _waiting(talks: list[int]) -> Any:
    return Message.objects.held().filter(conversation__in=talks).order_by().values_list("conversation", flat=True)


@standing.change
def _grow(talks: list[int], now: datetime) -> tuple[QuerySet[Conversation], dict[str, Any]]:
    return Conversation.objects.filter(pk__in=talks), {"last_seq": F("last_seq") + 1, "changed_at": now}


@standing.change
def _raise_marks(seats: list[int]) -> tuple[QuerySet[Participation], dict[str, Any]]:
    reached = Conversation.objects.filter(pk=OuterRef("conversation")).values("last_seq")
    return Participation.objects.filter(pk__in=seats), {"read_seq": Subquery(reached)}


# --- what is plain ---


def _plain(letters: Sequence[Letter], seats: dict[int, dict[int, Participation]]) -> Iterable[Plain | None]:
    """Decide from rows that are locked; `seats` is filled with the live seats of the conversations."""
    talks = _lock([letter.conversation for letter in letters])
    used = set(_used([letter.by.pk for letter in letters], [letter.client_key for letter in letters]))
    for place in _live([talk.pk for talk in talks.values()]):
        seats.setdefault(place.conversation_id, {})[place.user_id] = place
    open_talks = _without_hindrance(talks)
    members = readers.members_among(
        [letter.by.pk for letter in letters], [talk.organisation_id for talk in talks.values()]
    )
    for letter in letters:
        talk = open_talks.get(letter.conversation)
        seat = seats.get(talk.pk, {}).get(letter.by.pk) if talk else None
        is_free = letter.client_key not in used and 0 < len(text.clean(letter.body)) <= TEXT_LIMIT
        if talk and seat and is_free and _may_write(letter.by, talk, seat, members):
            yield Plain(letter, talk, seat)


def _lock(conversations: list[UUID]) -> dict[UUID, Conversation]:
    return {talk.public_id: talk for talk in _locked(conversations)}


def _without_hindrance(talks: dict[UUID, Conversation]) -> dict[UUID, Conversation]:
    """Open ones with an organisation, without a block between the two and without words that wait."""
    blocked = set(_blocked([talk.pupil_id for talk in talks.values()]))
    held = set(_waiting([talk.pk for talk in talks.values()]))
    return {
        public: talk
        for public, talk in talks.items()
        if talk.state == Conversation.State.OPEN
        and talk.organisation_id
        and (talk.pupil_id, talk.organisation_id) not in blocked
        and talk.pk not in held
    }


def _may_write(user: Any, talk: Conversation, seat: Participation, members: set[tuple[int, int]]) -> bool:
    """Whose seat proves the side, and nothing stands against that side; words to a minor go alone."""
    if seat.role == Participation.Role.PUPIL:
        is_side = talk.pupil_id == user.pk
    else:
        is_side = seat.role == Participation.Role.FIRM and (user.pk, talk.organisation_id) in members
        is_side = is_side and not talk.pupil.is_minor()
    return is_side and permissions.refusal_of(seat.role, talk, sides=(), at=clock.now()) is None


# --- writing ---


def _write(plain: list[Plain]) -> list[Message]:
    _count(plain)
    now = clock.now()
    _grow([one.talk.pk for one in plain], now)
    said = masking.last_said_by([(one.talk, one.letter.by) for one in plain])
    for one in plain:
        one.talk.last_seq += 1
        one.talk.changed_at = now
    messages = Message.objects.bulk_create(map(_message, plain, said))
    _raise_marks([one.seat.pk for one in plain])
    outbox.post_all("message_sent", [{"message": message.pk} for message in messages])
    for message in messages:
        message_sent.send(Message, message=message)
    return messages


def _message(one: Plain, said: Sequence[Any]) -> Message:
    body = text.clean(one.letter.body)
    return Message(
        conversation=one.talk,
        seq=one.talk.last_seq,
        sender=one.letter.by,
        role=one.seat.role,
        body=body,
        client_key=one.letter.client_key,
        marks=masking.note(one.talk, sender=one.letter.by, body=body, said=said),
    )


def _count(plain: list[Plain]) -> None:
    """The pace of each writer; one who is too fast ends the round, which begins anew without that person."""
    paces: dict[int, list[str]] = {}
    for one in plain:
        paces.setdefault(pace_of(one.letter.by), []).append(str(one.letter.by.pk))
    for allowed, keys in sorted(paces.items()):
        limits.hit_each("messages", keys, limit=allowed, seconds=60)
