"""The words of a message as one reader gets them: hidden parts replaced unless this reader's side may see them."""

from collections.abc import Iterable, Sequence
from typing import Any
from zlib import crc32

from django.db.models import F, Q

from core import standing
from messaging import subjects
from messaging.masking.finding import WINDOW, Mark, find_beside, find_each, hide, together
from messaging.models import ContactShare, Conversation, Message, Participation
from messaging.permissions import SHARES_FROM_LEVEL

# Below this level a share does not count: the application was not sent or is withdrawn.
OPENS_FROM_LEVEL = SHARES_FROM_LEVEL
# Two who write in turn have each said enough within so many items.
LOOK_BACK = 30


def note(conversation: Conversation, *, sender: Any, body: str, said: Sequence[Any] | None = None) -> list[Any]:
    """Marks to store with a new text; earlier pieces of a number that the text completes are marked too.

    `said` are the last texts of the sender, newest first, where the caller has them already.
    """
    earlier = [*reversed(last_said(conversation, sender) if said is None else said)]
    *before, own = find_beside([row.body for row in earlier], body)
    _mark_again(earlier, before)
    return _stored(body, own)


def note_again(message: Message, *, body: str) -> list[Any]:
    """Marks for other words in the place of a text: pieces of a number may stand before and behind it."""
    rows = _texts().filter(conversation=message.conversation, sender=message.sender).only("pk", "body", "marks")
    before = [*reversed(rows.filter(pk__lt=message.pk).order_by("-pk")[: WINDOW - 1])]
    behind = list(rows.filter(pk__gt=message.pk).order_by("pk")[: WINDOW - 1])
    found = find_beside([row.body for row in before], body, [row.body for row in behind])
    own = found.pop(len(before))
    _mark_again([*before, *behind], found)
    return _stored(body, own)


def _mark_again(rows: Sequence[Any], found: Sequence[Sequence[Any]]) -> None:
    """Texts that turned out to hold a piece, and the items that told of their present words."""
    for row, marks in zip(rows, found, strict=True):
        known = [Mark(*mark) for mark in _marks_of(row)]
        if (both := together(known, marks)) != known:
            told = Q(target=row.pk, kind=Message.Kind.EDIT, body=row.body)
            Message.objects.filter(Q(pk=row.pk) | told).update(marks=_stored(row.body, both))


def last_said(conversation: Conversation, sender: Any) -> Sequence[Message]:
    """What the sender wrote last, newest first: as much as is read together with the next text."""
    texts = _texts().filter(conversation=conversation, sender=sender)
    return list(texts.order_by("-pk").only("pk", "body", "marks")[: WINDOW - 1])


def last_said_by(writers: Sequence[tuple[Conversation, Any]]) -> list[Sequence[Any]]:
    """The same for the writers of many conversations, in one question where they write in turn."""
    found: dict[tuple[int, int], list[Any]] = {}
    for row in _lately([talk.pk for talk, _sender in writers], [sender.pk for _talk, sender in writers]):
        found.setdefault((row.conversation_id, row.sender_id), []).append(row)
    return [_enough(talk, sender, found.get((talk.pk, sender.pk), [])) for talk, sender in writers]


@standing.rows
def _lately(talks: list[int], senders: list[int]) -> Any:
    near = _texts().filter(conversation__in=talks, sender__in=senders, seq__gt=F("conversation__last_seq") - LOOK_BACK)
    return near.order_by("-pk").values_list("pk", "body", "marks", "conversation_id", "sender_id", named=True)


def _enough(talk: Conversation, sender: Any, rows: list[Any]) -> Sequence[Any]:
    """Who wrote little lately is asked about alone."""
    if len(rows) >= WINDOW - 1 or talk.last_seq <= LOOK_BACK:
        return rows[: WINDOW - 1]
    return last_said(talk, sender)


def _texts() -> Any:
    return Message.objects.filter(kind=Message.Kind.TEXT, removed_at__isnull=True)


def prepare(rows: Sequence[Message], user: Any) -> None:
    """Fetch for many messages at once what is opened; without hidden parts nothing is asked."""
    closed = [row for row in rows if not hears_raw(row, user) and _marks_of(row)]
    opened = opened_kinds({row.conversation_id: row.conversation for row in closed}.values()) if closed else {}
    for row in closed:
        row.opened = opened[row.conversation_id]  # type: ignore[attr-defined]


def body_for(message: Message, user: Any) -> str:
    """The text of one message for one reader."""
    if hears_raw(message, user):
        return message.body
    marks = _marks_of(message)
    if not marks:
        return message.body
    if not hasattr(message, "opened"):
        prepare([message], user)
    return hide(message.body, marks, message.opened)  # type: ignore[attr-defined]


def hears_raw(message: Message, user: Any) -> bool:
    """The own side reads what it wrote; the house and a counsellor's guest words are never hidden."""
    if message.role == Participation.Role.PUPIL:
        return message.conversation.pupil_id == user.pk or message.conversation.organisation_id is None
    return message.role != Participation.Role.FIRM or message.conversation.pupil_id != user.pk


def has_hidden(message: Message) -> bool:
    """Whether the other side reads less than was written."""
    return bool(_marks_of(message))


def open_fields(conversation: Conversation) -> frozenset[str]:
    """Contact fields that the pupil opened to the organisation of a conversation and that count now."""
    return open_fields_of([conversation])[conversation.pk]


def open_fields_of(conversations: Iterable[Conversation]) -> dict[int, frozenset[str]]:
    """The same for many conversations at once; what they are about is asked only where something was opened."""
    talks = list(conversations)
    shares = ContactShare.objects.live().filter(pupil__in={talk.pupil_id for talk in talks})
    given: dict[tuple[int, int | None], set[str]] = {}
    for pupil, organisation, name in shares.order_by("pk").values_list("pupil", "organisation", "field"):
        given.setdefault((pupil, organisation), set()).add(name)
    fields = {talk.pk: given.get((talk.pupil_id, talk.organisation_id), set()) for talk in talks}
    about = subjects.subjects_of([talk for talk in talks if fields[talk.pk]])
    sent = {key for key, subject in about.items() if subject.level >= OPENS_FROM_LEVEL}
    return {key: frozenset(names) if key in sent else frozenset() for key, names in fields.items()}


def opened_kinds(conversations: Iterable[Conversation]) -> dict[int, frozenset[str]]:
    """Kinds of contact data in texts that the organisation may read, by conversation key."""
    found = open_fields_of(conversations)
    return {key: frozenset().union(*(ContactShare.OPENS[name] for name in names)) for key, names in found.items()}


def _marks_of(message: Any) -> list[Any]:
    """Stored marks if they belong to the present words, else what is found in the words alone."""
    stored = message.marks
    if stored and stored[0] == _print_of(message.body):
        return stored[1:]
    return [mark.as_row() for mark in find_each([message.body])[0]]


def _stored(body: str, marks: Iterable[Any]) -> list[Any]:
    return [_print_of(body), *(mark.as_row() for mark in marks)]


def _print_of(body: str) -> int:
    """A checksum that tells an edited text from the one the marks were made for."""
    return crc32(body.encode())
