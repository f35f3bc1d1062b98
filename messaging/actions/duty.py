"""The moderation's roster."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from messaging import permissions
from messaging.models import DutyShift

WEEKS_AT_MOST = 26


@transaction.atomic
def add_duty(
    *, by: Any, person: Any, on: date, begins: time, ends: time, weeks: int = 1, client_key: UUID | None = None
) -> list[DutyShift]:
    """Plan a shift of one of the moderation, on the same weekday for some weeks; the same key plans once."""
    if not (permissions.may_moderate(by) and permissions.may_moderate(person)):
        raise PermissionDenied
    made = []
    for week in range(min(weeks, WEEKS_AT_MOST)):
        day = on + timedelta(weeks=week)
        starts_at = datetime.combine(day, begins, tzinfo=clock.BERLIN)
        ends_at = datetime.combine(day if ends > begins else day + timedelta(days=1), ends, tzinfo=clock.BERLIN)
        fields = {"person": person, "ends_at": ends_at}
        made.append(DutyShift.objects.get_or_create(client_key=client_key, starts_at=starts_at, defaults=fields)[0])
    return made


@transaction.atomic
def remove_duty(shift: DutyShift, *, by: Any) -> None:
    """Take a shift off the plan."""
    if not permissions.may_moderate(by):
        raise PermissionDenied
    shift.delete()
