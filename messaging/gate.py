"""Who stands at a socket: the session behind it is asked again and again, tickets open it once."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user, get_user_model
from django.core import signing
from django.http import HttpRequest, parse_cookie
from django.utils.crypto import constant_time_compare, salted_hmac

from core import clock, limits, standing
from messaging.rounds import Rounds

TICKET_SECONDS = 60
SESSION_KEY_LENGTH = 40
_SALT = "messaging.ticket"


@dataclass(frozen=True)
class Visitor:
    """A signed-in person with the session that proves it."""

    user: Any
    session_key: str
    session_ends: str
    ends_at: datetime


def issue_ticket(session_key: str) -> str:
    """A ticket for one socket of this session: 60 seconds, one use, never in an address and so in no log."""
    return signing.dumps({"s": _digest(session_key), "n": secrets.token_hex(16)}, salt=_SALT)


def redeem(tickets: Sequence[tuple[str, str]]) -> list[bool]:
    """For each ticket with its session whether it is fresh, of this session and unused; it is used up by asking."""
    nonces = [_nonce_of(ticket, session_key) for ticket, session_key in tickets]
    asked = list(dict.fromkeys(nonce for nonce in nonces if nonce))
    fresh = limits.claim_each("ticket", asked, seconds=TICKET_SECONDS * 2)
    answers = []
    for nonce in nonces:
        answers.append(nonce in fresh)
        fresh.discard(nonce or "")  # the same ticket twice in one round is used once
    return answers


def _nonce_of(ticket: str, session_key: str) -> str | None:
    try:
        content = signing.loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except (signing.BadSignature, UnicodeEncodeError):  # half a character cannot even be compared
        return None
    return str(content["n"]) if constant_time_compare(content["s"], _digest(session_key)) else None


def session_key_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The session a handshake names in its cookie; nothing of it is believed before the database was asked."""
    cookies = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    return key if len(key) <= SESSION_KEY_LENGTH else ""


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
    return _visitor(user, session_key, request.session.get_expiry_date())


def visitors_of(session_keys: Iterable[str]) -> dict[str, Visitor]:
    """The persons of many sessions, by session; two queries whatever their number, the ended ones are left out."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not hasattr(store, "get_model_class"):
        asked = {key: visitor_of(key) for key in session_keys}
        return {key: visitor for key, visitor in asked.items() if visitor is not None}
    rows = _sessions([*session_keys], clock.now())
    sessions = {row.session_key: (row.get_decoded(), row.expire_date) for row in rows}
    keys = {int(content[SESSION_KEY]) for content, _ends in sessions.values() if SESSION_KEY in content}
    people = {user.pk: user for user in _active([*keys])}
    found = {}
    for key, (content, ends_at) in sessions.items():
        user = people.get(int(content.get(SESSION_KEY, 0)))
        if user is not None and _is_current(user, content):
            found[key] = _visitor(user, key, ends_at)
    return found


@standing.rows
def _sessions(keys: list[str], now: datetime) -> Any:
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    return model.objects.filter(session_key__in=keys, expire_date__gt=now).order_by("pk")


@standing.rows
def _active(people: list[int]) -> Any:
    return get_user_model().objects.filter(is_active=True, pk__in=people).order_by("pk")


def visitors_in_order(session_keys: Sequence[str]) -> list[Visitor | None]:
    """The persons of many sessions, one place each; None where a session ended or never was."""
    found = visitors_of({key for key in session_keys if key})
    return [found.get(key) for key in session_keys]


def _is_current(user: Any, content: dict[str, Any]) -> bool:
    """Whether neither password nor session version changed since signing in."""
    return constant_time_compare(content.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def _visitor(user: Any, session_key: str, ends_at: datetime) -> Visitor:
    return Visitor(user=user, session_key=session_key, session_ends=ends_at.isoformat(), ends_at=ends_at)


# Sessions and tickets of many tabs are asked together.
visitors = Rounds(visitors_in_order)
tickets = Rounds(redeem)
