"""Leaving: deactivated at once, own data gone, what others need stays without a name."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import own_archive, personal, signals
from accounts.actions import consents
from accounts.actions.audit import record
from accounts.actions.memberships import end_membership
from accounts.models import Membership, User
from core import limits

FILES_A_DAY, DAY_SECONDS = 5, 86_400


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Close an account; raises LastOwner while an organisation would be left alone."""
    if by.pk != user.pk and not by.is_superuser:
        raise PermissionDenied
    _close(user, by=by, verb="account_closed")


@transaction.atomic
def take_own_data(user: User, *, by: User) -> bytes:
    """Everything stored about a person as a file, for nobody else; five a day."""
    if by.pk != user.pk:
        raise PermissionDenied
    limits.hit("own_data", str(user.pk), limit=FILES_A_DAY, seconds=DAY_SECONDS)
    record("own_data_taken", user, by=by)
    return own_archive.build(user)


@transaction.atomic
def close_forgotten(user: User, *, by: None = None) -> None:
    """Close an account nobody came back to; the schedule does it after two notices."""
    _close(user, by=None, verb="account_forgotten")


def _close(user: User, *, by: User | None, verb: str) -> None:
    """Firms stop seeing the person, then everything declared by the apps goes, all in one transaction."""
    for held in Membership.objects.live().filter(user=user).select_related("organisation"):
        end_membership(held, by=user, reason="account_closed")
    record(verb, user, by=by)
    consents.end_with_account(user)
    signals.account_closed.send(User, user=user)
    personal.erase(user)
    _leave_number(user)


def _leave_number(user: User) -> None:
    for name in ("shown_name", "first_name", "last_name", "phone"):
        setattr(user, name, "")
    user.email, user.is_active = f"{user.public_id}@geschlossen.invalid", False
    user.born_year = user.born_month = user.signup_key = None
    user.session_version += 1
    user.set_unusable_password()
    user.save()
