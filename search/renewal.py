"""Editors changed words that decide the tokens of documents: the worker makes the indexes anew, beside its other work.

Until it is done, questions are read with the new words and documents with the old ones; only the changed words suffer.
"""

import logging
import threading
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connections

from search import rebuilding, targets, vocabulary
from search.engine import Unavailable

QUIET_SECONDS = 60.0  # several words are edited in one go: one rebuild is enough
REST_SECONDS = 600.0  # after a rebuild that was refused

log = logging.getLogger(__name__)


@dataclass
class _Watch:
    """Which words are waited for, and from when on a rebuild may begin."""

    digest: str = ""
    due: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_watch = _Watch()


def watch() -> None:
    """Called again and again by the worker: begin when words have changed and then rested for a minute."""
    digest, now = vocabulary.current().language.digest, time.monotonic()
    if digest != _watch.digest:
        _watch.digest, _watch.due = digest, now + QUIET_SECONDS
    if now < _watch.due or not is_behind():
        return
    if settings.SEARCH_RELOAD == "thread":  # mails and messages must not wait for it
        threading.Thread(target=_renew_beside, name="search renewal", daemon=True).start()
    else:
        renew()


def is_behind() -> bool:
    """Whether a searched index was made with other words than today's."""
    return bool(targets.behind(vocabulary.current().language.digest))


def renew() -> bool:
    """Make what is behind anew; False when another rebuild runs or this one was refused: then it rests a while."""
    if not _watch.lock.acquire(blocking=False):
        return False
    try:
        log.info("search: indexes follow the words: %s", rebuilding.renew())
    except (rebuilding.Refused, Unavailable, DatabaseError) as reason:
        _watch.due = time.monotonic() + REST_SECONDS
        log.warning("search: indexes do not follow the words yet: %s", reason)
        return False
    finally:
        _watch.lock.release()
    return True


def _renew_beside() -> None:
    try:
        renew()
    finally:
        connections.close_all()
