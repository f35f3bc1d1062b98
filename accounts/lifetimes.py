"""How long accounts keeps what."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.actions import audit, inactive
from accounts.models import Access, AuditEvent, Consent, Device, PaperRequest
from accounts.retention import Rule, keep

YEAR = 365


def _proofs(before: datetime) -> QuerySet[Any]:
    over = Consent.objects.exclude(state__in=Consent.LIVE)
    return over.filter(Q(ended_at__lt=before) | Q(ended_at=None, decided_at__lt=before))


keep(
    Rule(
        "accounts.accesses",
        YEAR,
        "who saw whom: 12 months",
        lambda before: Access.objects.filter(at__lt=before),
    ),
    Rule(
        "accounts.audit",
        YEAR,
        "the chain of acts: 12 months, the head keeps the hash of the last forgotten one",
        lambda before: AuditEvent.objects.filter(at__lt=before),
        audit.forget,
    ),
    Rule("accounts.consents", 3 * YEAR, "the proof of a consent: 3 years after its end", _proofs),
    Rule(
        "accounts.devices",
        183,
        "where somebody was signed in: half a year",
        lambda before: Device.objects.filter(signed_in_at__lt=before),
    ),
    Rule(
        "accounts.paper",
        30,
        "sheets for parents: 30 days after they ended",
        lambda before: PaperRequest.objects.filter(expires_at__lt=before),
    ),
    Rule(
        "accounts.unconfirmed",
        14,
        "accounts whose mailbox was never confirmed: 14 days",
        inactive.unconfirmed,
        inactive.forget_unconfirmed,
    ),
    Rule(
        "accounts.young",
        YEAR,
        "accounts of young people nobody signed in to: 12 months, two notices before",
        lambda before: inactive.silent(before, young=True),
        inactive.close_silent,
    ),
    Rule(
        "accounts.members",
        18 * 30,
        "accounts of members nobody signed in to: 18 months, two notices before",
        lambda before: inactive.silent(before, young=False),
        inactive.close_silent,
    ),
)
