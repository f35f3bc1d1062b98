"""A conversation as one person sees it: heading, items by day, what may be written now."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts import person
from core import clock
from messaging import calls, feed, masking, permissions, quiet, refusals
from messaging.models import Conversation, Invitation, Message, Participation
from messaging.subjects import Subject, closes_at, subject_of

# Items on one page; earlier ones are a link away.
PAGE_ITEMS = 100


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    conversation: Conversation
    title: str
    sign: str
    preview: str
    unread: int
    subject: Subject | None

    @property
    def state(self) -> str:
        """Words for a conversation that is not open; empty for an open one."""
        is_open = self.conversation.state == Conversation.State.OPEN
        return "" if is_open else str(self.conversation.get_state_display())


@dataclass(frozen=True)
class Reader:
    """Somebody who reads along, as the page names them."""

    name: str
    role: str


@dataclass(frozen=True)
class Thread:
    """Everything the page of a conversation shows."""

    conversation: Conversation
    role: str
    title: str
    # Counsellors who read along with an organisation, for everybody to see.
    guests: str
    subject: Subject | None
    seat: Participation | None
    days: list[tuple[date, list[dict[str, Any]]]]
    first: int
    last: int
    held: list[Message]
    refusal: str
    is_night: bool
    unread: int
    latecomers: list[Participation]
    readers: list[Reader]
    person: list[person.Line]
    level: int
    newest_foreign: str
    # Last day for writing after the matter ended, while the conversation is open.
    writable_until: date | None
    # Public id of the invitation by which a counsellor reads here.
    invitation: str

    @property
    def sign(self) -> str:
        """Two letters of the title."""
        return sign_of(self.title)

    @property
    def from_seq(self) -> int:
        """First number this person may read."""
        return self.seat.from_seq if self.seat else 0

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Questions ready to be asked."""
        return self.subject.suggestions if self.subject else ()

    @property
    def has_earlier(self) -> bool:
        """Whether earlier items exist that this person may read."""
        return self.seat is not None and self.first > self.seat.from_seq

    @property
    def is_pupil(self) -> bool:
        """Whether the reader is the young person."""
        return self.role == Participation.Role.PUPIL

    @property
    def is_guest(self) -> bool:
        """Whether the reader is a counsellor."""
        return self.role == Participation.Role.GUEST


def title_for(user: Any, conversation: Conversation, subject: Subject | None, guests: str = "") -> str:
    """The other side's name: organisation or counsellor for the pupil, the name of the reached level for the others."""
    if conversation.pupil_id == user.pk:
        return conversation.organisation.name if conversation.organisation else guests or _("Beratung")
    return person.called(conversation.pupil, _level(user, conversation, subject))


def guests_of(conversations: list[Conversation]) -> dict[int, str]:
    """Names of the counsellors who take part, by conversation; one query for many."""
    seats = Participation.objects.live().filter(conversation__in=conversations, role=Participation.Role.GUEST)
    names: dict[int, list[str]] = {}
    for seat in seats.select_related("user").order_by("pk"):
        names.setdefault(seat.conversation_id, []).append(seat.user.get_short_name())  # type: ignore[attr-defined]
    return {key: ", ".join(found) for key, found in names.items()}


def _level(user: Any, conversation: Conversation, subject: Subject | None) -> int:
    """The level reached with the organisation, as far as this reader may look now."""
    return accounts_permissions.revealed_to(user, conversation.pupil, subject.level if subject else 1)


