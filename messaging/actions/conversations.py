"""Opening, joining, pausing and ending conversations."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.permissions import may_answer_for, may_contact_firms
from core import clock
from messaging import broadcast, permissions, readers, refusals
from messaging.actions import items
from messaging.actions.messages import send
from messaging.models import Conversation, ConversationEvent, Message, Notification, Participation, Report
from messaging.models.conversation import organisations_answered_by
from messaging.signals import conversation_moved

# First contacts by a pupil (messaging contract, limits).
CONTACTS_A_DAY = 10
CONTACTS_PER_FIRM = 3
FIRM_WINDOW = timedelta(days=30)


def open_conversation(
    *,
    by: Any,
    organisation: Organisation,
    body: str = "",
    client_key: UUID | None = None,
    writable_from: datetime | None = None,
) -> Conversation:
    """Open a conversation of a pupil with an organisation, perhaps with a first question.

    `by` is always the pupil: nobody else opens one. The same client key gives the same conversation. Raises NotIn for
    other people, NoConsent before the guardian's yes, Blocked for a minor and an organisation that is not verified.
    """
    with transaction.atomic():
        if client_key and (earlier := Conversation.objects.filter(pupil=by, opening_key=client_key).first()):
            return earlier
        _check_opening(by, organisation, first_contact=bool(body))
        conversation = begin(by, organisation=organisation, opening_key=client_key, writable_from=writable_from)
        if body:
            send(conversation, by=by, body=body, client_key=client_key)
    return conversation


def begin(pupil: Any, *, organisation: Organisation | None, **fields: Any) -> Conversation:
    """The row of a conversation with its first seats; whoever calls has asked whether it may begin."""
    conversation = Conversation.objects.create(pupil=pupil, organisation=organisation, **fields)
    _seat_everybody(conversation)
    _record(conversation, before="", by=pupil)
    return conversation


def _check_opening(by: Any, organisation: Organisation, *, first_contact: bool) -> None:
    if not by.is_young:
        raise refusals.NotIn
    if not may_contact_firms(by):
        raise refusals.NoConsent(_("Bevor du Betrieben schreibst, müssen deine Eltern zustimmen."))
    if not permissions.may_open(by, organisation):
        raise refusals.Blocked(_("Dieser Betrieb ist noch nicht geprüft. Du kannst ihm noch nicht schreiben."))
    if first_contact:
        _check_contacts(by, organisation)


def _check_contacts(by: Any, organisation: Organisation) -> None:
    """Only openings with words of the pupil count; applications and bookings have limits of their own."""
    asked = Conversation.objects.filter(pupil=by, messages__seq=1, messages__kind=Message.Kind.TEXT)
    if asked.filter(created_at__gt=clock.now() - timedelta(days=1)).count() >= CONTACTS_A_DAY:
        raise refusals.Limited(_("Zehn neue Fragen an einem Tag sind genug. Morgen geht es weiter."))
    recent = asked.filter(organisation=organisation, created_at__gt=clock.now() - FIRM_WINDOW)
    if recent.count() >= CONTACTS_PER_FIRM:
        raise refusals.Limited(_("Du hast diesem Betrieb schon drei Fragen gestellt. Schreib im Gespräch weiter."))


def _seat_everybody(conversation: Conversation) -> None:
    """The pupil and all who answer for the organisation today: named from the start, nobody reads unseen."""
    seats = [Participation(conversation=conversation, user=conversation.pupil, role=Participation.Role.PUPIL)]
    if conversation.organisation is not None:
        people = readers.answering_for(conversation.organisation)
        seats += [Participation(conversation=conversation, user=one, role=Participation.Role.FIRM) for one in people]
    Participation.objects.bulk_create(seats)


@transaction.atomic
def add_state_line(conversation: Conversation, text: str, *, by: Any = None) -> Message:
    """Write a line about the matter („Eingeladen für Mittwoch“); the system speaks, so no limit applies."""
    return items.append(items.lock(conversation), sender=None, kind=Message.Kind.STATE, body=text)


@transaction.atomic
def join(conversation: Conversation, *, by: Any) -> Participation:
    """Take a seat as somebody who answers for the organisation: a visible item, earlier words stay closed."""
    role = permissions.role_of(by, conversation)
    if role is None:
        raise refusals.NotIn
    return items.seat_for(items.lock(conversation), by, role)


@transaction.atomic
def share_history(conversation: Conversation, participation: Participation, *, by: Any) -> None:
    """The pupil shows the earlier words to a person who joined later; visible to all."""
    if conversation.pupil_id != by.pk or participation.conversation_id != conversation.pk:
        raise refusals.NotIn
    if not Participation.objects.live().filter(pk=participation.pk, from_seq__gt=1).update(from_seq=1):
        return
    items.append(items.lock(conversation), sender=by, role=Participation.Role.PUPIL, kind=Message.Kind.SHARE)


@transaction.atomic
def mark_read(conversation: Conversation, *, by: Any, seq: int) -> None:
    """Raise the person's read mark to `seq`, never lower it; notices about this conversation count as seen."""
    if not Conversation.objects.visible_to(by).filter(pk=conversation.pk).exists():
        raise refusals.NotIn
    last = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation.pk)
    mark = min(seq, last)
    seat = Participation.objects.live().filter(conversation=conversation, user=by, read_seq__lt=mark)
    if seat.update(read_seq=mark):
        _see_notices(by, conversation)
        if Participation.objects.live().filter(conversation=conversation, user=by, shows_read=True).exists():
            broadcast.marked(conversation)


