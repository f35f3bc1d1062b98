"""Seeing notices. They are written by `messaging.notifications.notify`."""

from typing import Any

from core import clock
from messaging.models import Notification


def see_notices(*, by: Any, notice: Notification | None = None) -> int:
    """Mark one notice of a person, or all, as seen; returns how many were new."""
    mine = Notification.objects.visible_to(by).unread()
    if notice is not None:
        mine = mine.filter(pk=notice.pk)
    return mine.update(read_at=clock.now())