def sign_of(title: str) -> str:
    """Two letters for the sign beside a name."""
    words = [word for word in title.split() if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def build(user: Any, conversation: Conversation, *, before: int | None = None) -> Thread:
    """The page of a visible conversation; `before` shows an earlier stretch."""
    role = str(permissions.role_of(user, conversation))
    seat = Participation.objects.live().with_unread().filter(conversation=conversation, user=user).first()
    rows = _stretch(user, conversation, before)
    subject = subject_of(conversation)
    guests = guests_of([conversation]).get(conversation.pk, "")
    marks = calls.marks(user, conversation.public_id)
    return Thread(
        conversation=conversation,
        role=role,
        title=title_for(user, conversation, subject, guests),
        guests=guests if conversation.organisation_id else "",
        subject=subject,
        seat=seat,
        days=_by_day([_shown(row, user, marks) for row in rows]),
        first=rows[0].seq or 0 if rows else 0,
        last=rows[-1].seq or 0 if rows else 0,
        held=list(Message.objects.held().filter(conversation=conversation, sender=user).order_by("pk")),
        refusal=refusal_text(user, conversation),
        is_night=conversation.pupil.is_minor() and quiet.ends_at(clock.now()) is not None,
        unread=seat.unread if seat else 0,
        latecomers=_latecomers(conversation) if role == Participation.Role.PUPIL else [],
        readers=_readers(conversation),
        person=_person(user, conversation, subject) if role == Participation.Role.FIRM else [],
        level=_card_level(user, conversation, subject),
        newest_foreign=_newest_foreign(rows, user),
        writable_until=_writable_until(conversation, subject),
        invitation=_invitation(user, conversation) if role == Participation.Role.GUEST else "",
    )


def _readers(conversation: Conversation) -> list[Reader]:
    seats = Participation.objects.live().filter(conversation=conversation).select_related("user").order_by("pk")
    return [Reader(seat.user.get_short_name(), str(seat.get_role_display())) for seat in seats]


def _person(user: Any, conversation: Conversation, subject: Subject | None) -> list[person.Line]:
    """Lines about the pupil at the level reached with this organisation; a paused account shows nothing."""
    if conversation.state == Conversation.State.PAUSED:
        return []
    level = _card_level(user, conversation, subject)
    return person.card(conversation.pupil, level, shared=masking.open_fields(conversation))


def _card_level(user: Any, conversation: Conversation, subject: Subject | None) -> int:
    """The level of the card: 3 where the pupil opened a contact field after the application."""
    level = _level(user, conversation, subject)
    return person.CONTACT if level == person.APPLIED and masking.open_fields(conversation) else level


def _writable_until(conversation: Conversation, subject: Subject | None) -> date | None:
    moment = closes_at(subject)
    is_closed = conversation.state == Conversation.State.CLOSED
    return clock.local(moment).date() if moment and not is_closed else None


def _invitation(user: Any, conversation: Conversation) -> str:
    found = Invitation.objects.standing().filter(conversation=conversation, counsellor=user).first()
    return str(found.public_id) if found else ""


def _newest_foreign(rows: list[Message], user: Any) -> str:
    """Public id of the other side's newest text: what „Melden“ in the heading is about."""
    foreign = [row for row in rows if row.kind == Message.Kind.TEXT and row.sender_id != user.pk]
    return str(foreign[-1].public_id) if foreign else ""


def _stretch(user: Any, conversation: Conversation, before: int | None) -> list[Message]:
    rows = Message.objects.readable_by(user).filter(conversation=conversation)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    rows = rows.select_related("sender", "target", "conversation__organisation")
    stretch = [*reversed(rows.order_by("-seq")[:PAGE_ITEMS])]
    masking.prepare(stretch, user)
    return stretch


def _shown(row: Message, user: Any, marks: dict[str, dict[str, int]]) -> dict[str, Any]:
    return {**feed.item(row, user), "way": _way(row, marks), "moment": row.at, "day": clock.local(row.at).date()}


def _way(row: Message, marks: dict[str, dict[str, int]]) -> str:
    """How far an own message has come, as far as the others let it be seen."""
    seq = row.seq or 0
    if seq <= max(marks["read"].values(), default=0):
        return _("gelesen")
    return _("zugestellt") if seq <= max(marks["delivered"].values(), default=0) else _("gesendet")


def _by_day(items: list[dict[str, Any]]) -> list[tuple[date, list[dict[str, Any]]]]:
    return [(day, list(of_day)) for day, of_day in groupby(items, key=lambda item: item["day"])]


def _latecomers(conversation: Conversation) -> list[Participation]:
    """People who joined later and do not see the earlier words; the pupil may show them."""
    seats = Participation.objects.live().filter(conversation=conversation, from_seq__gt=1)
    return list(seats.select_related("user").order_by("pk"))


def refusal_text(user: Any, conversation: Conversation, *, at: datetime | None = None) -> str:
    """The sentence that stands in place of the text field, empty when writing is open."""
    try:
        refusal = permissions.writing_refusal(user, conversation, at=at or clock.now())
    except refusals.NotIn:
        return _("Dieses Gespräch gehört nicht zu dir.")
    return refusal.text if refusal else ""


def inbox_rows(user: Any, conversations: list[Conversation], subjects: dict[int, Subject]) -> list[Row]:
    """Lines of the inbox; four queries whatever its length."""
    seats = Participation.objects.live().with_unread().filter(user=user, conversation__in=conversations)
    unread = {seat.conversation_id: seat.unread for seat in seats.order_by("pk")}  # type: ignore[attr-defined]
    last = Message.objects.readable_by(user).filter(conversation__in=conversations).with_newest_only()
    newest = list(last.select_related("sender", "conversation__organisation").order_by("pk"))
    masking.prepare(newest, user)
    words = {row.conversation_id: feed.body_of(row, user) for row in newest}
    guests = guests_of([one for one in conversations if one.organisation_id is None])
    return [
        _row(user, one, unread.get(one.pk, 0), words.get(one.pk), subjects.get(one.pk), guests.get(one.pk, ""))
        for one in conversations
    ]


def _row(
    user: Any, conversation: Conversation, unread: int, words: str | None, subject: Subject | None, guests: str
) -> Row:
    title = title_for(user, conversation, subject, guests)
    return Row(
        conversation=conversation,
        title=title,
        sign=sign_of(title),
        preview=words or "",
        unread=unread,
        subject=subject,
    )
