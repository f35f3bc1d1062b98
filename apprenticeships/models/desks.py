"""For which organisations a person posts or answers: own ones, and firms that handed it to the person's office."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Delegation, Organisation

# Nothing of these is shown to strangers, whatever the state of the place says.
STOPPED = ("rejected", "suspended", "left", "merged")


def posting_for(user: Any) -> QuerySet[Organisation]:
    """Organisations for which this person may post places and open days."""
    return _desks(user, Delegation.Scope.POST)


def answering_for(user: Any) -> QuerySet[Organisation]:
    """Organisations for which this person answers applications and bookings."""
    return _desks(user, Delegation.Scope.ANSWER)


def seen_by(user: Any) -> QuerySet[Organisation]:
    """Organisations whose desk the person may look at, for posting or for answering."""
    return _desks(user, Delegation.Scope.POST, Delegation.Scope.ANSWER)


def not_stopped(prefix: str = "organisation__") -> Q:
    """Rows whose organisation is neither rejected nor suspended nor gone."""
    return ~Q(**{f"{prefix}verification__in": STOPPED})


def _desks(user: Any, *scopes: str) -> QuerySet[Organisation]:
    if not user.is_authenticated:
        return Organisation.objects.none()
    own = Organisation.objects.run_by(user)
    offices = own.filter(verification=Organisation.Verification.VERIFIED)
    given = Delegation.objects.current().filter(office__in=offices, scope__in=[*scopes, Delegation.Scope.BOTH])
    return Organisation.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=given.values("firm_id")))
