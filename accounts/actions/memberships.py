"""Who acts for an organisation: inviting, joining, changing roles, letting go."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions, signals
from accounts.actions import links, notices
from accounts.actions.audit import record
from accounts.actions.people import create_person
from accounts.models import Link, Membership, MembershipEvent, Organisation, User
from accounts.models.memberships import ROLES_OF_KIND
from accounts.situations import AlreadyMember, LastOwner, LinkSpent, NotTheInvited, WrongRole, WrongStep
from core import clock, limits

State = Membership.State
INVITATIONS_PER_DAY = 10
INVITATIONS_PER_TARGET = 3
DAY_SECONDS = 86_400


@transaction.atomic
def invite(organisation: Organisation, *, by: User, email: str, role: str, client_key: Any = None) -> Membership:
    """Send a single-use link, valid 14 days, bound to address, role and organisation."""
    _owner(by, organisation)
    _role_exists(organisation, role)
    if client_key and (sent := Membership.objects.filter(client_key=client_key, invited_by=by).first()):
        return sent
    email = email.strip().lower()
    _nobody_yet(organisation, email)
    limits.hit("invitation_by", str(by.pk), limit=INVITATIONS_PER_DAY, seconds=DAY_SECONDS)
    limits.hit("invitation_to", email, limit=INVITATIONS_PER_TARGET, seconds=DAY_SECONDS)
    invited = Membership.objects.create(
        organisation=organisation,
        role=role,
        state=State.INVITED,
        invited_email=email,
        invited_by=by,
        invited_until=clock.now() + timedelta(days=Membership.INVITATION_DAYS),
        client_key=client_key,
    )
    _record(invited, before="", by=by)
    _mail_invitation(invited, by)
    return invited


@transaction.atomic
def accept_invitation(link: Link, *, by: User) -> Membership:
    """Join with the address the invitation was sent to; the link is used up."""
    invited = _invitation(link)
    addresses = EmailAddress.objects.filter(user=by, verified=True, email__iexact=invited.invited_email)
    if by.is_young or not (addresses.exists() and by.is_active):
        raise NotTheInvited(by.pk)
    if Membership.objects.active().filter(user=by, organisation=invited.organisation).exists():
        raise AlreadyMember(by.pk)
    links.spend(link)
    return _start(invited, by)


@transaction.atomic
def join_as_new_person(link: Link, *, first_name: str, last_name: str, by: None = None) -> Membership:
    """Open the account an invitation was sent to; the mailed link proves the mailbox, signing in still needs a code."""
    invited = _invitation(link)
    if User.objects.filter(email__iexact=invited.invited_email).exists():
        raise NotTheInvited(invited.invited_email)
    links.spend(link)
    user = create_person(
        invited.invited_email,
        by=None,
        first_name=first_name,
        last_name=last_name,
        shown_name=f"{first_name} {last_name}".strip(),
    )
    return _start(invited, user)


@transaction.atomic
def add_member(organisation: Organisation, user: User, *, role: str, by: User | None) -> Membership:
    """Put a person into an organisation without an invitation: administrators and commands (by=None)."""
    if by is not None and not by.is_superuser:
        raise PermissionDenied
    _role_exists(organisation, role)
    if Membership.objects.active().filter(user=user, organisation=organisation).exists():
        raise AlreadyMember(user.pk)
    held = Membership.objects.create(organisation=organisation, user=user, role=role)
    _record(held, before="", by=by)
    signals.membership_started.send(Membership, membership=held)
    return held


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User) -> Membership:
    """Give a person another role; the last owner keeps an owner's role."""
    _owner(by, membership.organisation)
    _role_exists(membership.organisation, role)
    _lock(membership.organisation)
    if role not in Membership.OWNER_ROLES:
        _not_the_last_owner(membership)
    before = membership.role
    if not Membership.objects.active().filter(pk=membership.pk).update(role=role):
        raise WrongStep("not active")
    membership.refresh_from_db()
    _record(membership, before=membership.state, by=by, reason=f"{before} -> {role}")
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """Leave, let somebody go, or take an invitation back; raises LastOwner for the last who may manage."""
    if membership.user_id != by.pk:
        _owner(by, membership.organisation)
    # Two owners may leave at the same moment: the second waits here and finds itself the last.
    _lock(membership.organisation)
    membership.refresh_from_db()
    _not_the_last_owner(membership)
    return _end(membership, by=by, reason=reason)


