"""From owed changes to each index: the worker's batches, one index apart from the other."""

import logging
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from core import clock
from core.outbox import LEASE, MAX_TRIES, delay, fault_line
from search import documents, targets, vocabulary
from search.backends import sinks
from search.backends.sinks import Batch
from search.engine import Unavailable
from search.models import DocumentVersion, IndexTarget, PendingWrite

BATCH = 2_000
CHUNK = 500
FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 1.0, 30.0

Versions = dict[str, int]

log = logging.getLogger(__name__)
_rests: dict[str, tuple[float, float]] = {}  # target name: not before, and how long the last rest was


def write_waiting(limit: int = BATCH) -> int:
    """Take what is owed into every index this process may write; returns how many changes were written.

    An index that cannot be written rests a while, longer each time; the others go on.
    """
    return sum(write(target, limit) for target in targets.mine() if _is_rested(target.name))


def write(target: IndexTarget, limit: int = BATCH) -> int:
    """One batch for one index."""
    rows = _claim(target, limit)
    if not rows:
        return 0
    vocabulary.refresh()  # a change of words announces itself here before the reader's half minute is over
    try:
        refused = _apply(target, rows)
    except Unavailable as reason:
        _rest(target.name)
        _give_back(rows)
        log.warning("search: %s changes wait for %s (%s)", len(rows), target.name, reason)
        return 0
    _rests.pop(target.name, None)
    return len(rows) - refused


def batch_of(kind: str, versions: Versions) -> tuple[Batch, dict[str, str]]:
    """Documents of these keys, the keys the public may no longer find, and what could not be made, by ref.

    Versions are read before the things themselves: what is written is never older than what it claims to be.
    """
    batch, faults, left = Batch(), {}, dict(versions)
    for chunk in chunks(list(versions)):
        for thing in _things(kind, chunk):
            key = str(thing.pk)
            version = left.pop(key)
            try:
                batch.entries += documents.of_kind(kind).entries(thing, version)
            except Exception as fault:  # noqa: BLE001 -- one broken thing must not stop the others
                faults[f"{kind}:{key}"] = fault_line(fault)
    batch.gone = {f"{kind}:{key}": version for key, version in left.items()}
    batch.places = _places(kind, versions, batch.entries)
    return batch, faults


def versions_of(kind: str, keys: Iterable[str] | None = None) -> Versions:
    """The database's versions of a kind; of these keys only where some are given."""
    rows = DocumentVersion.objects.filter(kind=kind)
    if keys is None:
        return dict(rows.values_list("key", "version"))
    return {
        key: version
        for chunk in chunks(list(keys))
        for key, version in rows.filter(key__in=chunk).values_list("key", "version")
    }


def settle(target: IndexTarget, kind: str, written: Versions) -> None:
    """Say of what an index holds now that it is not owed any more; a change since then stays owed."""
    owed = target.pending.filter(kind=kind).order_by("pk").values_list("pk", "key", "version")
    done = [(pk, version) for pk, key, version in owed if written.get(key, -1) >= version]
    for chunk in chunks(done):
        for pk, version in chunk:
            PendingWrite.objects.filter(pk=pk, version__lte=version).remove()


def chunks(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Parts of at most CHUNK."""
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _claim(target: IndexTarget, limit: int) -> list[PendingWrite]:
    """Lease due rows; several workers on PostgreSQL pass over each other's locked ones."""
    now = clock.now()
    due = target.pending.waiting().filter(due_at__lte=now).order_by("pk")
    if not due.exists():
        return []  # so that an idle worker takes no write lock on SQLite
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = list((due.select_for_update(skip_locked=True) if skips else due)[:limit])
        PendingWrite.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + LEASE)
    return rows


def _apply(target: IndexTarget, rows: Sequence[PendingWrite]) -> int:
    whole, written = Batch(), dict[str, Versions]()
    refused: dict[str, str] = {}
    for kind in dict.fromkeys(row.kind for row in rows):
        keys = [row.key for row in rows if row.kind == kind]
        versions = written[kind] = versions_of(kind, keys)
        batch, faults = batch_of(kind, versions)
        whole = Batch(whole.entries + batch.entries, whole.gone | batch.gone, whole.places | batch.places)
        refused |= faults
    refused |= sinks.of_target(target.name).write(whole)
    _finish(rows, written, refused)
    return len(refused)


@transaction.atomic  # one for all: on SQLite each would wait for those who write
def _finish(rows: Sequence[PendingWrite], written: dict[str, Versions], refused: dict[str, str]) -> None:
    done: dict[int, list[int]] = {}
    for row in rows:
        if fault := refused.get(f"{row.kind}:{row.key}"):
            _failed(row, fault)
        else:
            done.setdefault(written[row.kind].get(row.key, row.version), []).append(row.pk)
    for version, keys in done.items():
        for chunk in chunks(keys):
            PendingWrite.objects.filter(pk__in=chunk, version__lte=version).remove()


def _failed(row: PendingWrite, fault: str) -> None:
    tries, now = row.tries + 1, clock.now()
    changes: dict[str, Any] = {"tries": tries, "fault": fault[:200], "due_at": now + delay(tries)}
    if tries >= MAX_TRIES:
        changes["quarantined_at"] = now
        log.critical("search: %s:%s quarantined after %s tries: %s", row.kind, row.key, tries, fault)
    PendingWrite.objects.filter(pk=row.pk, version=row.version).update(**changes)


def _give_back(rows: Sequence[PendingWrite]) -> None:
    """Nothing was wrong with the rows: they are due again as soon as the index has rested, and lose no try."""
    PendingWrite.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=F("due_at") - LEASE)


def _things(kind: str, keys: Sequence[str]) -> Iterable[Any]:
    try:
        return documents.of_kind(kind).queryset().filter(pk__in=keys).order_by("pk")
    except LookupError:
        return []  # a kind no app declares any more: everything of it goes


def _places(kind: str, versions: Versions, entries: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The most places of work each thing ever had, raised where it has more now."""
    now: dict[str, int] = {}
    for entry in entries:
        now[entry["ref"]] = now.get(entry["ref"], 0) + 1
    known: dict[str, int] = {}
    for chunk in chunks(list(versions)):
        rows = DocumentVersion.objects.filter(kind=kind, key__in=chunk).values_list("key", "places")
        known |= {f"{kind}:{key}": count for key, count in rows}
    for ref, count in now.items():
        if count > known.get(ref, 1):
            DocumentVersion.objects.filter(kind=kind, key=ref.partition(":")[2]).update(places=count)
    return {ref: max(count, known.get(ref, 1)) for ref, count in {**dict.fromkeys(known, 1), **now}.items()}


def _is_rested(name: str) -> bool:
    return monotonic() >= _rests.get(name, (0.0, 0.0))[0]


def _rest(name: str) -> None:
    seconds = min(2 * _rests.get(name, (0.0, FIRST_REST_SECONDS / 2))[1], LONGEST_REST_SECONDS)
    _rests[name] = (monotonic() + seconds, seconds)


def forget_rests() -> None:
    """Try every index again at once (tests, and a rebuild that just reached it)."""
    _rests.clear()
