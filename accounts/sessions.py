"""How long a sign-in holds (safety.md 6): by kind of person, and short on a computer others use too."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from accounts import actions
from accounts.models import User

SHARED_KEY = "shared_computer"
MINUTE, HOUR, DAY = 60, 3600, 86_400
OWN_DEVICE = 14 * DAY
WORK = 8 * HOUR
SHARED = 30 * MINUTE


def note_shared(request: HttpRequest, *, shared: bool) -> None:
    """Remember the tick „Schulrechner“ until the code has been typed."""
    if shared:
        request.session[SHARED_KEY] = True
    else:
        request.session.pop(SHARED_KEY, None)


def set_length(request: HttpRequest, user: User) -> None:
    """Seconds without use until the session ends."""
    usual = OWN_DEVICE if user.is_young else WORK
    request.session.set_expiry(SHARED if request.session.get(SHARED_KEY) else usual)


def note_device(request: HttpRequest, user: User) -> None:
    """Put this browser on the person's list of devices."""
    agent = request.headers.get("User-Agent", "")
    if request.session.session_key:
        actions.note_device(user, by=user, session_key=request.session.session_key, agent=agent)


def keep(request: HttpRequest, user: User) -> None:
    """All sessions of the person have just ended; this one goes on, under a new key."""
    update_session_auth_hash(request, user)
    note_device(request, user)
