"""Counsellors by invitation: the young person asks them in, both may end it at once, everybody sees it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from core import clock
from messaging import broadcast, counsellors, notifications, permissions, refusals
from messaging.actions import items
from messaging.actions.conversations import begin, close
from messaging.models import (
    Conversation,
    CounsellingCard,
    Invitation,
    InvitationEvent,
    Message,
    Participation,
)

State = Invitation.State
# Counsellors who may be asked into one conversation at a time, and talks a young person may begin in a day.
GUESTS_AT_MOST = 3
TALKS_A_DAY = 5


@transaction.atomic
def invite_counsellor(
    conversation: Conversation, *, by: Any, membership: Membership, client_key: UUID, shows_history: bool = False
) -> Invitation:
    """The pupil asks a counsellor into a conversation with an organisation; nothing opens before they accept.

    Raises NotIn for anybody but the pupil, Closed after the end, Blocked for somebody the pupil cannot choose, Limited
    above three. The same key, and the same counsellor, gives the same invitation.
    """
    locked = items.lock(conversation)
    if locked.pupil_id != by.pk or locked.organisation is None:
        raise refusals.NotIn
    live = Invitation.objects.filter(conversation=locked, state__in=Invitation.LIVE)
    if earlier := live.filter(counsellor=membership.user_id).first():
        return earlier
    if earlier := Invitation.objects.filter(conversation=locked, client_key=client_key).first():
        return earlier
    _check_guest(locked, by, membership)
    if live.count() >= GUESTS_AT_MOST:
        raise refusals.Limited(_("Mehr als drei Beratungen lesen nicht mit."))
    made = _invitation(locked, membership, by, client_key=client_key, shows_history=shows_history)
    _tell_counsellor(made)
    return made


def _check_guest(locked: Conversation, by: Any, membership: Membership) -> None:
    if locked.state == Conversation.State.CLOSED:
        raise refusals.Closed(_("Dieses Gespräch ist beendet. Du kannst es noch lesen."))
    is_choice = counsellors.choices_for(by).filter(pk=membership.pk).exists()
    # Who answers for the organisation is on the other side already.
    if not is_choice or permissions.role_of(membership.user, locked) is not None:
        raise refusals.Blocked(_("Diese Person kannst du nicht einladen."))


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Any) -> Participation:
    """The counsellor comes in: a visible item; earlier words are open only if the pupil said so."""
    _check_counsellor(invitation, by)
    locked = items.lock(invitation.conversation)
    if locked.state == Conversation.State.CLOSED:
        raise refusals.Closed(_("Dieses Gespräch ist schon beendet."))
    if not Invitation.objects.waiting().filter(pk=invitation.pk).exists():
        raise refusals.WrongStep(f"{invitation.state} -> joined")
    _move(invitation, State.JOINED, by=by)
    seat = items.seat_for(locked, by, Participation.Role.GUEST)
    if invitation.shows_history:
        Participation.objects.filter(pk=seat.pk).update(from_seq=1)
        items.append(locked, sender=locked.pupil, role=Participation.Role.PUPIL, kind=Message.Kind.SHARE)
    _tell_pupil(invitation)
    return Participation.objects.get(pk=seat.pk)


@transaction.atomic
def decline_invitation(invitation: Invitation, *, by: Any) -> None:
    """The counsellor says no; only the pupil learns of it."""
    _check_counsellor(invitation, by)
    _move(invitation, State.DECLINED, by=by)
    _tell_pupil(invitation)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any) -> None:
    """The pupil takes an unanswered invitation back, or ends the access of a counsellor who reads along."""
    if invitation.conversation.pupil_id != by.pk:
        raise refusals.NotIn
    if Invitation.objects.filter(pk=invitation.pk, state=State.INVITED).exists():
        _move(invitation, State.WITHDRAWN, by=by)
    else:
        _end(invitation, State.REMOVED, by=by)


@transaction.atomic
def leave_conversation(invitation: Invitation, *, by: Any) -> None:
    """The counsellor goes."""
    _check_counsellor(invitation, by)
    _end(invitation, State.LEFT, by=by)


@transaction.atomic
def end_invitations(membership: Membership) -> int:
    """The counsellor left this office: nothing of it stays open."""
    live = Invitation.objects.filter(membership=membership, state__in=Invitation.LIVE)
    found = list(live.select_related("conversation", "counsellor").order_by("pk"))
    for invitation in found:
        if invitation.state == State.INVITED:
            _move(invitation, State.LOST, by=None)
        else:
            _end(invitation, State.LOST, by=None)
    return len(found)


@transaction.atomic
def begin_talk(
    membership: Membership, *, by: Any, client_key: UUID, card: CounsellingCard | None = None
) -> Conversation:
    """The young person begins a talk with a counsellor: one of the own list, or one whose card they hold.

    Needs nobody's consent. The same key, and a talk that is open, give the talk that is there. Raises NotIn for
    anybody but young people of 14 and more, Blocked for a counsellor who is not theirs to choose.
    """
    if not by.is_young or by.age_band() == "under_14":
        raise refusals.NotIn
    # Two clicks at once wait for each other here.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    if earlier := Conversation.objects.filter(pupil=by, opening_key=client_key).first():
        return earlier
    if running := _running_talk(by, membership):
        return running
    _check_talk(by, membership, card)
    talk = begin(by, organisation=None, opening_key=client_key)
    _invitation(talk, membership, by, client_key=client_key, shows_history=True, state=State.JOINED)
    items.seat_for(items.lock(talk), membership.user, Participation.Role.GUEST)
    return talk


def _running_talk(by: Any, membership: Membership) -> Conversation | None:
    rows = Conversation.objects.filter(pupil=by, organisation=None).exclude(state=Conversation.State.CLOSED)
    return rows.filter(invitations__in=Invitation.objects.standing().filter(membership=membership)).first()


def _check_talk(by: Any, membership: Membership, card: CounsellingCard | None) -> None:
    has_card = card is not None and CounsellingCard.objects.valid().filter(pk=card.pk, membership=membership).exists()
    if not has_card and not counsellors.choices_for(by).filter(pk=membership.pk).exists():
        raise refusals.Blocked(_("Mit dieser Beratung kannst du hier nicht schreiben."))
    since = clock.now() - timedelta(days=1)
    if Conversation.objects.filter(pupil=by, organisation=None, created_at__gt=since).count() >= TALKS_A_DAY:
        raise refusals.Limited(_("Für heute sind es genug neue Gespräche. Morgen geht es weiter."))


@transaction.atomic
def make_card(membership: Membership, *, by: Any) -> CounsellingCard:
    """A fresh card for the counsellor's own office; the one before leads nowhere from now on."""
    if not counsellors.offices_of(by).filter(pk=membership.pk).exists():
        raise refusals.NotIn
    Membership.objects.select_for_update().get(pk=membership.pk)
    CounsellingCard.objects.filter(membership=membership, until__isnull=True).update(until=clock.now())
    return CounsellingCard.objects.create(membership=membership)


