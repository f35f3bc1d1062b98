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

from django.db.models import F, QuerySet

from core import standing
from messaging import calls, feed, readers
from messaging.models import Conversation, Message, Participation
from messaging.rounds import Rounds

# A longer gap is a catch-up of its own.
NEAR = 20
# A conversation may grow by so many between a hint and the look.
GROWN = 2
# So many pages hold up the thread of the database for a moment only, however long their letters are.
PAGES_A_ROUND = 8
# No conversation reaches this number; a client may claim that it does.
FAR = 2**53


@dataclass(frozen=True)
class Want:
    """A tab of this person shows a conversation up to `after` and heard that it reaches `seq` now."""

    user: Any
    conversation: UUID
    after: int
    seq: int

    @property
    def is_near(self) -> bool:
        """Whether what is new is little."""
        return self.seq - self.after <= NEAR and self.after < FAR


@dataclass(frozen=True)
class Seat:
    """A place from which somebody reads, and what its right rests on."""

    starts: int
    pupil: int
    organisation: int | None
    state: str


def read(wants: Sequence[Want]) -> list[feed.Feed | None]:
    """For each want the items above `after`; None for a conversation that is not this person's."""
    rows = _rows([want for want in wants if want.is_near])
    starts = _starts(wants)
    return [_one(want, rows, starts.get((want.user.pk, want.conversation))) for want in wants]


def marks(asked: Sequence[tuple[Any, UUID]]) -> list[dict[str, dict[str, int]]]:
    """For each (person, conversation) what the others hold and have read; empty for a stranger."""
    starts = _starts([Want(user, conversation, 0, 0) for user, conversation in asked])
    seats: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _marks([*{talk for _user, talk in asked}]):
        seats[row[0]].append(row[1:])
    return [
        calls.marks_of(row[1:] for row in seats[talk] if row[0] != user.pk)
        if (user.pk, talk) in starts
        else calls.marks(user, talk)
        for user, talk in asked
    ]


def _one(want: Want, rows: dict[UUID, list[Message]], start: int | None) -> feed.Feed | None:
    found = [row for row in rows.get(want.conversation, ()) if want.after < int(row.seq or 0)]
    # Numbers have no gap: what does not begin with the next one is not all of it.
    is_whole = not found or found[0].seq == want.after + 1
    if start is None or not want.is_near or not is_whole or len(found) > NEAR:
        return feed.read(want.user, want.conversation, after=want.after)
    seen = [row for row in found if _is_open(row, start)]
    return feed.stretch(seen, want.user, after=want.after, limit=NEAR)


def _is_open(row: Message, start: int) -> bool:
    """A later text of a message that stood before the readable history would open that history."""
    first = row.target.seq if row.kind == Message.Kind.EDIT and row.target else row.seq
    return min(int(first or 0), int(row.seq or 0)) >= start


def _rows(wants: Sequence[Want]) -> dict[UUID, list[Message]]:
    """The newest rows of each conversation, as many as the tab furthest behind misses."""
    found: dict[UUID, list[Message]] = defaultdict(list)
    depth = max((want.seq - want.after for want in wants), default=0) + GROWN
    for row in _newest([*{want.conversation for want in wants}], depth):
        found[row.conversation.public_id].append(row)
    return found


@standing.rows
def _newest(conversations: list[UUID], depth: int) -> QuerySet[Message]:
    newest = Message.objects.numbered().filter(seq__gt=F("conversation__last_seq") - depth)
    newest = newest.filter(conversation__public_id__in=conversations)
    return newest.select_related("sender", "target", "conversation__organisation").order_by("conversation_id", "seq")


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
    return {(row[0], row[1]): Seat(*row[2:]) for row in _places([*people], [*conversations])}


@standing.rows
def _places(people: list[int], conversations: list[UUID]) -> Any:
    rows = Participation.objects.live().filter(user__in=people, conversation__public_id__in=conversations)
    talk = ("pupil", "organisation", "state")
    fields = ("user", "conversation__public_id", "from_seq", *(f"conversation__{name}" for name in talk))
    return rows.order_by("pk").values_list(*fields)


@standing.rows
def _marks(conversations: list[UUID]) -> Any:
    live = Participation.objects.live().filter(conversation__public_id__in=conversations)
    fields = ("conversation__public_id", "user", "role", "delivered_seq", "read_seq", "shows_read")
    return live.order_by("pk").values_list(*fields)


# News of many tabs are read together; pages that tabs ask for likewise, apart, because they reach further back: few at
# a time, so that nobody's letter waits behind everybody's pages.
tidings = Rounds(read, is_heavy=True)
pages = Rounds(read, is_heavy=True, most=PAGES_A_ROUND)
markings = Rounds(marks)
