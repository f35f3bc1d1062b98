"""Statements that are kept: the cards of a page for somebody who is not signed in.

The statement is the same at each search but for its keys, and writing it takes Django longer than the database takes to
answer it. So it is written once a minute: the times in it are that fresh.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from core import clock
from search.query import DEFAULT_SIZE, MAX_SIZE

ROOMS = (DEFAULT_SIZE, MAX_SIZE)  # keys a kept statement takes; fewer are filled up


@dataclass(frozen=True)
class Statement:
    """One finished statement with room for some keys."""

    found: QuerySet[Any]
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    start: int  # where the keys stand among the values
    room: int

    @classmethod
    def of_things(cls, found: QuerySet[Any], room: int) -> "Statement":
        """The statement for so many keys; numbers below zero hold their place."""
        marks = list(range(-room, 0))
        marked = found.filter(pk__in=marks)
        compiler = marked.query.get_compiler(marked.db)
        sql, values = compiler.as_sql()
        return cls(marked, compiler, sql, tuple(values), list(values).index(marks[0]), room)

    def of(self, keys: Sequence[int]) -> QuerySet[Any]:
        """The things of these keys, to be read as those of any queryset."""
        full = [*keys, *[keys[0]] * (self.room - len(keys))]
        values = (*self.values[: self.start], *full, *self.values[self.start + self.room :])
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.found.db]  # of this thread
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, values)
        found = self.found.all()
        found.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]  # for this reading
        return found


_statements: dict[tuple[str, int], tuple[int, Statement]] = {}


def kept(name: str, make: Callable[[], QuerySet[Any]], count: int) -> Statement:
    """The statement of this name with room for so many keys (at most `MAX_SIZE`), made anew each minute."""
    room = next(size for size in ROOMS if count <= size)
    minute = int(clock.now().timestamp()) // 60
    made, statement = _statements.get((name, room), (0, None))
    if statement is None or made != minute:
        statement = Statement.of_things(make(), room)
        _statements[name, room] = minute, statement
    return statement
