"""What many tabs read after a hint, in few queries for all of them together.

The plain case is decided here: the pupil of a conversation, and an active member of its organisation, each with a
live seat. Rows are read first and the rights behind them afterwards, so nobody gets a row whose right had ended when
it was read. Everybody else (delegates, guests, paused conversations, long gaps) is asked one by one through
`feed.read`, which knows every rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from messaging import feed, readers
from messaging.models import Conversation, Message, Participation
from messaging.rounds import Rounds

# A longer gap is a catch-up of its own.
NEAR = 20


@dataclass(frozen=True)
class Want:
    """A tab of this person shows a conversation up to `after` and heard that it reaches `seq` now."""

    user: Any
    conversation: UUID
    after: int
    seq: int


@dataclass(frozen=True)
class Seat:
    """A place from which somebody reads, and what its right rests on."""

    starts: int
    pupil: int
    organisation: int | None
    state: str


def read(wants: Sequence[Want]) -> list[feed.Feed | None]:
    """For each want the items above `after`; None for a conversation that is not this person's."""
    rows = _rows([want for want in wants if want.seq - want.after <= NEAR])
    starts = _starts(wants)
    return [_one(want, rows, starts.get((want.user.pk, want.conversation))) for want in wants]


def _one(want: Want, rows: dict[UUID, list[Message]], start: int | None) -> feed.Feed | None:
    found = [row for row in rows.get(want.conversation, ()) if int(row.seq or 0) > want.after]
    if start is None or not found or len(found) > NEAR:
        return feed.read(want.user, want.conversation, after=want.after)
    seen = [row for row in found if _is_open(row, start)]
    return feed.stretch(seen, want.user, after=want.after, limit=NEAR)


def _is_open(row: Message, start: int) -> bool:
    """A later text of a message that stood before the readable history would open that history."""
    first = row.target.seq if row.kind == Message.Kind.EDIT and row.target else row.seq
    return min(int(first or 0), int(row.seq or 0)) >= start


def _rows(wants: Iterable[Want]) -> dict[UUID, list[Message]]:
    after: dict[UUID, int] = {}
    for want in wants:
        after[want.conversation] = min(want.after, after.get(want.conversation, want.after))
    if not after:
        return {}
    gaps = Q()
    for conversation, seq in after.items():
        gaps |= Q(conversation__public_id=conversation, seq__gt=seq, seq__lte=seq + NEAR + 1)
    found: dict[UUID, list[Message]] = defaultdict(list)
    rows = Message.objects.numbered().filter(gaps).select_related("sender", "target", "conversation__organisation")
    for row in rows.order_by("conversation", "seq"):
        found[row.conversation.public_id].append(row)
    return found


def _starts(wants: Iterable[Want]) -> dict[tuple[int, UUID], int]:
    """(person, conversation) -> first readable number, for those whose right is of the plain kind."""
    people = {want.user.pk for want in wants}
    seats = _seats(people, {want.conversation for want in wants})
    members = readers.members_among(people, {seat.organisation for seat in seats.values()})
    return {
        (person, conversation): seat.starts
        for (person, conversation), seat in seats.items()
        if seat.pupil == person or ((person, seat.organisation) in members and seat.state != Conversation.State.PAUSED)
    }


def _seats(people: set[int], conversations: set[UUID]) -> dict[tuple[int, UUID], Seat]:
    rows = Participation.objects.live().filter(user__in=people, conversation__public_id__in=conversations)
    talk = ("pupil", "organisation", "state")
    fields = ("user", "conversation__public_id", "from_seq", *(f"conversation__{name}" for name in talk))
    return {(row[0], row[1]): Seat(*row[2:]) for row in rows.order_by("pk").values_list(*fields)}


# News of many tabs are read together.
tidings = Rounds(read)
