"""Notices as short messages: to confirmed numbers only, one for all that wait, without names and words of anybody."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, sms
from messaging import wishes
from messaging.models import Notification, PhoneNumber


def may_ask(user: Any) -> bool:
    """Whether the question for a number makes sense: nobody asked yet, and short messages can be sent here."""
    return sms.is_available() and PhoneNumber.objects.of(user) is None


def tell(user: Any, notices: list[Notification], sentences: list[Any]) -> int:
    """Send one short message for these notices, inside the caller's transaction; returns how many went: 0 or 1.

    It never comes later than the next quiet hours begin: a gateway that was away all day does not ring at night.
    """
    phone = PhoneNumber.objects.confirmed().filter(user=user).first()
    rows = Notification.objects.filter(pk__in=[one.pk for one in notices])
    if phone is None or not sentences:
        rows.update(sms_after=None)
        return 0
    now = clock.now()
    until = wishes.rings_until(user, now)
    sms.send(to=phone.number, text=_text(phone, sentences), key=f"notice:{notices[-1].pk}", until=until)
    rows.update(sms_at=now)
    return 1


def in_one(sentences: list[Any]) -> str:
    """The sentence of one notice, or how many wait."""
    number = len(sentences)
    waiting = ngettext("%(number)s Mitteilung wartet.", "%(number)s Mitteilungen warten.", number)
    return str(sentences[0]) if number == 1 else waiting % {"number": number}


def _text(phone: PhoneNumber, sentences: list[Any]) -> str:
    """What waits, where to read it, how to stop."""
    base, what = settings.BASE_URL.rstrip("/"), in_one(sentences)
    read, stop = reverse("messaging:notification_list"), reverse("messaging:phone_stop", args=[phone.stop_key])
    return _("Handschlag: %(what)s %(read)s – SMS beenden: %(stop)s") % {
        "what": what,
        "read": f"{base}{read}",
        "stop": f"{base}{stop}",
    }
