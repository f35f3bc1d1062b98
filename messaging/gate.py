"""Who stands at a socket: the session behind it is asked again and again, tickets open it once."""

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

TICKET_SECONDS = 60
_SALT = "messaging.ticket"


@dataclass(frozen=True)
class Visitor:
    """A signed-in person with the session that proves it."""

    user: Any
    session_key: str
    session_ends: str


def issue_ticket(session_key: str) -> str:
    """A ticket for one socket of this session: 60 seconds, one use, never in an address and so in no log."""
    return signing.dumps({"s": _digest(session_key), "n": secrets.token_hex(16)}, salt=_SALT)


def redeem_ticket(ticket: str, session_key: str) -> bool:
    """Whether the ticket is fresh, of this session and unused; it is used up by asking."""
    try:
        content = signing.loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return False
    if not constant_time_compare(content["s"], _digest(session_key)):
        return False
    return cache.add(f"ticket:{content['n']}", 1, TICKET_SECONDS * 2)


def _digest(session_key: str) -> str:
    return salted_hmac(_SALT, session_key, algorithm="sha256").hexdigest()


def visitor_of(session_key: str | None) -> Visitor | None:
    """The person of a session as the database knows it now; None after sign-out, password change or closing."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    if not (user.is_authenticated and user.is_active):
        return None
    return Visitor(user=user, session_key=session_key, session_ends=request.session.get_expiry_date().isoformat())
