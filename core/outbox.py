"""Effects that wait for their commit: mails, search index, notices.

`post` writes a row in the caller's transaction, so a rollback leaves nothing and a commit loses nothing. The worker
claims due rows, calls the handler and marks the row. A row is delivered at least once: handlers bear a second run.

`settings.OUTBOX`: `worker` (the worker delivers), `inline` (delivered on commit, for very small installations),
`hold` (tests: nothing happens until the test delivers).
"""

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q

from core import clock
from core.models import OutboxRow

Handler = Callable[..., None]

LEASE = timedelta(seconds=30)  # quality contract: a killed worker's rows are taken up again after this
MAX_TRIES = 10
FIRST_DELAY_SECONDS = 10
LONGEST_DELAY_SECONDS = 3600
KEPT_DAYS = 7  # processed rows; quarantined ones stay until somebody looks at them
BATCH = 50

log = logging.getLogger(__name__)


class NotInTransaction(Exception):
    """An effect was posted outside a transaction: it could outlive what it speaks of."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A handler, and whether its values name a person and are wiped as soon as it has run."""

    run: Handler
    private: bool
    tries: int = MAX_TRIES
    together: bool = False


_handlers: dict[str, dict[str, Registered]] = {}


def handles(
    kind: str, *, private: bool = False, tries: int = MAX_TRIES, together: bool = False
) -> Callable[[Handler], Handler]:
    """Register a function of `<app>/tasks.py` for a kind. Several handlers of a kind fail and succeed apart.

    With `together` the function takes a list of dictionaries: the values of all rows that wait. What comes a hundred
    times a second must not cost two transactions a row.
    """

    def register(function: Handler) -> Handler:
        name = f"{function.__module__}.{function.__qualname__}"
        _handlers.setdefault(kind, {})[name] = Registered(function, private, tries, together)
        return function

    return register


def post(kind: str, /, **plain_values: Any) -> None:
    """Write the effect beside the change it follows from.

    Raises NotInTransaction outside one, LookupError for a kind without handler, TypeError for values that are not
    plain: strings, numbers, booleans, None and lists or dictionaries of them.
    """
    post_all(kind, [plain_values])


def post_all(kind: str, many: list[dict[str, Any]]) -> None:
    """The same for many effects of one kind, in one statement."""
    if not connection.in_atomic_block:
        raise NotInTransaction(kind)
    if kind not in _handlers:
        raise LookupError(f"No handler for {kind}")
    for values in many:
        _require_plain(values)
    now = clock.now()
    OutboxRow.objects.bulk_create(
        OutboxRow(kind=kind, handler=name, values=values, created_at=now, due_at=now)
        for values in many
        for name in _handlers[kind]
    )
    if settings.OUTBOX == "inline":
        transaction.on_commit(deliver, robust=True)


def take_back(kind: str, /, **values: str) -> int:
    """Remove the effects of a kind with these values, whether they wait or are done; returns how many there were."""
    rows = OutboxRow.objects.filter(kind=kind, **{f"values__{name}": value for name, value in values.items()})
    return rows.delete()[0]


def deliver(limit: int = BATCH) -> int:
    """Run what is due, at most `limit` rows, oldest first; returns how many were tried."""
    rows = _claim(limit)
    for group in _grouped(rows):
        if mine := _still_ours(group):
            _run(mine)
    return len(rows)


def release() -> int:
    """Give every quarantined row a new life, after the fault was repaired; returns how many."""
    return OutboxRow.objects.filter(quarantined_at__isnull=False, done_at__isnull=True).update(
        quarantined_at=None, tries=0, due_at=clock.now(), lease=None, leased_until=None
    )


def prune() -> int:
    """Remove rows that were processed a week ago; returns how many."""
    return OutboxRow.objects.filter(done_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]


def waiting() -> models.QuerySet[OutboxRow]:
    """Rows that are not done and not quarantined, due or not."""
    return OutboxRow.objects.filter(done_at__isnull=True, quarantined_at__isnull=True)


def delay(tries: int) -> timedelta:
    """How long to wait after the given number of failures: 10 s, doubled each time, at most an hour."""
    return timedelta(seconds=min(FIRST_DELAY_SECONDS * 2 ** (tries - 1), LONGEST_DELAY_SECONDS))


