"""The check of organisations, step by step (product.md 5.6): two looks, then a decision with a reason."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions, signals
from accounts.actions.audit import record
from accounts.actions.notices import tell_owners
from accounts.actions.organisations import apply_pending
from accounts.models import Affiliation, Organisation, User, VerificationCheck, VerificationEvent
from accounts.situations import ChecksMissing, ReasonMissing, WrongStep
from core import clock

Verification = Organisation.Verification


@transaction.atomic
def submit_for_check(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Ask to be checked: after sign-up, as a complaint after a rejection, or when coming back."""
    if not (permissions.is_member(by, organisation) or by.is_superuser):
        raise PermissionDenied
    return _move(organisation, Verification.IN_REVIEW, by=by, reason=reason)


@transaction.atomic
def record_check(organisation: Organisation, *, step: str, note: str, by: User) -> VerificationCheck:
    """Note one of the two looks: found in the register, or called back under a known number."""
    _reviewer(by, organisation)
    if organisation.verification not in Organisation.WAITING:
        raise WrongStep(organisation.verification)
    if not note:
        raise ReasonMissing
    check = VerificationCheck.objects.create(organisation=organisation, step=step, note=note, by=by, at=clock.now())
    record(f"organisation_checked_{step}", organisation, by=by)
    return check


@transaction.atomic
def verify_organisation(
    organisation: Organisation, *, by: User, register_match: str = "", call_back: str = ""
) -> Organisation:
    """Say yes; notes of both looks are needed, now or noted before. Changes that waited become real."""
    _reviewer(by, organisation)
    if not organisation.can_become(Verification.VERIFIED) or organisation.verification not in Organisation.WAITING:
        raise WrongStep(f"{organisation.verification} -> verified")
    for step, note in (
        (VerificationCheck.Step.REGISTER, register_match),
        (VerificationCheck.Step.CALL_BACK, call_back),
    ):
        if note:
            record_check(organisation, step=step, note=note, by=by)
    if missing_steps(organisation):
        raise ChecksMissing(missing_steps(organisation))
    body = permissions.checked_by(by, organisation)
    organisation = _move(organisation, Verification.VERIFIED, by=by, reason=body.name if body else "")
    _stamp(organisation, body)
    tell_owners(organisation, "verified")
    signals.organisation_verified.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def reject_organisation(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Say no with a reason the other side reads; a complaint brings it back into the queue."""
    _reviewer(by, organisation)
    organisation = _move(organisation, Verification.REJECTED, by=by, reason=_needed(reason))
    tell_owners(organisation, "rejected", reason=reason)
    return organisation


@transaction.atomic
def refuse_changes(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Keep the old name and address; the reason goes to the members."""
    _reviewer(by, organisation)
    if organisation.verification != Verification.CHANGES_IN_REVIEW:
        raise WrongStep(organisation.verification)
    organisation = _move(organisation, Verification.VERIFIED, by=by, reason=_needed(reason))
    organisation.pending_changes = {}
    organisation.save(update_fields=["pending_changes"])
    tell_owners(organisation, "changes_refused", reason=reason)
    signals.organisation_changed.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def suspend_organisation(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Stop an organisation: adverts hidden, open applications closed with notice by those who listen."""
    if not permissions.may_suspend(by, organisation):
        raise PermissionDenied
    organisation = _move(organisation, Verification.SUSPENDED, by=by, reason=_needed(reason))
    tell_owners(organisation, "suspended", reason=reason)
    signals.organisation_suspended.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def reinstate_organisation(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Take a suspension back."""
    if not permissions.may_suspend(by, organisation):
        raise PermissionDenied
    if organisation.verification != Verification.SUSPENDED:
        raise WrongStep(organisation.verification)
    organisation = _move(organisation, Verification.VERIFIED, by=by, reason=_needed(reason))
    tell_owners(organisation, "reinstated", reason=reason)
    signals.organisation_verified.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def leave_network(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """The organisation leaves Handschlag; its owner says so, or a moderator after a suspension."""
    if not (permissions.may_manage(by, organisation) or permissions.may_suspend(by, organisation)):
        raise PermissionDenied
    organisation = _move(organisation, Verification.LEFT, by=by, reason=reason, listed_at=None)
    signals.organisation_changed.send(Organisation, organisation=organisation)
    return organisation


@transaction.atomic
def confirm_entitlement(organisation: Organisation, *, chamber: Organisation, by: User) -> Organisation:
    """„Ausbildungsberechtigt“: only people of a checked chamber may say so."""
    if chamber.kind != Organisation.Kind.CHAMBER or not chamber.is_verified or not permissions.is_member(by, chamber):
        raise PermissionDenied
    organisation.may_train, organisation.may_train_by = True, chamber
    organisation.save(update_fields=["may_train", "may_train_by"])
    record("entitlement_confirmed", organisation, by=by)
    signals.organisation_changed.send(Organisation, organisation=organisation)
    return organisation


def missing_steps(organisation: Organisation) -> list[str]:
    """Which of the two looks nobody has taken since the organisation last began to wait."""
    began = organisation.verification_events.filter(after__in=Organisation.WAITING).order_by("-pk").first()
    since = began.at if began else organisation.created_at
    taken = set(organisation.checks.filter(at__gte=since).values_list("step", flat=True))
    return [step for step in VerificationCheck.Step.values if step not in taken]


def _reviewer(by: User, organisation: Organisation) -> None:
    if not permissions.may_verify(by, organisation):
        raise PermissionDenied


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _stamp(organisation: Organisation, body: Organisation | None) -> None:
    """Who checked and when; a firm its own guild has checked belongs to that guild from now on."""
    organisation.verified_on, organisation.verified_by = clock.today(), body
    apply_pending(organisation)
    if body is not None and not Affiliation.objects.current().filter(member=organisation, body=body).exists():
        Affiliation.objects.create(member=organisation, body=body)


def _move(organisation: Organisation, state: str, *, by: User, reason: str = "", **fields: Any) -> Organisation:
    before = organisation.verification
    if not organisation.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    # Guild and moderator may decide at once: only the one who still finds the old state wins.
    unmoved = Organisation.objects.filter(pk=organisation.pk, verification=before)
    if not unmoved.update(verification=state, **fields):
        raise WrongStep(f"{before} was already left")
    organisation.refresh_from_db()
    VerificationEvent.objects.create(
        organisation=organisation, by=by, before=before, after=state, reason=reason[:500], at=clock.now()
    )
    record(f"organisation_{state}", organisation, by=by)
    return organisation
