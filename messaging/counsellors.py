"""Which counsellors a young person can choose: known ones, those met by a card, those of the network at home."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Membership, NetworkMember, Organisation
from messaging.models import Invitation

# Only people whose task it is to advise everybody in the Kreis stand in its list; teachers are met by their card.
LISTED_ROLES = (Membership.Role.COUNSELLOR, Membership.Role.COMPANION)


def offices_of(user: Any) -> QuerySet[Membership]:
    """Where this person advises young people today: active in a checked organisation."""
    return _in_office().filter(user_id=user.pk)


def choices_for(pupil: Any) -> QuerySet[Membership]:
    """Counsellors this young person may turn to, by organisation and name; nobody else is shown."""
    known = Invitation.objects.filter(conversation__pupil=pupil).exclude(state=Invitation.State.LOST)
    listed = Q(role__in=LISTED_ROLES) & _in_network_of(pupil)
    found = _in_office().filter(listed | Q(pk__in=known.order_by().values("membership")))
    return found.order_by("organisation__name", "user__last_name", "pk")


def _in_office() -> QuerySet[Membership]:
    return (
        Membership.objects.active()
        .filter(
            role__in=Membership.ADVISING_ROLES,
            organisation__verification=Organisation.Verification.VERIFIED,
            user__is_active=True,
        )
        .select_related("user", "organisation")
    )


def _in_network_of(pupil: Any) -> Q:
    code = getattr(getattr(pupil, "pupil_profile", None), "postal_code", None)
    if code is None:
        return Q(pk__in=[])
    members = NetworkMember.objects.current().filter(network__districts=code.district_id).order_by()
    return Q(user__in=members.filter(user__isnull=False).values("user")) | Q(
        organisation__in=members.filter(organisation__isnull=False).values("organisation")
    )
