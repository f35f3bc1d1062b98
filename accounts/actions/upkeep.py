"""Reminding those who check."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import notices
from accounts.models import Organisation, User
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


def _waiting_since(organisation: Organisation) -> datetime:
    began = [event.at for event in organisation.verification_events.all() if event.after in Organisation.WAITING]
    return began[-1] if began else organisation.created_at
