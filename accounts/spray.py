"""Many passwords tried at many accounts (safety.md A43): each account and address sees little of it, the sum a lot.

While it lasts passwords rest and the mailed code works as always: whoever guesses gets nowhere, nobody stands outside.
"""

import logging

from core import clock, limits
from core.models import LimitWindow

NAME, EVERYBODY = "password_failures", "all"
# A small region mistypes a few passwords a minute; hundreds in five minutes are a machine.
FAILURES, SECONDS = 150, 300
log = logging.getLogger("accounts.spray")


def note_failure() -> None:
    """Count a wrong password, whosever it was; say in the log when the sum is no accident any more."""
    try:
        limits.hit(NAME, EVERYBODY, limit=FAILURES, seconds=SECONDS)
    except limits.TooMany:
        log.warning("passwords rest: more than %s failures in %s seconds", FAILURES, SECONDS)


def is_on() -> bool:
    """Whether passwords rest now."""
    rows = LimitWindow.objects.filter(name=NAME, key=limits.hashed(EVERYBODY), count__gte=FAILURES)
    return rows.filter(ends_at__gt=clock.now()).exists()
