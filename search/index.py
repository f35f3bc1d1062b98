"""The way of a change into every index: raised in the writer's transaction, written in batches by the worker."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from core import clock, outbox
from search.models import DocumentVersion, IndexTarget, PendingWrite

CHANGED = "search_changed"


class NotInTransaction(Exception):
    """A change was announced outside the transaction that makes it."""


def touch(kind: str, pk: object, *, deleted: bool = False) -> None:
    """Announce that a searchable thing was created, changed or deleted; call it inside the writing transaction."""
    touch_many(kind, [pk], deleted=deleted)


def touch_many(kind: str, pks: Iterable[object], *, deleted: bool = False) -> None:
    """The same for bulk writes: one raised version per thing, one row per thing and index, an outbox row for 500."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(kind)
    keys = sorted({str(pk) for pk in pks})
    targets = list(IndexTarget.objects.values_list("pk", flat=True)) if keys else []
    for chunk in _chunks(keys, 500):
        _raise_versions(kind, chunk, deleted)
        if targets:
            _owe(kind, chunk, targets)
        outbox.post(CHANGED, kind=kind, keys=list(chunk))


def _raise_versions(kind: str, keys: Sequence[str], deleted: bool) -> None:
    # Missing rows come first and at zero: raising is then one UPDATE that holds every row's lock until the commit.
    rows = DocumentVersion.objects.filter(kind=kind, key__in=keys).order_by()
    known = set(rows.values_list("key", flat=True))
    fresh = [DocumentVersion(kind=kind, key=key, version=0) for key in keys if key not in known]
    DocumentVersion.objects.bulk_create(fresh, ignore_conflicts=True)
    rows.update(version=F("version") + 1, deleted=deleted)


def _owe(kind: str, keys: Sequence[str], targets: Sequence[int]) -> None:
    """One row per thing and index; a row that waits already is renewed, a quarantined one gets a new life."""
    now = clock.now()
    versions = DocumentVersion.objects.filter(kind=kind, key__in=keys).order_by("key").values_list("key", "version")
    PendingWrite.objects.bulk_create(
        [
            PendingWrite(target_id=target, kind=kind, key=key, version=version, due_at=now)
            for key, version in versions
            for target in targets
        ],
        update_conflicts=True,
        unique_fields=["target", "kind", "key"],
        update_fields=["version", "due_at", "tries", "fault", "quarantined_at"],
    )


def _chunks(keys: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
