"""Everything that changes a watch list or a saved search, and what saved searches find."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from search import documents, saved
from search.models import SavedSearch, SearchAlert, SearchBucket, WatchItem
from search.query import Query

MAX_ITEMS = 100


class ListFull(Exception):
    """A watch list holds at most a hundred things, an account at most ten saved searches."""


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


def save_search(query: Query, *, by: Any, label: str, address: str, rhythm: str) -> SavedSearch:
    """Keep a question with its circle as it was shown; the same one twice stays one. Raises ListFull."""
    if not by.is_authenticated:
        raise PermissionDenied
    known = saved.answers_now(query)  # the engine is asked before anybody's row is locked
    return _keep(query, known, by=by, label=label[:200], address=address, rhythm=rhythm)


@transaction.atomic
def _keep(query: Query, known: Sequence[tuple[str, str]] | None, *, by: Any, **fields: str) -> SavedSearch:
    # The person's row is the lock under which ten are counted.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    params = saved.frozen(query)
    mine, key = SavedSearch.objects.visible_to(by), saved.digest(params)
    if found := mine.filter(digest=key).first():
        return found
    _refuse_more(by)
    now = clock.now()
    made = SavedSearch.objects.create(
        user=by, params=params, digest=key, created_at=now, knows_all=known is not None, **fields
    )
    SearchAlert.objects.bulk_create(
        SearchAlert(search=made, kind=kind, key=one, found_at=now, told_at=now) for kind, one in known or ()
    )
    SearchBucket.objects.bulk_create(
        SearchBucket(search=made, trade=trade, kreis=kreis) for trade, kreis in saved.buckets(query)
    )
    return made


@transaction.atomic
def set_rhythm(search: SavedSearch, rhythm: str, *, by: Any) -> None:
    """Tell news at once, daily or weekly."""
    _own(search, by).update(rhythm=rhythm)


@transaction.atomic
def pause(search: SavedSearch, *, by: Any) -> None:
    """Tell nothing until it is resumed; what comes meanwhile stands in the results, not in a mail."""
    _own(search, by).filter(paused_at=None).update(paused_at=clock.now())


@transaction.atomic
def resume(search: SavedSearch, *, by: Any) -> None:
    """Tell news again."""
    _own(search, by).update(paused_at=None)


@transaction.atomic
def delete(search: SavedSearch, *, by: Any) -> None:
    """Take a saved search off the list; for a day it can be brought back."""
    _own(search, by).filter(deleted_at=None).update(deleted_at=clock.now())


@transaction.atomic
def restore(search: SavedSearch, *, by: Any) -> None:
    """Bring a deleted one back, unless the same question was saved anew. Raises ListFull."""
    get_user_model().objects.select_for_update().get(pk=by.pk)
    if SavedSearch.objects.visible_to(by).filter(digest=search.digest).exists():
        return
    _refuse_more(by)
    SavedSearch.objects.just_deleted(by).filter(pk=search.pk).update(deleted_at=None)


def note_news(kind: str, keys: Iterable[str]) -> int:
    """Find the saved searches that these new or changed things answer; each thing is noted once a search.

    Each thing is compared before its transaction begins: others write meanwhile.
    """
    try:
        document = documents.of_kind(kind)
    except LookupError:
        return 0
    if not SavedSearch.objects.alert().exists():
        return 0  # nobody waits: nothing has to be read again
    things = document.queryset().filter(pk__in=list(keys)).order_by("pk")
    return sum(_note(kind, thing.pk, saved.answered_by(document.entries(thing, 0))) for thing in things)


def _note(kind: str, key: object, answered: Sequence[int]) -> int:
    if not answered:
        return 0
    now = clock.now()
    rows = [SearchAlert(search_id=search, kind=kind, key=str(key), found_at=now) for search in answered]
    with transaction.atomic():
        SearchAlert.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def clear_deleted() -> None:
    """Forget the saved searches that can no longer be brought back."""
    SavedSearch.objects.filter(deleted_at__lt=clock.now() - SavedSearch.UNDO).delete()


def _own(search: SavedSearch, by: Any) -> Any:
    """The row, if it is this person's; raises PermissionDenied otherwise."""
    rows = SavedSearch.objects.visible_to(by).filter(pk=search.pk)
    if not rows.exists():
        raise PermissionDenied
    return rows


def _refuse_more(by: Any) -> None:
    if SavedSearch.objects.visible_to(by).count() >= SavedSearch.MOST:
        raise ListFull(by)
