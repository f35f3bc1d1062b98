"""How long a sign-in holds (safety.md 6): by kind of person, and short on a computer others use too."""

from django.http import HttpRequest

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
