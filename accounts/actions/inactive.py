"""Accounts nobody comes back to: two notices, then closed like by their own hand; never confirmed ones just go."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.actions import notices
from accounts.actions.closing import close_forgotten
from accounts.models import Organisation, User
from accounts.situations import LastOwner
from core import clock

YOUNG_DAYS, MEMBER_DAYS = 365, 540
# The first notice thirty days before the end, the last one seven.
DAYS_BEFORE = (30, 7)


@transaction.atomic
def warn_silent(*, by: None = None) -> int:
    """Send the notices that are due, each once in a silence; returns how many."""
    return sum(_warn(turn, young=young) for turn in range(len(DAYS_BEFORE)) for young in (True, False))


@transaction.atomic
def end_silence(user: User, *, by: User) -> None:
    """Somebody signed in: the next silence begins anew."""
    User.objects.filter(pk=user.pk, silence_notices__gt=0).update(silence_notices=0, silence_noticed_at=None)


def silent(before: datetime, *, young: bool) -> QuerySet[User]:
    """Accounts without a sign-in since then whose last notice is a week old."""
    told = clock.now() - timedelta(days=DAYS_BEFORE[-1])
    return _quiet(before, young=young).filter(silence_notices=len(DAYS_BEFORE), silence_noticed_at__lte=told)


def close_silent(rows: QuerySet[Any]) -> None:
    """Close them; the last one who manages an organisation stays until somebody else does."""
    for user in rows:
        try:
            close_forgotten(user)
        except LastOwner:
            continue


def unconfirmed(before: datetime) -> QuerySet[User]:
    """Accounts whose mailbox was never confirmed."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    waiting = User.objects.filter(joined_at__lt=before, last_login=None, signup_key__isnull=False)
    return waiting.exclude(pk__in=confirmed)


def forget_unconfirmed(rows: QuerySet[Any]) -> None:
    """Delete them with the organisations only they belong to."""
    keys = [user.pk for user in rows]
    unchecked = Organisation.Verification.UNVERIFIED
    for founded in Organisation.objects.filter(memberships__user__in=keys, verification=unchecked).order_by("pk"):
        founded.delete()
    for user in rows:
        user.delete()


# --- private ---------------------------------------------------------------------------------------------------------


def _quiet(before: datetime, *, young: bool) -> QuerySet[User]:
    """Active people of the kind who have not signed in since; staff and administrators stay."""
    kinds = User.YOUNG if young else (User.Kind.MEMBER,)
    seen = User.objects.annotate(seen_at=Coalesce("last_login", "joined_at")).filter(seen_at__lt=before)
    return seen.filter(kind__in=kinds, is_active=True, is_staff=False, groups=None)


def _warn(turn: int, *, young: bool) -> int:
    days, left = YOUNG_DAYS if young else MEMBER_DAYS, DAYS_BEFORE[turn]
    due = _quiet(clock.now() - timedelta(days=days - left), young=young).filter(silence_notices=turn)
    if turn:
        due = due.filter(silence_noticed_at__lte=clock.now() - timedelta(days=DAYS_BEFORE[turn - 1] - left))
    found = list(due.order_by("pk"))
    for user in found:
        User.objects.filter(pk=user.pk).update(silence_notices=turn + 1, silence_noticed_at=clock.now())
        _tell(user, left)
    return len(found)


def _tell(user: User, left: int) -> None:
    notices.send(
        user.email,
        "silence",
        language=user.language,
        name=user.get_short_name(),
        young=user.is_young,
        ends_on=clock.local(clock.now() + timedelta(days=left)).strftime("%d.%m.%Y"),
        url=notices.absolute("account_login"),
    )
