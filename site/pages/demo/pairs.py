"""Pairs of a grown-up pupil and a firm with one open conversation, signed in: for measurements and checks from outside.

The pupil is 18, so that quiet hours and the limit on unanswered words do not apply; both accounts are dated two days
back, or the limit for new ones would. Everything goes through the same actions as the pages and is found again by its
number, so a second run makes nothing new but sessions.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.utils.crypto import get_random_string

from accounts import actions
from accounts.models import Membership, Organisation, User
from core import clock
from messaging import actions as messaging_actions
from messaging.models import Conversation
from pages.demo import source

BATCH = 50
AGE = 18
ACCOUNT_AGE = timedelta(days=2)
CSRF_LENGTH = 32
BACKEND = "django.contrib.auth.backends.ModelBackend"


def make(count: int) -> Iterator[dict[str, Any]]:
    """Pairs 1 to `count`: conversation and a Cookie header for each side."""
    for first in range(1, count + 1, BATCH):
        with transaction.atomic():
            made = [_pair(number) for number in range(first, min(first + BATCH, count + 1))]
        yield from made


def _pair(number: int) -> dict[str, Any]:
    pupil, owner = _pupil(number), _owner(number)
    talk = _conversation(number, pupil, _firm(number, owner))
    return {
        "pair": number,
        "conversation": str(talk.public_id),
        "pupil": {"cookie": cookie(pupil)},
        "firm": {"cookie": cookie(owner)},
    }


def _pupil(number: int) -> User:
    today = clock.today()
    born = {"born_year": today.year - AGE - 1, "born_month": today.month}
    return _person(f"paar-{number}-schueler", User.Kind.PUPIL, shown_name=f"Paar {number}", **born)


def _owner(number: int) -> User:
    return _person(f"paar-{number}-betrieb", User.Kind.MEMBER, first_name="Paar", last_name=str(number))


def _person(login: str, kind: str, **fields: Any) -> User:
    address = source.email(login)
    if found := User.objects.filter(email=address).first():
        return found
    user = actions.create_person(address, by=None, kind=kind, **fields)
    user.joined_at = clock.now() - ACCOUNT_AGE
    user.save(update_fields=["joined_at"])
    return user


def _firm(number: int, owner: User) -> Organisation:
    held = Membership.objects.active().filter(user=owner).select_related("organisation").first()
    if held is not None:
        return held.organisation
    name = f"Betrieb des Paares {number}"
    return actions.found_organisation(by=None, owner=owner, kind=Organisation.Kind.FIRM, name=name, is_example=True)


def _conversation(number: int, pupil: User, firm: Organisation) -> Conversation:
    key = uuid.uuid5(source.SPACE, f"pair:{number}")
    return messaging_actions.open_conversation(by=pupil, organisation=firm, client_key=key)


def cookie(user: User) -> str:
    """A Cookie header that signs this person in and lets forms through."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    token = get_random_string(CSRF_LENGTH)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
