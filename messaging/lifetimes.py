"""How long messaging keeps what."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from accounts.retention import Rule, keep
from core import clock
from messaging.models import (
    Ban,
    Conversation,
    ConversationEvent,
    Message,
    Notification,
    PhoneNumber,
    PushDevice,
    Report,
)

WEEK, HALF_A_YEAR, YEAR = 7, 183, 365


def _over(before: datetime) -> QuerySet[Any]:
    words = Message.objects.filter(conversation=OuterRef("pk"), removed_at=None).exclude(body="")
    # Counted from the end itself: people who leave later do not keep the words longer.
    ended = ConversationEvent.objects.filter(conversation=OuterRef("pk"), after=Conversation.State.CLOSED)
    closed = Conversation.objects.filter(Exists(ended.filter(at__lt=before)), state=Conversation.State.CLOSED)
    return closed.filter(Exists(words), ~Exists(Report.objects.filter(conversation=OuterRef("pk"))))


def _empty(rows: QuerySet[Any]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    said = Message.objects.filter(conversation__in=keys)
    said.update(body="", original="", marks=None, removed_at=Coalesce("removed_at", clock.now()))


def _closed_reports(before: datetime) -> QuerySet[Any]:
    """A criminal case is never closed while it is handed over, and a ban that holds keeps its reasons."""
    holding = Ban.objects.filter(report=OuterRef("pk"), state__in=[Ban.State.PROPOSED, Ban.State.ACTIVE])
    return Report.objects.filter(~Exists(holding), state=Report.State.CLOSED, decided_at__lt=before)


def _delete_reports(rows: QuerySet[Any]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    Ban.objects.filter(report__in=keys).delete()
    Report.objects.filter(pk__in=keys).delete()


keep(
    Rule(
        "messaging.conversations",
        HALF_A_YEAR,
        "words of a conversation: 6 months after its end, later where a report still needs them",
        _over,
        _empty,
    ),
    Rule(
        "messaging.reports",
        YEAR,
        "reports with their kept words: 12 months after the decision; open cases and bans that hold until they end",
        _closed_reports,
        _delete_reports,
    ),
    Rule(
        "messaging.phones",
        WEEK,
        "numbers for short messages that were never confirmed: 7 days",
        lambda before: PhoneNumber.objects.filter(confirmed_at=None, asked_at__lt=before).exclude(number=""),
    ),
    Rule(
        "messaging.push_devices",
        HALF_A_YEAR,
        "devices that show notices: 6 months after the last one arrived",
        lambda before: PushDevice.objects.filter(used_at__lt=before),
    ),
    Rule(
        "messaging.notices",
        YEAR,
        "notices in the app: 12 months",
        lambda before: Notification.objects.filter(created_at__lt=before),
    ),
)
