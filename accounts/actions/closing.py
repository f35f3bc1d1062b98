"""Leaving: deactivated at once, own data gone, what others need stays without a name."""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import signals
from accounts.actions.audit import record
from accounts.actions.memberships import end_membership
from accounts.models import Membership, PupilProfile, User


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Close an account; raises LastOwner while an organisation would be left alone."""
    if by.pk != user.pk and not by.is_superuser:
        raise PermissionDenied
    for held in Membership.objects.live().filter(user=user).select_related("organisation"):
        end_membership(held, by=user, reason="account_closed")
    record("account_closed", user, by=by)
    signals.account_closed.send(User, user=user)
    _erase(user)


def _erase(user: User) -> None:
    for related in (user.consents, user.guardians, user.accesses, user.network_memberships):
        related.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    PupilProfile.objects.filter(user=user).delete()
    for name in ("shown_name", "first_name", "last_name", "phone"):
        setattr(user, name, "")
    user.email, user.is_active = f"{user.public_id}@geschlossen.invalid", False
    user.born_year = user.born_month = user.signup_key = None
    user.session_version += 1
    user.set_unusable_password()
    user.save()
