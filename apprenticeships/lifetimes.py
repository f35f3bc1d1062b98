"""How long this wing keeps what."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.retention import Rule, keep
from apprenticeships.models import Application, ApplicationEvent

HALF_A_YEAR = 183
WORDS = ("why", "example", "first_day", "way", "start_from", "reason_text", "note")
EMPTY = Q(**dict.fromkeys(WORDS, ""))


def _decided(before: datetime) -> QuerySet[Any]:
    ended = Application.objects.filter(state__in=Application.ENDED).exclude(EMPTY)
    return ended.annotate(ended_at=Max("events__at")).filter(ended_at__lt=before)


def _empty(rows: QuerySet[Any]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    ApplicationEvent.objects.filter(application__in=keys).update(text="", reason="")
    Application.objects.filter(pk__in=keys).update(**dict.fromkeys(WORDS, ""))


keep(
    Rule(
        "apprenticeships.applications",
        HALF_A_YEAR,
        "words of an application: 6 months after the decision (AGG § 15, ArbGG § 61b)",
        _decided,
        _empty,
    ),
)
