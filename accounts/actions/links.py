"""Making and spending mailed links; called by the other actions inside their transaction."""

from datetime import datetime
from typing import Any

from accounts.models import Link
from accounts.models.links import digest, new_token
from accounts.situations import LinkSpent
from core import clock


def issue(purpose: str, *, expires_at: datetime | None, **target: Any) -> str:
    """Store a link's hash and return its secret, which is known only here and in the mail."""
    token = new_token()
    Link.objects.create(purpose=purpose, digest=digest(token), expires_at=expires_at, **target)
    return token


def spend(link: Link) -> None:
    """Use a link up; raises LinkSpent for the second of two that come at once."""
    if not Link.objects.usable().filter(pk=link.pk).update(used_at=clock.now()):
        raise LinkSpent(link.pk)


def close(*purposes: str, **target: Any) -> None:
    """Make all open links of these purposes for a thing worthless."""
    Link.objects.usable().filter(purpose__in=purposes, **target).update(used_at=clock.now())
