"""The watch list as cards: of an account, or of the keys a device keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from search import documents
from search.find import Hit
from search.models import WatchItem

MAX_KEYS = 100


def of_user(user: Any) -> list[Hit]:
    """What this person remembered and may still see, newest first."""
    refs = [f"{item.kind}:{item.key}" for item in WatchItem.objects.visible_to(user)[:MAX_KEYS]]
    return [replace(hit, is_watched=True) for hit in of_keys(refs, user)]


def of_keys(refs: Sequence[str], user: Any) -> list[Hit]:
    """Cards of these refs in this order, as far as the person may see them; unknown ones are left out."""
    wanted = [ref.partition(":")[::2] for ref in dict.fromkeys(refs[:MAX_KEYS])]
    things = {
        (kind, key): thing
        for kind in dict.fromkeys(kind for kind, _ in wanted)
        for key, thing in documents.seen_by(kind, [key for one, key in wanted if one == kind], user).items()
    }
    return [_card(kind, key, things[kind, key]) for kind, key in wanted if (kind, key) in things]


def is_watched(user: Any, kind: str, key: str) -> bool:
    """Whether a person remembers this thing."""
    return WatchItem.objects.visible_to(user).filter(kind=kind, key=key).exists()


def marked(hits: Sequence[Hit], user: Any) -> list[Hit]:
    """The hits with the mark on what this person remembers: one query for all."""
    refs = _refs_of(user, [hit.ref for hit in hits]) if user.is_authenticated and hits else set()
    return [replace(hit, is_watched=hit.ref in refs) for hit in hits]


def _refs_of(user: Any, refs: Iterable[str]) -> set[str]:
    keys = {ref.partition(":")[2] for ref in refs}
    found = WatchItem.objects.visible_to(user).filter(key__in=keys).values_list("kind", "key")
    return {f"{kind}:{key}" for kind, key in found}


def _card(kind: str, key: str, thing: Any) -> Hit:
    document = documents.of_kind(kind)
    return Hit(
        kind=kind,
        key=key,
        title=document.title_of(thing),
        url=document.url_of(thing),
        km=None,
        score=0.0,
        parts={},
        reasons=[],
        open=[],
        object=thing,
        card=document.card,
    )
