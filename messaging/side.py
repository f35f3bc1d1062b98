"""What stands beside a conversation besides its words: contact, block, and who may do what about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import person
from core import clock
from messaging import duty, masking, permissions
from messaging.models import Appointment, Block, Conversation, Participation, SignHit
from messaging.subjects import Subject

# More than these stand on the page of appointments.
MEETINGS_SHOWN = 3


@dataclass(frozen=True)
class Side:
    """The right column of a conversation for one reader."""

    may_share: bool
    shared: tuple[str, ...]
    contact: tuple[person.Line, ...]
    may_block: bool
    may_meet: bool
    is_blocked: bool
    # Nobody of the moderation is there: words to a minor wait until this moment, or until somebody comes.
    waits: bool
    # Words of the other side that deserve a second look: the pupil reads a gentle card with help.
    has_sign: bool
    waits_until: datetime | None
    # Proposed and agreed meetings to come, the next first.
    meetings: list[Appointment]
    # When the firm usually answers, in its own choice of words; only the young person waits for it.
    answers: str


def build(user: Any, conversation: Conversation, subject: Subject | None) -> Side:
    """The column for a reader of a visible conversation."""
    role = permissions.role_of(user, conversation)
    is_pupil = role == Participation.Role.PUPIL
    blocks = Block.objects.visible_to(user).between(conversation.pupil_id, conversation.organisation_id)
    level = subject.level if subject else 1
    now = clock.now()
    waits = role == Participation.Role.FIRM and conversation.pupil.is_minor() and not duty.is_kept(now)
    return Side(
        may_share=is_pupil and permissions.may_share_contact(user, conversation, level=level),
        shared=tuple(sorted(masking.open_fields(conversation))) if level >= masking.OPENS_FROM_LEVEL else (),
        contact=contact_of(conversation) if is_pupil and level >= masking.OPENS_FROM_LEVEL else (),
        may_meet=conversation.organisation is not None and role in {"pupil", "firm"},
        may_block=conversation.organisation_id is not None and role in {"pupil", "firm"},
        waits=waits,
        has_sign=is_pupil and SignHit.objects.filter(message__conversation=conversation).exists(),
        waits_until=duty.opens_at(now) if waits and duty.is_planned(now) else None,
        meetings=_meetings(user, conversation),
        answers=_answers(conversation) if is_pupil else "",
        is_blocked=conversation.organisation_id is not None and blocks.exists(),
    )


def _answers(conversation: Conversation) -> str:
    firm = conversation.organisation
    is_open = conversation.state == Conversation.State.OPEN
    return str(firm.get_answers_display()) if firm is not None and firm.answers and is_open else ""


def _meetings(user: Any, conversation: Conversation) -> list[Appointment]:
    rows = Appointment.objects.visible_to(user).to_come(clock.now()).filter(conversation=conversation)
    return list(rows.select_related("conversation").order_by("starts_at", "pk")[:MEETINGS_SHOWN])


def contact_of(conversation: Conversation) -> tuple[person.Line, ...]:
    """The checked organisation's contact card; the pupil reads it once the application is sent."""
    firm = conversation.organisation
    if firm is None or not firm.is_verified:
        return ()
    values = {
        "phone": (_("Telefon"), " ".join(filter(None, [firm.phone, firm.phone_hours]))),
        "email": (_("E-Mail"), firm.email),
    }
    lines = (person.Line(person.APPLIED, code, label, value) for code, (label, value) in values.items())
    return tuple(line for line in lines if line.value)
