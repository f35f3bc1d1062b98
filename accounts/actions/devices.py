"""Where somebody is signed in: noting it, telling about a new browser, ending one of them."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import signals
from accounts.actions import notices
from accounts.actions.audit import record
from accounts.models import Device, User
from core import clock

SHOWN = 10
# What stands in a browser's own description of itself -> what people call it; the first that fits.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def label_of(agent: str) -> str:
    """„Firefox, Windows“: all we keep of what a browser says of itself."""
    browser = next((word for sign, word in BROWSERS if sign in agent), _("Browser"))
    system = next((word for sign, word in SYSTEMS if sign in agent), "")
    return f"{browser}, {system}" if system else browser


@transaction.atomic
def note_device(user: User, *, by: User, session_key: str, agent: str) -> None:
    """Somebody signed in; a browser never seen before is told by mail, the very first one is not."""
    label = label_of(agent)
    earlier = Device.objects.filter(user=user)
    is_new = earlier.exists() and not earlier.filter(label=label).exists()
    Device.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "label": label, "signed_in_at": clock.now(), "ended_at": None}
    )
    if is_new:
        notices.send(
            user.email,
            "new_device",
            language=user.language,
            label=label,
            at=clock.local(clock.now()).strftime("%d.%m.%Y, %H:%M"),
            young=user.is_young,
            url=notices.absolute("accounts:account"),
        )


@transaction.atomic
def end_device(device: Device, *, by: User) -> None:
    """Sign one browser out; the others stay."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(session_key=device.session_key).delete()
    Device.objects.filter(pk=device.pk).update(ended_at=clock.now())
    record("device_signed_out", by, by=by)
    signals.sessions_ended.send(User, user=by)


@transaction.atomic
def leave_device(session_key: str, *, by: Any) -> None:
    """Signed out by hand."""
    Device.objects.filter(session_key=session_key).update(ended_at=clock.now())


def live_devices(user: User) -> list[Device]:
    """The newest browsers whose session still lives."""
    rows = list(Device.objects.visible_to(user).filter(ended_at=None)[: SHOWN * 3])
    keys = [row.session_key for row in rows]
    lives = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    alive = set(lives.values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in alive][:SHOWN]