@transaction.atomic
def end_old_invitations(now: datetime | None = None, *, by: None = None) -> int:
    """End invitations nobody took up in 14 days; returns how many."""
    old = Membership.objects.filter(state=State.INVITED, invited_until__lte=now or clock.now()).order_by("pk")
    ended = [_end(invited, by=None, reason="not_taken_up") for invited in old]
    return len(ended)


def _end(membership: Membership, *, by: User | None, reason: str) -> Membership:
    before = membership.state
    if not membership.can_become(State.ENDED):
        raise WrongStep(f"{before} -> ended")
    step = Membership.objects.filter(pk=membership.pk, state=before)
    if not step.update(state=State.ENDED, ends_on=clock.today()):
        raise WrongStep(f"{before} was already left")
    membership.refresh_from_db()
    links.close(Link.Purpose.INVITATION, membership=membership)
    _record(membership, before=before, by=by, reason=reason)
    if before == State.ACTIVE:
        signals.membership_ended.send(Membership, membership=membership)
    return membership


def _start(invited: Membership, user: User) -> Membership:
    step = Membership.objects.filter(pk=invited.pk, state=State.INVITED)
    if not step.update(state=State.ACTIVE, user=user, starts_on=clock.today()):
        raise LinkSpent(invited.pk)
    invited.refresh_from_db()
    _record(invited, before=State.INVITED, by=user)
    signals.membership_started.send(Membership, membership=invited)
    return invited


def _invitation(link: Link) -> Membership:
    if link.purpose != Link.Purpose.INVITATION or not link.is_usable or link.membership_id is None:
        raise LinkSpent(link.pk)
    invited = Membership.objects.select_related("organisation").get(pk=link.membership_id)
    until = invited.invited_until
    if invited.state != State.INVITED or until is None or until <= clock.now():
        raise LinkSpent(link.pk)
    return invited


def _mail_invitation(invited: Membership, by: User) -> None:
    token = links.issue(Link.Purpose.INVITATION, expires_at=invited.invited_until, membership=invited)
    notices.send(
        invited.invited_email,
        "invitation",
        key=str(invited.public_id),
        organisation=invited.organisation.name,
        inviter=by.get_full_name(),
        role=str(invited.get_role_display()),
        url=notices.absolute("accounts:invitation", token),
    )


def _owner(by: User, organisation: Organisation) -> None:
    if not (permissions.may_manage(by, organisation) or by.is_superuser):
        raise PermissionDenied


def _role_exists(organisation: Organisation, role: str) -> None:
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise WrongRole(role)


def _nobody_yet(organisation: Organisation, email: str) -> None:
    here = organisation.memberships.filter(state=State.ACTIVE, user__email__iexact=email)
    open_ones = organisation.memberships.filter(state=State.INVITED, invited_email=email)
    if here.exists() or open_ones.exists():
        raise AlreadyMember(email)


def _not_the_last_owner(membership: Membership) -> None:
    others = Membership.objects.owners().filter(organisation_id=membership.organisation_id).exclude(pk=membership.pk)
    if membership.is_owner and not others.exists():
        raise LastOwner(membership.organisation_id)


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _record(membership: Membership, *, before: str, by: User | None, reason: str = "") -> None:
    MembershipEvent.objects.create(
        membership=membership, by=by, before=before, after=membership.state, reason=reason, at=clock.now()
    )
    record(f"membership_{membership.state}", membership.organisation, by=by, purpose=membership.role)
