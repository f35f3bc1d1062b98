"""Notices on the person's devices: one for all that wait, a sentence that names nobody, and the page behind it."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from core import clock, outbox
from messaging import short_messages, wishes
from messaging.models import Notification, PushDevice

KIND = "push"
LONGEST_WAIT = timedelta(days=1)  # a device that was off for longer finds everything in the app
COOKIE = "push_device"
COOKIE_SECONDS = 365 * 86_400


def tell(user: Any, notices: list[Notification], sentences: list[Any]) -> int:
    """Show these notices on each device, inside the caller's transaction; returns how many devices are told.

    Never later than the next quiet hours begin: a telephone that was off all day does not ring at night.
    """
    rows = Notification.objects.filter(pk__in=[one.pk for one in notices])
    keys = list(PushDevice.objects.visible_to(user).values_list("pk", flat=True)) if sentences else []
    if not keys:
        rows.update(push_after=None)
        return 0
    now = clock.now()
    until = min(wishes.rings_until(user, now) or now + LONGEST_WAIT, now + LONGEST_WAIT)
    told = {
        "notices": [one.pk for one in notices],
        "text": short_messages.in_one(sentences),
        "url": _path(notices),
        "until": until.isoformat(),
    }
    outbox.post_all(KIND, [{"device": key, **told} for key in keys])
    rows.update(push_at=now)
    return len(keys)


def _path(notices: list[Notification]) -> str:
    """The page behind one notice; the list for several. Addresses of elsewhere are never opened."""
    url = notices[0].url if len(notices) == 1 else ""
    is_ours = url.startswith("/") and not url.startswith("//")
    return url if is_ours else reverse("messaging:notification_list")
