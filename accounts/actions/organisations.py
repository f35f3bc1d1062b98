"""Founding and changing organisations; what changes their identity waits for a reviewer."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.text import slugify

from accounts import signals
from accounts.actions.audit import record
from accounts.models import Affiliation, Membership, MembershipEvent, Organisation, User, VerificationEvent
from accounts.models.memberships import ROLES_OF_KIND
from accounts.permissions import may_manage
from accounts.situations import WrongStep
from core import clock

FIELDS = (
    "name",
    "street",
    "postal_code",
    "phone",
    "phone_hours",
    "answers",
    "email",
    "website",
    "text",
    "people_count",
    "register_number",
    "named_body",
)
SLUG_LENGTH = 70


@transaction.atomic
def found_organisation(
    *, by: User | None, owner: User | None = None, kind: str, name: str, **fields: Any
) -> Organisation:
    """Create an unchecked organisation; its founder gets the first role of its kind."""
    if unknown := fields.keys() - set(FIELDS) - {"is_example"}:
        raise PermissionDenied(f"not settable: {', '.join(sorted(unknown))}")
    organisation = Organisation(kind=kind, name=name, slug=free_slug(name), **fields)
    _place(organisation)
    organisation.save(force_insert=True)
    VerificationEvent.objects.create(organisation=organisation, by=by, after=organisation.verification)
    if owner is not None:
        held = Membership.objects.create(organisation=organisation, user=owner, role=ROLES_OF_KIND[kind][0])
        MembershipEvent.objects.create(membership=held, by=by, after=held.state, reason="founded")
        signals.membership_started.send(Membership, membership=held)
    record("organisation_founded", organisation, by=by)
    return organisation


@transaction.atomic
def sign_up_for(
    *, email: str, person: dict[str, Any], organisation: dict[str, Any], signup_key: Any = None, by: None = None
) -> User:
    """Open an account with an unchecked organisation of the door's kind; the mailbox is still to be confirmed."""
    user = User.objects.create_user(email, kind=User.Kind.MEMBER, signup_key=signup_key, **person)
    found_organisation(by=user, owner=user, **organisation)
    record("person_signed_up", user, by=user)
    return user


@transaction.atomic
def update_organisation(organisation: Organisation, *, by: User, **changes: Any) -> Organisation:
    """Change what one says about the organisation; for a checked one a new identity waits (state changes_in_review)."""
    if not (may_manage(by, organisation) or by.is_superuser):
        raise PermissionDenied
    if unknown := changes.keys() - set(FIELDS):
        raise PermissionDenied(f"not changeable: {', '.join(sorted(unknown))}")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {name: value for name, value in changes.items() if getattr(organisation, name) != value}
    waiting = {name: changed.pop(name) for name in Organisation.IDENTITY if name in changed and organisation.is_public}
    _assign(organisation, changed)
    if waiting:
        _put_aside(organisation, waiting, by=by)
    if changed:
        record("organisation_changed", organisation, by=by, purpose=", ".join(sorted(changed)))
        signals.organisation_changed.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def set_listed(organisation: Organisation, *, by: User, listed: bool) -> Organisation:
    """Be found by the search from now on, or no more; only what is checked can begin. A repeat changes nothing."""
    if not may_manage(by, organisation):
        raise PermissionDenied
    if listed and organisation.verification not in Organisation.LISTABLE:
        raise WrongStep(organisation.verification)
    row = Organisation.objects.filter(pk=organisation.pk, listed_at__isnull=listed)
    if row.update(listed_at=clock.now() if listed else None):
        record("organisation_listed" if listed else "organisation_unlisted", organisation, by=by)
        organisation.refresh_from_db()
        signals.organisation_changed.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def merge_organisations(old: Organisation, into: Organisation, *, on: date, by: User) -> Organisation:
    """Three become one on a date: rows stay, members, relations and people move; only administrators."""
    if not by.is_superuser:
        raise PermissionDenied
    if old.pk == into.pk or into.verification == Organisation.Verification.MERGED:
        raise WrongStep("merged into itself or into something gone")
    before = old.verification
    step = Organisation.objects.filter(pk=old.pk, verification=Organisation.Verification.VERIFIED)
    if not step.update(verification=Organisation.Verification.MERGED, merged_into=into, merged_on=on):
        raise WrongStep(f"{before} -> merged")
    old.refresh_from_db()
    VerificationEvent.objects.create(organisation=old, by=by, before=before, after=old.verification, reason=into.name)
    _move_relations(old, into, on)
    record("organisation_merged", old, by=by, purpose=str(into.public_id))
    signals.organisation_merged.send(Organisation, organisation=old)
    return old


def free_slug(name: str) -> str:
    """An address nobody has, made of the name."""
    base = slugify(name.replace("ß", "ss"))[:SLUG_LENGTH].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def apply_pending(organisation: Organisation) -> None:
    """Make the changes that waited real; called by the reviewer's action inside its transaction."""
    changes = dict(organisation.pending_changes)
    for field in Organisation._meta.concrete_fields:
        if field.name in changes and isinstance(field, models.ForeignKey):
            changes[field.attname] = changes.pop(field.name)
    organisation.pending_changes = {}
    for name, value in changes.items():
        setattr(organisation, name, value)
    _place(organisation)
    organisation.save()


def _put_aside(organisation: Organisation, waiting: dict[str, Any], *, by: User) -> None:
    plain = {name: getattr(value, "pk", value) for name, value in waiting.items()}
    organisation.pending_changes = {**organisation.pending_changes, **plain}
    organisation.save(update_fields=["pending_changes"])
    before = organisation.verification
    if before != Organisation.Verification.VERIFIED:
        return
    organisation.verification = Organisation.Verification.CHANGES_IN_REVIEW
    organisation.save(update_fields=["verification"])
    VerificationEvent.objects.create(
        organisation=organisation,
        by=by,
        before=before,
        after=organisation.verification,
        reason=", ".join(sorted(plain)),
    )
    record("organisation_change_waits", organisation, by=by, purpose=", ".join(sorted(plain)))
    signals.organisation_changed.send(Organisation, organisation=organisation)


def _assign(organisation: Organisation, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(organisation, name, value)
    _place(organisation)
    organisation.save()


def _place(organisation: Organisation) -> None:
    """Place name and Kreis follow the postal code; a code's main place is what people write on letters."""
    if organisation.postal_code is not None:
        organisation.district = organisation.postal_code.district
        organisation.place_name = organisation.postal_code.name


def _move_relations(old: Organisation, into: Organisation, on: date) -> None:
    for relation, near, far in ((Affiliation, "member", "body"), (Affiliation, "body", "member")):
        for row in relation.objects.current(on).filter(**{near: old}).select_related(far):
            relation.objects.filter(pk=row.pk).update(ends_on=on)
            other = getattr(row, far)
            if other.pk != into.pk and not relation.objects.filter(**{near: into, far: other}, ends_on=None).exists():
                relation.objects.create(**{near: into, far: other}, starts_on=on)
    here = Membership.objects.active().filter(organisation=into).values("user_id")
    Membership.objects.active().filter(organisation=old).exclude(user_id__in=here).update(organisation=into)
    old.delegations_held.filter(ends_on=None).exclude(firm=into).exclude(
        firm__in=into.delegations_held.filter(ends_on=None).values("firm_id")
    ).update(office=into)
    old.named_by.update(named_body=into)
