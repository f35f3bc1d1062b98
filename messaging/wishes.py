"""When a notice may leave by mail, short message or to a device: wishes, quiet hours, silent mailboxes."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core import signing
from django.urls import reverse

from core import clock, push, sms
from messaging import quiet
from messaging.models import Bounce, NotificationChoice, PhoneNumber, PushDevice, SchoolQuiet

COLLECTED_AT = time(16)
MONDAY = 0
_SALT = "messaging.stop"


def mail_after(user: Any, kind: Any) -> datetime | None:
    """Earliest moment of a mail of this kind to this person; None where none is wanted or none arrives."""
    if not kind.mail or not user.email or Bounce.objects.of(user) is not None:
        return None
    wish = _mail_wish(user, kind)
    if wish == NotificationChoice.Mail.OFF:
        return None
    earliest = _collected(clock.now() + kind.mail_delay, wish)
    return earliest if kind.breaks_quiet else peace_ends_at(user, earliest) or earliest


def sms_after(user: Any, kind: Any) -> datetime | None:
    """Earliest moment of a short message of this kind; None without a confirmed number or where none is meant."""
    if not kind.sms or not sms.is_available() or not PhoneNumber.objects.confirmed().filter(user=user).exists():
        return None
    return _rings_at(user, kind, clock.now()) if _wants_ring(user, kind, "sms") else None


def push_after(user: Any, kind: Any) -> datetime | None:
    """Earliest moment on the person's devices; None without a device or where none is meant."""
    if not kind.on_device or not push.is_available() or not PushDevice.objects.visible_to(user).exists():
        return None
    return _rings_at(user, kind, clock.now() + kind.push_delay) if _wants_ring(user, kind, "push") else None


def rings_until(user: Any, moment: datetime) -> datetime | None:
    """Until when something that rings may still come: the next quiet hours; None for what already breaks them."""
    is_night = quiet.ends_at(moment) if user.is_minor() else quiet.adults_end_at(moment)
    return None if is_night else quiet.next_begin(moment, is_minor=user.is_minor())


def peace_ends_at(user: Any, moment: datetime) -> datetime | None:
    """End of the hours in which this person is left in peace: the night for minors, school where they chose it."""
    if user.is_minor() and (morning := quiet.ends_at(moment)):
        return morning
    noon = quiet.school_ends_at(moment) if user.is_young else None
    return noon if noon and SchoolQuiet.objects.filter(user=user).exists() else None


def _rings_at(user: Any, kind: Any, moment: datetime) -> datetime:
    if kind.breaks_quiet:
        return moment
    morning = None if user.is_minor() else quiet.adults_end_at(moment)
    return peace_ends_at(user, moment) or morning or moment


def _choice(user: Any, kind: Any) -> NotificationChoice | None:
    """What must be read at once, because law or safety want it, cannot be put off."""
    return NotificationChoice.objects.filter(user=user, kind=kind.code).first() if kind.may_stop else None


def _mail_wish(user: Any, kind: Any) -> str:
    chosen = _choice(user, kind)
    return chosen.mail if chosen else NotificationChoice.Mail.AT_ONCE


def _wants_ring(user: Any, kind: Any, way: str) -> bool:
    chosen = _choice(user, kind)
    return chosen is None or bool(getattr(chosen, way))


def _collected(moment: datetime, wish: str) -> datetime:
    """The next collection behind a moment; the moment itself for mails at once."""
    if wish == NotificationChoice.Mail.AT_ONCE:
        return moment
    here = clock.local(moment)
    day = here.date() + timedelta(days=1) if here.time() >= COLLECTED_AT else here.date()
    if wish == NotificationChoice.Mail.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, COLLECTED_AT, tzinfo=clock.BERLIN)


def stop_path(user: Any, codes: list[str]) -> str:
    """Path that stops the mails of these kinds with one click; it works without signing in and opens nothing else."""
    token = signing.dumps([user.pk, sorted(set(codes))], salt=_SALT)
    return reverse("messaging:notification_stop", args=[token])


def stopped_by(token: str) -> tuple[int, list[str]] | None:
    """Person and kinds of a stop link; None for a forged one. Links do not grow old: an old mail may be stopped."""
    try:
        user, codes = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return user, codes
