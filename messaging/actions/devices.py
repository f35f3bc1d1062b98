"""A browser that shows notices: added on that device, told, forgotten."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.devices import label_of
from core import clock, limits, push
from messaging.models import Notification, PushDevice

MOST_DEVICES = 5  # the oldest one goes
ADDED_A_DAY = 20
SHOWN_A_DAY = 60
DAY_SECONDS = 86_400

log = logging.getLogger(__name__)


def add_device(*, by: Any, address: str, point: str, secret: str, agent: str) -> PushDevice:
    """Show notices in this browser; a second call with one address changes the row. Raises TooMany after 20 a day."""
    limits.hit("push_added", by.pk, limit=ADDED_A_DAY, seconds=DAY_SECONDS)
    return _save(by, address, {"point": point, "secret": secret, "label": label_of(agent)})


@transaction.atomic
def _save(person: Any, address: str, keys: dict[str, str]) -> PushDevice:
    # Whoever can name the address sits at that browser: it belongs to the person signed in there now.
    PushDevice.objects.filter(address=address).exclude(user=person).delete()
    device, _is_new = PushDevice.objects.update_or_create(
        address=address, defaults={"user": person, "used_at": clock.now(), **keys}
    )
    newest = PushDevice.objects.visible_to(person).order_by("-pk").values_list("pk", flat=True)[:MOST_DEVICES]
    PushDevice.objects.visible_to(person).exclude(pk__in=[*newest, device.pk]).delete()
    return device


def remove_device(device: PushDevice, *, by: Any = None) -> None:
    """Forget one browser; without a person: by the key in a notice of that browser, or because its service says so."""
    PushDevice.objects.filter(pk=device.pk).delete()


def remove_devices(person: Any) -> None:
    """Signed out everywhere, banned, or gone: no browser of theirs shows anything any more."""
    PushDevice.objects.filter(user=person).delete()


def show_on_device(device: int, notices: list[int], text: str, url: str, until: str) -> None:
    """Hand one text to the device's push service; what was read meanwhile, or is late, is not shown."""
    found = PushDevice.objects.filter(pk=device, user__is_active=True).first()
    seconds = int((datetime.fromisoformat(until) - clock.now()).total_seconds())
    unread = Notification.objects.filter(pk__in=notices).unread()
    if found is None or seconds <= 0 or not unread.exists():
        return
    # The device replaces what it shows under the same tag, so that a second try rings nobody twice.
    tag = f"n{notices[-1]}"
    words = {
        "text": text,
        "url": url,
        "tag": tag,
        "stop": reverse("messaging:push_stop", args=[found.stop_key]),
        "stop_label": _("Keine mehr auf diesem Gerät"),
    }
    try:
        limits.hit("push_shown", found.pk, limit=SHOWN_A_DAY, seconds=DAY_SECONDS)
        push.send(address=found.address, point=found.point, secret=found.secret, text=words, topic=tag, seconds=seconds)
    except push.Gone:
        remove_device(found)
    except (push.Refused, limits.TooMany) as reason:
        log.warning("notice for device %s dropped: %s", found.pk, reason)
    else:
        PushDevice.objects.filter(pk=found.pk).update(used_at=clock.now())
