"""Everything that changes a watch list."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from search import documents
from search.models import WatchItem

MAX_ITEMS = 100


class ListFull(Exception):
    """A watch list holds at most a hundred things."""


@transaction.atomic
def watch(kind: str, key: str, *, by) -> WatchItem:  # type: ignore[no-untyped-def]  # any signed-in user
    """Remember a thing that the person may see; a second time changes nothing. Raises PermissionDenied, ListFull."""
    if not by.is_authenticated or not _is_visible(kind, key, by):
        raise PermissionDenied
    found = WatchItem.objects.filter(user=by, kind=kind, key=key).first()
    if found is None and WatchItem.objects.filter(user=by).count() >= MAX_ITEMS:
        raise ListFull(by)
    item, _ = WatchItem.objects.get_or_create(user=by, kind=kind, key=key, defaults={"added_at": clock.now()})
    return item


@transaction.atomic
def unwatch(kind: str, key: str, *, by) -> None:  # type: ignore[no-untyped-def]  # any signed-in user
    """Forget a thing; nothing happens when it was not remembered."""
    if not by.is_authenticated:
        raise PermissionDenied
    WatchItem.objects.filter(user=by, kind=kind, key=key).delete()


def _is_visible(kind: str, key: str, user) -> bool:  # type: ignore[no-untyped-def]  # any user
    return bool(documents.seen_by(kind, [key], user))
