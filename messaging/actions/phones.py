"""Giving a number for short messages, proving it, and ending it."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core import clock, limits, sms
from messaging.models import PhoneNumber
from messaging.models.phone import new_stop_key

CODE_LIVES = timedelta(minutes=10)
MAX_TRIES = 5
CODES_A_DAY = 3
DAY_SECONDS = 86_400
AGAIN_AFTER = timedelta(seconds=60)


class WrongCode(Exception):
    """The typed code is not the one that was sent, or it is too old, or was tried too often."""


def ask_for_code(number: str, *, by: Any) -> PhoneNumber:
    """Send a code to this number; a double click sends one. Raises TooMany after three a day for person or number."""
    row = PhoneNumber.objects.of(by)
    if row and row.number == number and row.waits_for_code and row.asked_at > clock.now() - AGAIN_AFTER:
        return row
    # Counted outside the transaction: what fails later was tried all the same.
    limits.hit("sms_code_person", by.pk, limit=CODES_A_DAY, seconds=DAY_SECONDS)
    limits.hit("sms_code_number", number, limit=CODES_A_DAY, seconds=DAY_SECONDS)
    return _send_code(number, by=by)


@transaction.atomic
def _send_code(number: str, *, by: Any) -> PhoneNumber:
    code, now = f"{secrets.randbelow(10**6):06}", clock.now()
    fresh = {
        "number": number,
        "confirmed_at": None,
        "asked_at": now,
        "code_hash": _hashed(code, by),
        "code_until": now + CODE_LIVES,
        "code_tries": 0,
    }
    row, _is_new = PhoneNumber.objects.update_or_create(user=by, defaults=fresh)
    text = _("Handschlag: Der Code ist %(code)s. Er gilt zehn Minuten.") % {"code": code}
    sms.send(to=number, text=text, key=f"code:{row.pk}:{secrets.token_hex(8)}", until=now + CODE_LIVES)
    return row


def confirm_number(code: str, *, by: Any) -> None:
    """The person typed the code; raises WrongCode, also for the right one after five wrong ones."""
    row = PhoneNumber.objects.of(by)
    if row is None or row.is_confirmed:
        return
    open_rows = PhoneNumber.objects.filter(
        pk=row.pk, code_tries__lt=MAX_TRIES, code_until__gt=clock.now(), confirmed_at=None
    )
    # Each try is counted before it is judged: two at once are two tries.
    if not open_rows.update(code_tries=F("code_tries") + 1):
        raise WrongCode
    if not constant_time_compare(row.code_hash, _hashed(code, by)):
        raise WrongCode
    PhoneNumber.objects.filter(pk=row.pk, code_hash=row.code_hash).update(
        confirmed_at=clock.now(), code_hash="", code_until=None
    )


@transaction.atomic
def stop_short_messages(*, by: Any) -> None:
    """No short messages, and no question about them any more: the number and what was sent to it are forgotten."""
    row, _is_new = PhoneNumber.objects.get_or_create(user=by)
    if row.number:
        sms.forget_number(row.number)
    PhoneNumber.objects.filter(pk=row.pk).update(
        number="", confirmed_at=None, code_hash="", code_until=None, stop_key=new_stop_key()
    )


def _hashed(code: str, person: Any) -> str:
    return salted_hmac("messaging.phones", f"{person.pk}:{code}").hexdigest()
