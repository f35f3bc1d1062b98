"""What follows from warning words: a note for the pupil, a case for the moderation, never a punishment."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock, outbox
from messaging import listening, permissions
from messaging.actions import reports
from messaging.models import Message, Participation, Report, SignHit, WarningSign

REASONS: dict[str, str] = {
    WarningSign.Category.PHOTOS: Report.Reason.PHOTOS_PRIVATE,
    WarningSign.Category.SEXUAL: Report.Reason.PHOTOS_PRIVATE,
    WarningSign.Category.THREAT: Report.Reason.INSULT_THREAT,
    WarningSign.Category.PLATFORM: Report.Reason.CONTACT_OUTSIDE,
}


@transaction.atomic
def listen(message: Message) -> list[WarningSign]:
    """Look for entries of the list in a firm's delivered words; a second run finds the same and writes nothing."""
    if message.role != Participation.Role.FIRM or message.kind != Message.Kind.TEXT or not message.body:
        return []
    entries = {sign.pk: sign for sign in WarningSign.objects.active().order_by("pk")}
    found = [entries[key] for key in listening.heard([(key, one.term) for key, one in entries.items()], message.body)]
    for sign in found:
        SignHit.objects.get_or_create(message=message, sign=sign)
    severe = [sign for sign in found if sign.severity == WarningSign.Severity.SEVERE]
    if severe:
        _raise_case(message, severe[0])
    return found


def _raise_case(message: Message, sign: WarningSign) -> None:
    """One case per message, with the words as they are; nothing is frozen, a person decides."""
    key = uuid5(NAMESPACE_URL, f"warning sign {message.public_id}")
    if Report.objects.filter(client_key=key).exists():
        return
    filed = Report.objects.create(
        reason=REASONS.get(sign.category, Report.Reason.FEELS_ODD),
        client_key=key,
        text=str(sign.get_category_display()),
        message=message,
        conversation=message.conversation,
        snapshot=reports.snapshot(message),
        urgent=True,
        due_at=reports.due_at(clock.now(), urgent=True),
    )
    reports.note_arrival(filed)
    outbox.post("report_filed", report=filed.pk)


@transaction.atomic
def save_sign(*, by: Any, term: str, category: str, severity: str) -> WarningSign:
    """Add an entry, or change the one with these words."""
    if not permissions.may_moderate(by):
        raise PermissionDenied
    fields = {"category": category, "severity": severity, "is_active": True}
    return WarningSign.objects.update_or_create(term=term, defaults=fields)[0]


@transaction.atomic
def switch_sign(sign: WarningSign, *, by: Any, is_active: bool) -> None:
    """Listen to an entry or no longer; it stays, because cases point to it."""
    if not permissions.may_moderate(by):
        raise PermissionDenied
    WarningSign.objects.filter(pk=sign.pk).update(is_active=is_active)