# --- private ---------------------------------------------------------------------------------------------------------


def _invitation(
    conversation: Conversation, membership: Membership, by: Any, *, state: str = State.INVITED, **fields: Any
) -> Invitation:
    assert membership.user is not None  # noqa: S101 -- only people in office are chosen
    made = Invitation.objects.create(
        conversation=conversation, counsellor=membership.user, membership=membership, state=state, **fields
    )
    InvitationEvent.objects.create(invitation=made, by=by, after=state)
    return made


def _check_counsellor(invitation: Invitation, by: Any) -> None:
    if invitation.counsellor_id != by.pk:
        raise refusals.NotIn


def _end(invitation: Invitation, state: str, *, by: Any) -> None:
    """The seat ends visibly, tabs close at once; a talk without its counsellor is over."""
    _move(invitation, state, by=by)
    locked = items.lock(invitation.conversation)
    seat = Participation.objects.live().filter(
        conversation=locked, user=invitation.counsellor_id, role=Participation.Role.GUEST
    )
    if seat.update(until=clock.now()):
        items.append(locked, sender=invitation.counsellor, role=Participation.Role.GUEST, kind=Message.Kind.LEAVE)
    broadcast.access_ended(invitation.counsellor)
    if locked.organisation_id is None and locked.state != Conversation.State.CLOSED:
        close(locked, reason="counsellor gone")


def _move(invitation: Invitation, state: str, *, by: Any) -> None:
    before = invitation.state
    if not invitation.can_become(state):
        raise refusals.WrongStep(f"{before} -> {state}")
    changed = Invitation.objects.filter(pk=invitation.pk, state=before).update(state=state, changed_at=clock.now())
    if not changed:
        raise refusals.WrongStep(f"{before} was already left")
    invitation.state = state
    InvitationEvent.objects.create(invitation=invitation, by=by, before=before, after=state)


def _tell_counsellor(invitation: Invitation) -> None:
    notifications.notify(
        notifications.GUEST_INVITED,
        user=invitation.counsellor,
        window=str(invitation.public_id),
        url="/nachrichten/beratung/",
    )


def _tell_pupil(invitation: Invitation) -> None:
    conversation = invitation.conversation
    notifications.notify(
        notifications.GUEST_ANSWERED,
        user=conversation.pupil,
        window=f"{invitation.public_id}:{invitation.state}",
        url=conversation.get_absolute_url(),
        context={"name": invitation.counsellor.get_short_name(), "state": str(invitation.get_state_display())},
    )