@transaction.atomic
def mark_delivered(conversation: Conversation, *, by: Any, seq: int) -> None:
    """Raise what a device of this person holds to `seq`, never lower it; the senders see „zugestellt“."""
    if not Conversation.objects.visible_to(by).filter(pk=conversation.pk).exists():
        raise refusals.NotIn
    last = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation.pk)
    mark = min(seq, last)
    seat = Participation.objects.live().filter(conversation=conversation, user=by, delivered_seq__lt=mark)
    if seat.update(delivered_seq=mark):
        broadcast.marked(conversation)


@transaction.atomic
def show_read_marks(conversation: Conversation, *, by: Any, shown: bool) -> None:
    """Let the others see how far this person has read, or no longer; raises NotIn without a seat."""
    if not Participation.objects.live().filter(conversation=conversation, user=by).update(shows_read=shown):
        raise refusals.NotIn
    broadcast.marked(conversation)


def mark_all_read(*, by: Any) -> None:
    """Raise all read marks of a person to the end."""
    for conversation in Conversation.objects.joined_by(by).order_by("pk"):
        mark_read(conversation, by=by, seq=conversation.last_seq)


def _see_notices(by: Any, conversation: Conversation) -> None:
    notices = (
        Notification.objects.visible_to(by)
        .unread()
        .filter(kind="message_new", window__startswith=f"{conversation.public_id}:")
    )
    notices.update(read_at=clock.now())


@transaction.atomic
def close(conversation: Conversation, *, by: Any = None, reason: str = "") -> Conversation:
    """End a conversation for writing; people may end their own (pupil) or a report (moderation); None is the system."""
    if by is not None and conversation.pupil_id != by.pk and not permissions.may_moderate(by):
        raise PermissionDenied
    return _move(conversation, Conversation.State.CLOSED, by=by, reason=reason)


@transaction.atomic
def freeze(conversation: Conversation, *, by: Any = None, reason: str = "") -> Conversation:
    """Stop the organisation's side while a report is looked at; nobody is named."""
    return _move(conversation, Conversation.State.FROZEN, by=by, reason=reason)


@transaction.atomic
def unfreeze(conversation: Conversation, *, by: Any = None, reason: str = "") -> Conversation:
    """Let a frozen or paused conversation go on, as far as other reports and the guardian's consent allow."""
    return _move(conversation, _resting_state(conversation), by=by, reason=reason)


