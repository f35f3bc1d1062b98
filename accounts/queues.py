"""What waits for people who check: organisations, sampled consents, young people who need a person."""

from itertools import islice
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from rapidfuzz import fuzz

from accounts import permissions
from accounts.actions.consents import FAILURES_UNTIL_PERSON
from accounts.models import Consent, Membership, Organisation, User
from core.text import fold

FIRST_LETTERS = 5
SHOWN = 5
# „Tischlerei Lindenau“ and „Tischlerei Lindenau GmbH“ are alike, „Tischlerei Morgenroth“ is not.
ALIKE_PERCENT = 85


def waiting_for(person: Any) -> QuerySet[Organisation]:
    """Organisations this person may check, the longest waiting first; never one's own."""
    waiting = Organisation.objects.filter(verification__in=Organisation.WAITING)
    if not permissions.is_moderator(person):
        waiting = waiting.members_of(permissions.checking_bodies(person)).filter(kind=Organisation.Kind.FIRM)
    own = Membership.objects.active().filter(user=person).values("organisation_id")
    since = Max("verification_events__at", filter=Q(verification_events__after__in=Organisation.WAITING))
    shown = waiting.exclude(pk__in=own).select_related("postal_code", "district", "named_body")
    return shown.annotate(waiting_since=since).order_by("waiting_since", "pk")


def lookalikes(organisation: Organisation) -> list[Organisation]:
    """Up to five others with nearly the same name or the same host: a copy of a known firm looks like that (A09)."""
    host = _host(organisation)
    near = Q(name__istartswith=organisation.name[:FIRST_LETTERS])
    if host:
        near |= Q(website__icontains=host)
    others = Organisation.objects.filter(near).exclude(pk=organisation.pk).select_related("postal_code")
    resembling = (other for other in others.order_by("name", "pk") if _resembles(organisation, other, host))
    return list(islice(resembling, SHOWN))


def _resembles(one: Organisation, other: Organisation, host: str) -> bool:
    same_host = bool(host) and _host(other) == host
    return same_host or fuzz.token_set_ratio(fold(one.name), fold(other.name)) >= ALIKE_PERCENT


def _host(organisation: Organisation) -> str:
    return organisation.website.split("//")[-1].split("/")[0].removeprefix("www.").lower()


def consent_samples() -> QuerySet[Consent]:
    """One in ten given consents, until somebody has looked."""
    open_samples = Consent.objects.filter(is_sample=True, sample_seen_at=None, decided_at__isnull=False)
    return open_samples.select_related("pupil", "guardian").order_by("decided_at", "pk")


def pupils_in_need() -> QuerySet[User]:
    """Young people whose questions failed three times since a person last helped."""
    lost = Q(consents__events__after__in=(Consent.State.DECLINED, Consent.State.EXPIRED))
    cleared = Q(pupil_profile__consent_cleared_at=None) | Q(
        consents__events__at__gt=F("pupil_profile__consent_cleared_at")
    )
    counted = User.objects.pupils().annotate(failed=Count("consents__events", filter=lost & cleared, distinct=True))
    return counted.filter(failed__gte=FAILURES_UNTIL_PERSON).order_by("pk")
