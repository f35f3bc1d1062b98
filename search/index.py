"""The way of a change into the index: raised in the writer's transaction, written in batches by the worker."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from core import outbox
from search.models import DocumentVersion

CHANGED = "search_changed"


class NotInTransaction(Exception):
    """A change was announced outside the transaction that makes it."""


def touch(kind: str, pk: object, *, deleted: bool = False) -> None:
    """Announce that a searchable thing was created, changed or deleted; call it inside the writing transaction."""
    touch_many(kind, [pk], deleted=deleted)


def touch_many(kind: str, pks: Iterable[object], *, deleted: bool = False) -> None:
    """The same for bulk writes: one raised version per thing, one outbox row for all of them."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(kind)
    keys = sorted({str(pk) for pk in pks})
    for chunk in _chunks(keys, 500):
        _raise_versions(kind, chunk, deleted)
    if keys:
        outbox.post(CHANGED, kind=kind, keys=len(keys))


def _raise_versions(kind: str, keys: Sequence[str], deleted: bool) -> None:
    # Missing rows come first and at zero: raising is then one UPDATE that holds every row's lock until the commit.
    rows = DocumentVersion.objects.filter(kind=kind, key__in=keys).order_by()
    known = set(rows.values_list("key", flat=True))
    fresh = [DocumentVersion(kind=kind, key=key, version=0) for key in keys if key not in known]
    DocumentVersion.objects.bulk_create(fresh, ignore_conflicts=True)
    rows.update(version=F("version") + 1, deleted=deleted)


def _chunks(keys: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
