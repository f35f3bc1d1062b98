"""Links to a decision for people whose account is closed: signed, bound to one person and one report."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from messaging.models import Report
from messaging.models.report import COMPLAINT_PERIOD

_SALT = "messaging.decision"


def address(filed: Report, person: Any) -> str:
    """Path of the page with statement and complaint; open as long as a complaint is possible."""
    token = signing.dumps([filed.pk, person.pk], salt=_SALT, compress=False)
    return reverse("messaging:decision", args=[token])


def opened(token: str) -> tuple[Report, Any] | None:
    """The decided report and its person; None for a forged or old link."""
    try:
        report, person = signing.loads(token, salt=_SALT, max_age=COMPLAINT_PERIOD)
    except signing.BadSignature:
        return None
    found = get_user_model().objects.filter(pk=person).first()
    filed = Report.objects.filter(Report.about(found), pk=report, decided_at__isnull=False).first()
    return (filed, found) if filed and found else None
