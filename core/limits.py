"""How often may somebody do something? Exact counters in the database, cheap ones in the process.

`hit` is for what must hold (sign-in, first contact, registrations): one guarded UPDATE on a row, exact under parallel
load, and closed when the database fails. `hit_in_process` is for reading (search, suggestions): it counts per process
and never stands in the way of a page for long.
"""

import hashlib
from collections import OrderedDict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from core import clock, standing
from core.models import LimitWindow

KEYS_IN_PROCESS = 50_000

# Claims belong to no window of time.
_NO_WINDOW = datetime(2000, 1, 1, tzinfo=UTC)

_lock = Lock()
_counts: OrderedDict[tuple[str, str, int], int] = OrderedDict()


class TooMany(Exception):
    """A limit was reached; `retry_after` is the number of seconds until the window ends, `keys` whose it was."""

    def __init__(self, retry_after: int, keys: frozenset[str] = frozenset()) -> None:
        super().__init__(retry_after)
        self.retry_after, self.keys = retry_after, keys


class _Contested(Exception):
    """Somebody else was first with one of them."""


def hit(name: str, key: object, *, limit: int, seconds: int) -> None:
    """Count one use of `name` by `key`; raises TooMany when the limit of the present window is used up.

    The count belongs to the caller's transaction: count outside one whatever must be counted although it fails.
    """
    now = clock.now()
    start, end = _window(now, seconds)
    row = {"name": name, "key": hashed(key), "starts_at": start}
    if _counted(row, limit):
        return
    LimitWindow.objects.bulk_create([LimitWindow(**row, ends_at=end)], ignore_conflicts=True)
    if not _counted(row, limit):
        raise TooMany(_seconds_until(end, now))


def hit_each(name: str, keys: list[str], *, limit: int, seconds: int) -> None:
    """Like `hit` for many different keys, mostly in one statement; raises TooMany when it is used up for any of them.

    What was counted for the others then belongs to the caller's transaction, which ends with the exception; `keys` of
    the exception are those whose limit is reached now.
    """
    now = clock.now()
    start, end = _window(now, seconds)
    stored = [hashed(key) for key in keys]
    counted = _count_up(name, stored, start, limit)
    if counted < len(keys):
        here = LimitWindow.objects.filter(name=name, key__in=stored, starts_at=start).order_by()
        fresh = sorted(set(stored) - set(here.values_list("key", flat=True)))
        windows = [LimitWindow(name=name, key=key, starts_at=start, ends_at=end) for key in fresh]
        LimitWindow.objects.bulk_create(windows, ignore_conflicts=True)
        counted += _count_up(name, fresh, start, limit)
    if counted < len(keys):
        over = LimitWindow.objects.filter(name=name, key__in=stored, starts_at=start, count__gte=limit).order_by()
        full = set(over.values_list("key", flat=True))
        raise TooMany(_seconds_until(end, now), frozenset(key for key in keys if hashed(key) in full))


def claim_each(name: str, keys: list[str], *, seconds: int) -> set[str]:
    """Which of these different keys nobody claimed before; a claim stands for `seconds`, and then for a day or so."""
    if not keys:
        return set()
    stored = {hashed(key): key for key in keys}
    ends_at = clock.now() + timedelta(seconds=seconds)
    rows = [LimitWindow(name=name, key=one, starts_at=_NO_WINDOW, ends_at=ends_at) for one in sorted(stored)]
    LimitWindow.objects.bulk_create(rows, ignore_conflicts=True)
    with suppress(_Contested), transaction.atomic():
        if _count_up(name, [*stored], _NO_WINDOW, 1) < len(stored):
            raise _Contested
        return set(keys)
    return {key for one, key in stored.items() if _count_up(name, [one], _NO_WINDOW, 1)}


def hit_in_process(name: str, key: object, *, limit: int, seconds: int) -> None:
    """Like `hit`, counted in the memory of this process only."""
    now = clock.now()
    start, end = _window(now, seconds)
    slot = (name, hashed(key), int(start.timestamp()))
    with _lock:
        count = _counts.pop(slot, 0) + 1
        _counts[slot] = count
        while len(_counts) > KEYS_IN_PROCESS:
            _counts.popitem(last=False)
    if count > limit:
        raise TooMany(_seconds_until(end, now))


def hashed(key: object) -> str:
    """The key as it is stored: addresses are nobody's business."""
    return hashlib.sha256(str(key).encode()).hexdigest()


def prune() -> int:
    """Remove windows that ended a day ago; returns how many."""
    return LimitWindow.objects.filter(ends_at__lt=clock.now() - timedelta(days=1)).delete()[0]


@standing.change
def _count_up(name: str, keys: list[str], start: datetime, limit: int) -> tuple[QuerySet[LimitWindow], dict[str, Any]]:
    rows = LimitWindow.objects.filter(name=name, key__in=keys, starts_at=start, count__lt=limit)
    return rows, {"count": F("count") + 1}


def _window(now: datetime, seconds: int) -> tuple[datetime, datetime]:
    start = int(now.timestamp()) // seconds * seconds
    return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(start + seconds, UTC)


def _seconds_until(end: datetime, now: datetime) -> int:
    return max(1, int((end - now).total_seconds()))


def _counted(row: dict[str, object], limit: int) -> bool:
    return LimitWindow.objects.filter(**row, count__lt=limit).update(count=F("count") + 1) == 1
