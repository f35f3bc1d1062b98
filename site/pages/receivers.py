"""News from the floors below: who advises young people may write selections, and loses that the same moment."""

from typing import Any

from django.dispatch import receiver

from accounts import signals
from accounts.models import Membership, Organisation
from pages import rights


@receiver([signals.membership_started, signals.membership_ended])
def follow_membership(membership: Membership, **kwargs: Any) -> None:
    """Somebody joined or left an organisation."""
    if membership.user is not None:
        rights.sync_counsellor(membership.user)


@receiver(signals.organisation_verified)
def follow_verification(organisation: Organisation, **kwargs: Any) -> None:
    """An organisation was checked: its counsellors may begin."""
    rows = Membership.objects.active().filter(organisation=organisation, role__in=Membership.ADVISING_ROLES)
    for membership in rows.select_related("user").order_by("pk"):
        if membership.user is not None:
            rights.sync_counsellor(membership.user)
