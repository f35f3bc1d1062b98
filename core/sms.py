"""Short messages: asked for inside a transaction, handed to a gateway by the worker, once per key.

The gateway is any service that takes a POST: address, words and headers come from the settings, the secret from the
environment. In demo mode nothing leaves the machine: each short message is a file below SMS_DIR.
"""

import json
import logging
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import phonenumbers
from django.conf import settings
from django.utils.crypto import salted_hmac
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from core import clock, limits, outbox
from core.models import SentSms

KIND = "sms"
TRIES = 6  # some minutes; what matters longer than that stands in the app and in the mail
PATIENCE_SECONDS = 10
ROW_DAYS = 90
LONGEST = 300  # two short messages
DAY_SECONDS = 86_400
PER_NUMBER = 6  # a day, codes included
TOO_MANY, SERVER_FAULT, TIMED_OUT = 429, 500, 408
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

log = logging.getLogger(__name__)


class Refused(Exception):
    """The gateway takes this short message never; it is not tried again."""


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirect would carry number and secret somewhere nobody agreed to."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def is_available() -> bool:
    """Whether short messages can be sent here at all."""
    return bool(settings.SMS_GATEWAY) or settings.DEMO


def mobile_number(typed: str) -> str | None:
    """The number as gateways want it (+4915…), German unless it says otherwise; None for anything but a mobile one."""
    try:
        number = phonenumbers.parse(typed, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def send(*, to: str, text: str, key: str, until: datetime | None = None) -> None:
    """Have a short message sent after the commit, not later than `until`; a second call with one key sends nothing.

    Raises NotInTransaction outside a transaction.
    """
    outbox.post(KIND, to=to, text=text[:LONGEST], key=key, until=until.isoformat() if until else "")


def deliver(*, to: str, text: str, key: str, until: str) -> None:
    """Hand a short message over unless its key was sent before; the handler of the outbox calls this."""
    row, is_new = SentSms.objects.get_or_create(key=key, defaults={"to": to, "started_at": clock.now()})
    if row.sent_at or row.dropped:
        return
    if reason := _reason_to_drop(row, until, is_new=is_new):
        _drop(row, reason)
        return
    try:
        (_post if settings.SMS_GATEWAY else _keep)(row, text)
    except Refused as refused:
        _drop(row, str(refused))
        return
    row.sent_at = clock.now()
    row.save(update_fields=["sent_at"])


def forget_old() -> None:
    """Rows go after 90 days; the words were never kept."""
    SentSms.objects.filter(started_at__lt=clock.now() - timedelta(days=ROW_DAYS)).delete()


def forget_number(number: str) -> None:
    """Somebody wants this number forgotten: what waits for it is not sent either."""
    outbox.take_back(KIND, to=number)
    SentSms.objects.filter(to=number).delete()


def _reason_to_drop(row: SentSms, until: str, *, is_new: bool) -> str:
    """Too late, or too many: counted once a short message and not once a try."""
    if until and clock.now() > datetime.fromisoformat(until):
        return "late"
    if not is_new:
        return ""
    try:
        limits.hit("sms_number", row.to, limit=PER_NUMBER, seconds=DAY_SECONDS)
        limits.hit("sms_all", "", limit=settings.SMS_A_DAY, seconds=DAY_SECONDS)
    except limits.TooMany:
        return "limit"
    return ""


def _drop(row: SentSms, reason: str) -> None:
    """Give up; the log names no number."""
    log.warning("short message %s dropped: %s", row.pk, reason)
    row.dropped = reason
    row.save(update_fields=["dropped"])


def _post(row: SentSms, text: str) -> None:
    """One POST; raises Refused for a clear no, anything else lets the outbox try again."""
    values = {"to": row.to, "text": text, "reference": salted_hmac(KIND, row.key).hexdigest()[:32]}
    fields = filled(json.loads(settings.SMS_GATEWAY_BODY), values)
    body = urlencode(fields) if settings.SMS_GATEWAY_FORMAT == FORM else json.dumps(fields)
    headers = {"Content-Type": settings.SMS_GATEWAY_FORMAT, "User-Agent": "Handschlag"}
    headers |= filled(json.loads(settings.SMS_GATEWAY_HEADERS), {"token": settings.SMS_GATEWAY_TOKEN})
    # The address is the operator's own setting; check core.E005 wants https.
    request = urllib.request.Request(settings.SMS_GATEWAY, body.encode(), headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoDetour)
    try:
        opener.open(request, timeout=PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as fault:
        fault.close()
        if fault.code < SERVER_FAULT and fault.code not in {TOO_MANY, TIMED_OUT}:
            raise Refused(f"gateway {fault.code}") from None
        raise


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its `{words}` replaced inside strings: what is put in can never become structure."""
    if isinstance(template, dict):
        return {key: filled(part, values) for key, part in template.items()}
    if isinstance(template, list):
        return [filled(part, values) for part in template]
    if not isinstance(template, str):
        return template
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)


def _keep(row: SentSms, text: str) -> None:
    """Demo mode: a file to look at."""
    folder = Path(settings.SMS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
    (folder / f"{stamp}-{row.pk}.txt").write_text(f"{row.to}\n\n{text}\n", encoding="utf-8")


def kept(limit: int = 20) -> list[dict[str, str]]:
    """Demo mode: the newest short messages with number and words."""
    files = sorted(Path(settings.SMS_DIR).glob("*.txt"), reverse=True)[:limit]
    pairs = (path.read_text(encoding="utf-8").split("\n\n", 1) for path in files)
    return [{"to": pair[0], "text": pair[-1].strip()} for pair in pairs]
