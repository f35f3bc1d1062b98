"""The way of a change into every index: raised in the writer's transaction, written in batches by the worker."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from core import clock, outbox, standing
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
        _raise_versions(kind, chunk, deleted=deleted)
        if targets:
            _owe(kind, chunk, targets)
        outbox.post(CHANGED, kind=kind, keys=list(chunk))


def _raise_versions(kind: str, keys: list[str], *, deleted: bool) -> None:
    # Raising is one UPDATE that holds every row's lock until the commit. Who has no row yet gets one at zero and is
    # raised then; for the others twice is as good as once, and to ask who they are would let a writer in between.
    raised = _gone if deleted else _changed
    if raised(kind, keys) < len(keys):
        rows = [DocumentVersion(kind=kind, key=key, version=0) for key in keys]
        DocumentVersion.objects.bulk_create(rows, ignore_conflicts=True)
        raised(kind, keys)


@standing.change
def _changed(kind: str, keys: list[str]) -> tuple[QuerySet[DocumentVersion], dict[str, Any]]:
    """These things changed."""
    return _rows(kind, keys), {"version": F("version") + 1, "deleted": False}


@standing.change
def _gone(kind: str, keys: list[str]) -> tuple[QuerySet[DocumentVersion], dict[str, Any]]:
    """These things were deleted."""
    return _rows(kind, keys), {"version": F("version") + 1, "deleted": True}


@standing.rows
def _versions(kind: str, keys: list[str]) -> QuerySet[DocumentVersion]:
    """What these things are at now."""
    return _rows(kind, keys).order_by("key")


def _rows(kind: str, keys: list[str]) -> QuerySet[DocumentVersion]:
    return DocumentVersion.objects.filter(kind=kind, key__in=keys)


def _owe(kind: str, keys: list[str], targets: Sequence[int]) -> None:
    """One row per thing and index; a row that waits already is renewed, a quarantined one gets a new life."""
    now = clock.now()
    PendingWrite.objects.bulk_create(
        [
            PendingWrite(target_id=target, kind=kind, key=row.key, version=row.version, due_at=now)
            for row in _versions(kind, keys)
            for target in targets
        ],
        update_conflicts=True,
        unique_fields=["target", "kind", "key"],
        update_fields=["version", "due_at", "tries", "fault", "quarantined_at"],
    )


def _chunks(keys: list[str], size: int) -> Iterable[list[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
