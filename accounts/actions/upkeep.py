"""The nightly work: reminding reviewers, forgetting what is old."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions import notices
from accounts.models import Access, Organisation, User
from core import clock

PATIENCE = timedelta(days=1)


@transaction.atomic
def remind_reviewers(*, by: None = None) -> int:
    """Mail each moderator once a day the number of organisations waiting for more than a day; returns that number."""
    waiting = Organisation.objects.filter(verification__in=Organisation.WAITING)
    old = [
        organisation.pk
        for organisation in waiting.prefetch_related("verification_events").order_by("pk")
        if _waiting_since(organisation) <= clock.now() - PATIENCE
    ]
    if old:
        for moderator in User.objects.filter(groups__name="moderator", is_active=True).order_by("pk"):
            notices.send(
                moderator.email,
                "review_task",
                key=f"{clock.today().isoformat()}:{moderator.pk}",
                count=len(old),
                url=notices.absolute("verification:list"),
            )
    return len(old)


@transaction.atomic
def forget_unconfirmed(*, before: datetime, by: None = None) -> int:
    """Delete accounts whose mailbox was never confirmed, with organisations only they belong to; returns how many."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    waiting = User.objects.filter(joined_at__lt=before, last_login=None, signup_key__isnull=False)
    stale = waiting.exclude(pk__in=confirmed)
    keys = list(stale.order_by("pk").values_list("pk", flat=True))
    Organisation.objects.filter(memberships__user__in=keys, verification=Organisation.Verification.UNVERIFIED).delete()
    User.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def forget_accesses(*, before: datetime, by: None = None) -> int:
    """Delete notes of who saw whom; returns how many."""
    return Access.objects.filter(at__lt=before).delete()[0]


def _waiting_since(organisation: Organisation) -> datetime:
    began = [event.at for event in organisation.verification_events.all() if event.after in Organisation.WAITING]
    return began[-1] if began else organisation.created_at
