"""Whether somebody of the moderation is there now (docs/messaging.md, „Dienst“)."""

from datetime import datetime, timedelta

from django.conf import settings

from messaging.models import DutyShift

# Where no shift is planned the words wait and are looked at again after this time.
ASK_AGAIN = timedelta(hours=1)


def is_kept(moment: datetime) -> bool:
    """Whether firms may reach minors at this moment; always where the installation keeps no roster."""
    return not settings.DUTY_ROSTER or DutyShift.objects.covering(moment).exists()


def opens_at(moment: datetime) -> datetime | None:
    """Next beginning of a duty, None while somebody is there; an hour ahead where nothing is planned."""
    if is_kept(moment):
        return None
    following = DutyShift.objects.after(moment).order_by("starts_at", "pk").first()
    return following.starts_at if following else moment + ASK_AGAIN


def is_planned(moment: datetime) -> bool:
    """Whether a duty is planned after this moment: only then a time can be promised."""
    return DutyShift.objects.after(moment).exists()