def tries_of(row: OutboxRow) -> int:
    """How often a row is tried; one whose handler is gone waits for its release like the others."""
    registered = _handlers.get(row.kind, {}).get(row.handler)
    return registered.tries if registered else MAX_TRIES


def fault_line(fault: BaseException) -> str:
    """Kind and place of a fault. Never its message: that may hold an address or a name."""
    last = traceback.extract_tb(fault.__traceback__)[-1:]
    where = f" at {last[0].filename.rsplit('/', 1)[-1]}:{last[0].lineno}" if last else ""
    return f"{type(fault).__name__}{where}"[:200]


def _require_plain(values: dict[str, Any]) -> None:
    if json.loads(json.dumps(values)) != values:
        raise TypeError("Only plain values survive the outbox: no tuples, no keys but strings")


def _claimable(now: datetime) -> models.QuerySet[OutboxRow]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return waiting().filter(free, due_at__lte=now).order_by("id")


def _claim(limit: int) -> list[OutboxRow]:
    """Lease due rows under one token; several workers on PostgreSQL pass over each other's locked rows."""
    now = clock.now()
    if not _claimable(now).exists():
        return []  # so that an idle worker takes no write lock on SQLite
    token = uuid4()
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        due = _claimable(now)
        keys = [row.pk for row in (due.select_for_update(skip_locked=True) if skips else due)[:limit]]
        OutboxRow.objects.filter(pk__in=keys).update(lease=token, leased_until=now + LEASE)
    return list(OutboxRow.objects.filter(lease=token, done_at__isnull=True).order_by("id"))


def _grouped(rows: list[OutboxRow]) -> list[list[OutboxRow]]:
    """Rows that run in one go, in the order of posting. What was tried before runs alone: it may be what kills."""
    groups: dict[object, list[OutboxRow]] = {}
    for row in rows:
        registered = _handlers.get(row.kind, {}).get(row.handler)
        is_shared = registered is not None and registered.together and not row.tries
        groups.setdefault((row.kind, row.handler) if is_shared else row.pk, []).append(row)
    return [*groups.values()]


def _still_ours(rows: list[OutboxRow]) -> list[OutboxRow]:
    """Renew the lease and count the try before it: a row that kills its worker must reach quarantine too."""
    mine = _leased(rows)
    if mine.update(leased_until=clock.now() + LEASE, tries=F("tries") + 1) < len(rows):
        kept = {*mine.values_list("pk", flat=True)}
        rows = [row for row in rows if row.pk in kept]
    for row in rows:
        row.tries += 1
    return rows


def _leased(rows: list[OutboxRow]) -> models.QuerySet[OutboxRow]:
    """Those of the rows that nobody took over; all of them were claimed under one token."""
    return OutboxRow.objects.filter(pk__in=[row.pk for row in rows], lease=rows[0].lease, done_at__isnull=True)


def _run(rows: list[OutboxRow]) -> None:
    try:
        registered = _handlers[rows[0].kind][rows[0].handler]
        if registered.together:
            registered.run([row.values for row in rows])
        else:
            registered.run(**rows[0].values)
    except Exception as fault:  # noqa: BLE001 -- whatever a handler does, the others go on
        if len(rows) == 1:
            _failed(rows[0], fault)
        for row in rows if len(rows) > 1 else ():  # one of them is at fault: the others must not wait for it
            if _leased([row]).update(leased_until=clock.now() + LEASE):
                _run([row])
    else:
        _done(rows, private=registered.private)


def _done(rows: list[OutboxRow], *, private: bool) -> None:
    changes: dict[str, Any] = {"done_at": clock.now(), "leased_until": None, "fault": ""}
    if private:
        changes["values"] = {}
    _leased(rows).update(**changes)


def _failed(row: OutboxRow, fault: Exception) -> None:
    now, line = clock.now(), fault_line(fault)
    changes: dict[str, Any] = {"lease": None, "leased_until": None, "fault": line, "due_at": now + delay(row.tries)}
    if row.tries >= tries_of(row):
        changes["quarantined_at"] = now
        log.critical("outbox row %s (%s) quarantined after %s tries: %s", row.pk, row.kind, row.tries, line)
    else:
        log.warning("outbox row %s (%s) failed, try %s: %s", row.pk, row.kind, row.tries, line)
    OutboxRow.objects.filter(pk=row.pk, lease=row.lease).update(**changes)
