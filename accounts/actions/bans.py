"""Closing somebody's way in, and opening it again; who decides and why is the moderation's matter."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts import permissions, signals
from accounts.actions.audit import record
from accounts.models import User


@transaction.atomic
def ban(user: User, *, by: User, reason: str) -> None:
    """End all sessions and sockets of a person and let nobody sign in; data stays for the complaint."""
    _change(user, by=by, is_active=False)
    record("person_banned", user, by=by, purpose=reason)
    signals.person_banned.send(User, user=user)


@transaction.atomic
def lift_ban(user: User, *, by: User, reason: str) -> None:
    """Let a banned person sign in again."""
    _change(user, by=by, is_active=True)
    record("ban_lifted", user, by=by, purpose=reason)


def _change(user: User, *, by: Any, is_active: bool) -> None:
    if not permissions.is_moderator(by) or by.pk == user.pk:
        raise PermissionDenied
    User.objects.filter(pk=user.pk).update(is_active=is_active, session_version=F("session_version") + 1)
    user.refresh_from_db()
