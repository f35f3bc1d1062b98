"""Dated relations: belonging to a guild, letting an office write for a firm, taking part in a network."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts import permissions, signals
from accounts.actions.audit import record
from accounts.models import Affiliation, Delegation, Network, NetworkMember, Organisation, User
from accounts.situations import AlreadyMember, WrongRole, WrongStep
from core import clock

ONE_DAY = timedelta(days=1)


@transaction.atomic
def affiliate(
    member: Organisation, body: Organisation, *, by: User | None, starts_on: date | None = None
) -> Affiliation:
    """Note that an organisation belongs to a body: people of the body, administrators, commands (by=None)."""
    if by is not None and not (permissions.may_manage(by, body) or by.is_superuser):
        raise PermissionDenied
    if Affiliation.objects.filter(member=member, body=body, ends_on=None).exists():
        raise AlreadyMember(member.pk)
    row = Affiliation.objects.create(member=member, body=body, starts_on=starts_on or clock.today())
    record("affiliated", member, by=by, purpose=str(body.public_id))
    signals.organisation_changed.send(Organisation, organisation=member)
    return row


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, by: User, on: date | None = None) -> Affiliation:
    """Leave a body or let a member go, on a day; the row stays."""
    allowed = permissions.may_manage(by, affiliation.member) or permissions.may_manage(by, affiliation.body)
    if not (allowed or by.is_superuser):
        raise PermissionDenied
    last = max(on or clock.today(), affiliation.starts_on)
    if not Affiliation.objects.filter(pk=affiliation.pk, ends_on=None).update(ends_on=last):
        raise WrongStep("already ended")
    affiliation.refresh_from_db()
    record("affiliation_ended", affiliation.member, by=by, purpose=str(affiliation.body.public_id))
    signals.organisation_changed.send(Organisation, organisation=affiliation.member)
    return affiliation


@transaction.atomic
def delegate(
    firm: Organisation, office: Organisation, *, by: User | None, given_how: str, scope: str = Delegation.Scope.BOTH
) -> Delegation:
    """Let an office post or answer: the firm itself, or the office that noted how the firm said so."""
    if office.kind not in Organisation.OFFICE_KINDS or not firm.is_firm:
        raise WrongRole(office.kind)
    by_office = by is not None and permissions.may_act_for(by, office) and _belongs(firm, office)
    if by is not None and not (permissions.may_manage(by, firm) or by_office or by.is_superuser):
        raise PermissionDenied
    if Delegation.objects.filter(firm=firm, office=office, ends_on=None).exists():
        raise AlreadyMember(office.pk)
    row = Delegation.objects.create(firm=firm, office=office, scope=scope, given_by=by, given_how=given_how)
    record("delegated", firm, by=by, purpose=f"{scope} {office.public_id}")
    return row


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> Delegation:
    """Take it back; holds until yesterday, so the office has lost it at once."""
    allowed = permissions.may_manage(by, delegation.firm) or permissions.may_act_for(by, delegation.office)
    if not (allowed or by.is_superuser):
        raise PermissionDenied
    ended = Delegation.objects.filter(pk=delegation.pk, ends_on=None).update(ends_on=clock.today() - ONE_DAY)
    if not ended:
        raise WrongStep("already ended")
    delegation.refresh_from_db()
    record("delegation_ended", delegation.firm, by=by, purpose=str(delegation.office.public_id))
    signals.delegation_ended.send(Delegation, delegation=delegation)
    return delegation


@transaction.atomic
def join_network(
    network: Network, *, by: User | None, organisation: Organisation | None = None, user: User | None = None
) -> NetworkMember:
    """Let an organisation or a person take part: moderators, administrators, commands (by=None)."""
    if by is not None and not permissions.is_moderator(by):
        raise PermissionDenied
    row, _created = NetworkMember.objects.get_or_create(
        network=network, organisation=organisation, user=user, ends_on=None, defaults={"starts_on": clock.today()}
    )
    return row


@transaction.atomic
def leave_local_network(member: NetworkMember, *, by: User) -> NetworkMember:
    """Stop taking part in a network, today."""
    own = member.organisation is not None and permissions.may_manage(by, member.organisation)
    if not (own or member.user_id == by.pk or permissions.is_moderator(by)):
        raise PermissionDenied
    last = max(clock.today(), member.starts_on)
    NetworkMember.objects.filter(pk=member.pk, ends_on=None).update(ends_on=last)
    member.refresh_from_db()
    return member


def _belongs(firm: Organisation, office: Organisation) -> bool:
    """Directly in the body, or in a guild of the district association."""
    bodies = Affiliation.objects.current().filter(member=firm).values("body_id")
    above = Affiliation.objects.current().filter(member__in=bodies).values("body_id")
    return Organisation.objects.filter(Q(pk__in=bodies) | Q(pk__in=above), pk=office.pk).exists()
