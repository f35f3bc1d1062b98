"""Kept questions: the cards of a page for somebody who is not signed in.

The statement is the same at each search but for its keys, and writing it takes Django longer than the database takes
to answer it. What visitors see depends on the time too, so it is written once a minute: the times in it are that fresh.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from core import clock, standing

Things = Callable[[list[int]], list[Any]]

_kept: dict[str, tuple[int, Things]] = {}


def kept(kind: str, make: Callable[[], QuerySet[Any]]) -> Things:
    """The question for things of a kind by their keys; `make` gives what all visitors see, and is asked each minute."""
    minute = int(clock.now().timestamp()) // 60
    made, question = _kept.get(kind, (0, None))
    if question is None or made != minute:
        question = _by_keys(make)
        _kept[kind] = minute, question
    return question


def _by_keys(make: Callable[[], QuerySet[Any]]) -> Things:
    def ask(keys: list[int]) -> QuerySet[Any]:
        return make().filter(pk__in=keys)

    return standing.rows(ask)