@transaction.atomic
def pause_for(pupil: Any, *, reason: str = "") -> int:
    """Stop both sides of all conversations of a pupil with organisations; returns how many were stopped."""
    running = Conversation.objects.filter(pupil=pupil, organisation__isnull=False, state__in=["open", "frozen"])
    stopped = [_move(one, Conversation.State.PAUSED, reason=reason) for one in running.order_by("pk")]
    for conversation in stopped:
        broadcast.paused(conversation)
    return len(stopped)


@transaction.atomic
def resume_for(pupil: Any, *, reason: str = "") -> int:
    """Let all paused conversations of a pupil go on; returns how many were moved."""
    paused = Conversation.objects.filter(pupil=pupil, state=Conversation.State.PAUSED)
    moved = [unfreeze(one, reason=reason) for one in paused.order_by("pk")]
    return len(moved)


def _resting_state(conversation: Conversation) -> str:
    pupil = get_user_model().objects.select_related("pupil_profile").get(pk=conversation.pupil_id)
    profile = getattr(pupil, "pupil_profile", None)
    if not may_contact_firms(pupil) or (profile is not None and profile.is_paused):
        return Conversation.State.PAUSED
    about_page = Q(conversation=None, organisation=conversation.organisation_id, reporter=conversation.pupil_id)
    waiting = Report.objects.filter(Q(conversation=conversation) | about_page, freezes=True, decided_at__isnull=True)
    return Conversation.State.FROZEN if waiting.exists() else Conversation.State.OPEN


def _move(conversation: Conversation, state: str, *, by: Any = None, reason: str = "") -> Conversation:
    locked = items.lock(conversation)
    before = locked.state
    if before == state:
        return locked
    if not locked.can_become(state):
        raise refusals.WrongStep(f"{before} -> {state}")
    # `changed_at` moves too: tabs without a bus find the new state by it.
    if not Conversation.objects.filter(pk=locked.pk, state=before).update(state=state, changed_at=clock.now()):
        raise refusals.WrongStep(f"{before} was already left")
    locked.state = conversation.state = state
    _record(locked, before=before, by=by, reason=reason)
    broadcast.changed(locked)
    return locked


def _record(conversation: Conversation, *, before: str, by: Any, reason: str = "") -> None:
    ConversationEvent.objects.create(
        conversation=conversation, before=before, after=conversation.state, by=by, reason=reason
    )
    conversation_moved.send(Conversation, conversation=conversation, before=before)


@transaction.atomic
def pause_without_consent(pupil: Any) -> int:
    """Stop the pupil's conversations unless contact with firms is still allowed."""
    return 0 if may_contact_firms(pupil) else pause_for(pupil, reason="consent")


@transaction.atomic
def leave_lost(user: Any) -> int:
    """End the seats of a person in conversations of organisations no longer answered for; each is a visible item."""
    seats = Participation.objects.live().filter(user=user, role=Participation.Role.FIRM)
    lost = seats.exclude(conversation__organisation__in=organisations_answered_by(user).values("pk"))
    ended = list(lost.select_related("conversation", "user").order_by("pk"))
    for seat in ended:
        _leave(seat)
    broadcast.access_ended(user)
    return len(ended)


@transaction.atomic
def leave_office(firm: Organisation) -> int:
    """End the seats of everybody who no longer answers for this firm."""
    seats = Participation.objects.live().filter(conversation__organisation=firm, role=Participation.Role.FIRM)
    people = get_user_model().objects.filter(pk__in=seats.values("user")).order_by("pk")
    return sum(leave_lost(person) for person in people if not may_answer_for(person, firm))


def _leave(seat: Participation) -> None:
    locked = items.lock(seat.conversation)
    items.append(locked, sender=seat.user, role=seat.role, kind=Message.Kind.LEAVE)
    seat.until = clock.now()
    seat.save(update_fields=["until"])


@transaction.atomic
def close_all(user: Any) -> int:
    """End all conversations a person opened and all own seats: the account is gone."""
    running = Conversation.objects.filter(pupil=user).exclude(state=Conversation.State.CLOSED).order_by("pk")
    ended = [_move(one, Conversation.State.CLOSED, reason="account closed") for one in running]
    Participation.objects.live().filter(user=user).exclude(role="pupil").update(until=clock.now())
    broadcast.access_ended(user)
    return len(ended)
