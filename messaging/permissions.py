"""Who may open, read, write and judge. Actions, pages and sockets ask here."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions as people
from accounts.models import Organisation
from messaging import refusals, subjects
from messaging.models import Block, Conversation, Invitation, Message, Participation, Report

# Firms' unanswered messages to one minor (messaging contract, limits).
UNANSWERED_LIMIT = 3
# Contact fields open with a sent application (product.md 3).
SHARES_FROM_LEVEL = 2


def may_open(user: Any, organisation: Organisation) -> bool:
    """Only a young person opens a conversation, a minor only with a checked organisation and consent."""
    if not people.may_contact_firms(user) or is_blocked(user, organisation):
        return False
    return not user.is_minor() or people.may_receive_minors(organisation)


def is_blocked(pupil: Any, organisation: Organisation) -> bool:
    """Whether one of the two sides blocked the other."""
    return Block.objects.between(pupil, organisation).exists()


def may_share_contact(user: Any, conversation: Conversation, *, level: int | None = None) -> bool:
    """The pupil of a conversation about a sent application, towards a checked organisation."""
    if conversation.pupil_id != user.pk or conversation.organisation is None:
        return False
    if level is None:
        subject = subjects.subject_of(conversation)
        level = subject.level if subject else 1
    return level >= SHARES_FROM_LEVEL and people.may_receive_minors(conversation.organisation)


def may_moderate(user: Any) -> bool:
    """Trained people of the moderation; never the firm, never the guild."""
    return bool(user.is_authenticated and people.is_moderator(user))


def may_decide(user: Any, report: Report) -> bool:
    """A moderator who is no party; a complaint is decided by another person than the first decision."""
    if not may_moderate(user) or _is_party(user, report):
        return False
    if report.state != Report.State.COMPLAINT:
        return True
    # Who proposed a ban decided with the one who agreed: both stay out of the complaint.
    return report.decided_by_id != user.pk and not report.bans.filter(proposed_by=user).exists()


def _is_party(user: Any, report: Report) -> bool:
    """Reported it, is reported, or belongs to the organisation it is about."""
    talk = report.conversation
    bodies = [body for body in (report.organisation, talk.organisation if talk else None) if body is not None]
    own = {report.reporter_id, report.judged.pk if report.judged else None}
    return user.pk in own or any(people.is_member(user, body) for body in bodies)


def role_of(user: Any, conversation: Conversation) -> str | None:
    """Role in which this person stands to a conversation, None for a stranger. Asks the rows, caches nothing."""
    if conversation.pupil_id == user.pk:
        return Participation.Role.PUPIL
    if conversation.organisation is not None and people.may_answer_for(user, conversation.organisation):
        return Participation.Role.FIRM
    joined = Invitation.objects.standing().filter(conversation=conversation, counsellor_id=user.pk)
    return Participation.Role.GUEST if joined.exists() else None


def writing_refusal(user: Any, conversation: Conversation, *, at: datetime) -> refusals.Refused | None:
    """The reason why this person may not write now, None if nothing stands against it; raises NotIn for strangers."""
    role = role_of(user, conversation)
    if role is None:
        raise refusals.NotIn
    refusal = refusal_of(role, conversation, sides=blocking_sides(conversation), at=at)
    if refusal is None and role == Participation.Role.FIRM and conversation.pupil.is_minor():
        return _unanswered_refusal(conversation)
    return refusal


def refusal_of(
    role: str, conversation: Conversation, *, sides: Collection[str], at: datetime
) -> refusals.Refused | None:
    """What stands against any words of this side, whoever writes them; `sides` have blocked the other one.

    Asked for one person, for many letters at once and when words that waited are delivered: one rule for all three.
    """
    return (
        _state_refusal(role, conversation)
        or _block_refusal(role, sides)
        or _waiting_refusal(role, conversation, at)
        or _unchecked_refusal(role, conversation)
    )


def blocking_sides(conversation: Conversation) -> frozenset[str]:
    """The sides that blocked the other one."""
    if conversation.organisation_id is None:
        return frozenset()
    blocks = Block.objects.between(conversation.pupil_id, conversation.organisation_id)
    return frozenset(blocks.order_by().values_list("side", flat=True))


def _state_refusal(role: str, conversation: Conversation) -> refusals.Refused | None:
    if conversation.state == Conversation.State.CLOSED:
        return refusals.Closed(_closed_text(role))
    if conversation.state == Conversation.State.PAUSED:
        return refusals.NoConsent(_paused_text(role))
    if conversation.state == Conversation.State.FROZEN and role != Participation.Role.PUPIL:
        return refusals.Blocked(_("Dieses Gespräch ist pausiert. Wir melden uns, sobald es weitergeht."))
    return None


def _block_refusal(role: str, sides: Collection[str]) -> refusals.Refused | None:
    """The side that blocked reads so; the other one reads the same as at an end."""
    if not sides:
        return None
    if role in sides:
        return refusals.Blocked(_own_block_text(role))
    return refusals.Closed(_closed_text(role))


def _own_block_text(role: str) -> str:
    if role == Participation.Role.PUPIL:
        return _("Du hast diesen Betrieb blockiert. Heb die Blockade auf, wenn du wieder schreiben willst.")
    return _("Ihr Betrieb hat diesen Kontakt blockiert.")


def _closed_text(role: str) -> str:
    if role == Participation.Role.PUPIL:
        return _("Dieses Gespräch ist beendet. Du kannst es noch lesen.")
    return _("Dieses Gespräch ist beendet. Sie können es noch lesen.")


def _paused_text(role: str) -> str:
    if role == Participation.Role.PUPIL:
        return _("Das Gespräch ruht. Hilfe und Melden gehen immer.")
    return _("Konto pausiert. Sie können gerade nicht schreiben.")


def _waiting_refusal(role: str, conversation: Conversation, at: datetime) -> refusals.Refused | None:
    if conversation.organisation_id is None:
        return None
    if not people.may_contact_firms(conversation.pupil):
        return refusals.NoConsent(_paused_text(role))
    opens_at = opening_of(conversation)
    if opens_at is None or opens_at <= at:
        return None
    return refusals.NotYet(opens_at, retry_after=int((opens_at - at).total_seconds()) + 1)


def opening_of(conversation: Conversation) -> datetime | None:
    """Moment from which both sides may write (24 hours after the guardian's yes), None when nothing waits."""
    moments = [conversation.writable_from, people.writing_opens_at(conversation.pupil)]
    return max((moment for moment in moments if moment is not None), default=None)


def _unchecked_refusal(role: str, conversation: Conversation) -> refusals.Refused | None:
    """Between a minor and an organisation that is not checked, or whose change is looked at, nothing is written."""
    firm = conversation.organisation
    if firm is None or not conversation.pupil.is_minor() or people.may_receive_minors(firm):
        return None
    if role == Participation.Role.PUPIL:
        return refusals.Blocked(_("Dieser Betrieb wird gerade geprüft. Schreiben geht danach wieder."))
    if role == Participation.Role.FIRM:
        return refusals.Blocked(_("Erst wenn Ihr Betrieb geprüft ist, können Sie hier schreiben."))
    return None


def _unanswered_refusal(conversation: Conversation) -> refusals.Refused | None:
    if unanswered(conversation) < UNANSWERED_LIMIT:
        return None
    return refusals.NotFirst(_("Drei Nachrichten warten schon auf Antwort. Bitte warten Sie, bis geantwortet wurde."))


def unanswered(conversation: Conversation) -> int:
    """Texts of the organisation, held ones included, since the pupil wrote last."""
    texts = Message.objects.filter(conversation=conversation, kind=Message.Kind.TEXT)
    last = texts.numbered().filter(role=Participation.Role.PUPIL).order_by("-seq").values_list("seq", flat=True).first()
    firm = texts.filter(role=Participation.Role.FIRM)
    return firm.numbered().filter(seq__gt=last or 0).count() + firm.held().count()
