"""Questions to the database that are asked many times a second: each statement is made once, only its values change.

Django writes the statement of a queryset anew whenever it is asked. For questions over several tables that takes more
processor time than everything else about them. Here a question is an ordinary function that returns a queryset, so
rights and states keep standing in one place; its annotations say which values change: `int`, `str`, `UUID`,
`datetime` and lists of them. Whatever else stands in the queryset is fixed when it is first asked, so today's date or
the present moment must be among the values.

A list is filled up to a power of two with its last value, so that few statements serve all lengths. A question with
an empty list has no rows.
"""

import copy
import inspect
import itertools
import typing
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import sql

P = ParamSpec("P")
R = TypeVar("R")

# Values that stand in a statement until the real ones come; nobody else uses them.
_SAMPLES: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_913_700_000 + number,
    str: lambda number: f"standing {number:05}",
    UUID: lambda number: UUID(int=0x5_7A_4D_1A_6 << 64 | number),
    datetime: lambda number: datetime(1913, 7, 1, 12, 0, number // 1000, number % 1000, tzinfo=UTC),
}


class _Slot:
    """A value of a question, or a list of them."""

    def __init__(self, annotation: Any) -> None:
        self.is_many = typing.get_origin(annotation) in (list, Sequence)
        self.kind: type = typing.get_args(annotation)[0] if self.is_many else annotation
        if self.kind not in _SAMPLES:
            raise TypeError(f"{annotation} is no kind of value that a standing question takes")


class _Statement:
    """SQL with places for values."""

    def __init__(self, text: str, parameters: Sequence[Any], samples: Sequence[Any]) -> None:
        self.text = text
        places = {_adapted(sample): place for place, sample in enumerate(samples)}
        self.fixed = list(parameters)
        self.places = [(at, places[one]) for at, one in enumerate(parameters) if _is_among(one, places)]
        if {place for _at, place in self.places} != {*places.values()}:
            # A lookup that rewrites its value (iexact, a Python-side default) would ask for the sample for ever.
            raise TypeError(f"a value does not reach the statement as it is: {text}")

    def with_values(self, values: Sequence[Any]) -> list[Any]:
        """The parameters for these values."""
        parameters = self.fixed.copy()
        for at, place in self.places:
            parameters[at] = _adapted(values[place])
        return parameters


class _Standing(Generic[P, R]):
    """What rows and changes share: the values and the statements made so far, by database and length of the lists."""

    def __init__(self, ask: Callable[P, Any]) -> None:
        self.__doc__, self.ask = ask.__doc__, ask
        hints = typing.get_type_hints(ask)
        self.slots = [_Slot(hints[name]) for name in inspect.signature(ask).parameters]
        self.made: dict[tuple[str, int], Any] = {}

    def _sized(self, values: Sequence[Any]) -> tuple[int, list[Any]] | None:
        """Length of the lists and all values in one row; None when a list is empty."""
        longest = max((len(one) for one, slot in zip(values, self.slots, strict=True) if slot.is_many), default=1)
        if not all(values[place] for place, slot in enumerate(self.slots) if slot.is_many):
            return None
        size = 1 << (longest - 1).bit_length()
        row: list[Any] = []
        for value, slot in zip(values, self.slots, strict=True):
            row += [*value, *itertools.repeat(value[-1], size - len(value))] if slot.is_many else [value]
        return size, row

    def _samples(self, size: int) -> tuple[list[Any], list[Any]]:
        """Arguments for the function, and the same in one row."""
        number = itertools.count()
        arguments = [
            [_SAMPLES[slot.kind](next(number)) for _place in range(size)]
            if slot.is_many
            else _SAMPLES[slot.kind](next(number))
            for slot in self.slots
        ]
        row: list[Any] = []
        for one, slot in zip(arguments, self.slots, strict=True):
            row += one if slot.is_many else [one]
        return arguments, row


class Rows(_Standing[P, R]):
    """A standing question: called with its values it returns the list of rows."""

    def __call__(self, *values: P.args, **none: P.kwargs) -> list[R]:
        """The rows for these values."""
        sized = self._sized(values)
        if sized is None:
            return []
        size, row = sized
        key = (connection.vendor, size)
        if key not in self.made:
            self.made[key] = self._make(size)
        queryset, compiler, statement = self.made[key]
        asked = queryset.all()
        asked.query.get_compiler = lambda *_using, **_more: _Kept(compiler, statement.with_values(row))
        return list(asked)

    def _make(self, size: int) -> Any:
        arguments, row = self._samples(size)
        queryset = self.ask(*arguments)  # type: ignore[call-arg]  # the samples have the kinds of the values
        compiler = queryset.query.get_compiler(using=queryset.db)
        text, parameters = compiler.as_sql()
        compiler.text = text
        return queryset, compiler, _Statement(text, parameters, row)


class _Kept:
    """Stands in for the compiler of a query that is made already: it knows the statement, and how rows are read."""

    def __init__(self, compiler: Any, parameters: list[Any]) -> None:
        self.compiler = copy.copy(compiler)
        self.compiler.connection = connection
        self.compiler.execute_sql = self.execute_sql
        self.parameters = parameters

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler, name)

    def execute_sql(self, *_kind: Any, **_more: Any) -> list[Any]:
        """All rows at once."""
        with connection.cursor() as cursor:
            cursor.execute(self.compiler.text, self.parameters)
            return [cursor.fetchall()]


class Change(_Standing[P, int]):
    """A standing change: its function returns the rows and the new values of their fields."""

    def __call__(self, *values: P.args, **none: P.kwargs) -> int:
        """Change these rows; returns how many there were."""
        sized = self._sized(values)
        if sized is None:
            return 0
        size, row = sized
        key = (connection.vendor, size)
        if key not in self.made:
            self.made[key] = self._make(size)
        statement: _Statement = self.made[key]
        with connection.cursor() as cursor:
            cursor.execute(statement.text, statement.with_values(row))
            return int(cursor.rowcount)

    def _make(self, size: int) -> _Statement:
        arguments, row = self._samples(size)
        queryset, fields = self.ask(*arguments)  # type: ignore[call-arg]  # the samples have the kinds of the values
        query = queryset.order_by().query.chain(sql.UpdateQuery)
        query.add_update_values(fields)
        text, parameters = query.get_compiler(using=queryset.db).as_sql()
        return _Statement(text, parameters, row)


def rows(ask: Callable[P, "models.QuerySet[Any, R]"]) -> Rows[P, R]:
    """Make a function that returns a queryset a standing question."""
    return Rows(ask)


def change(ask: Callable[P, "tuple[models.QuerySet[Any], dict[str, Any]]"]) -> Change[P]:
    """Make a function that returns rows and new values a standing change."""
    return Change(ask)


def _adapted(value: Any) -> Any:
    """The value as this database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _is_among(value: Any, places: dict[Any, int]) -> bool:
    try:
        return value in places
    except TypeError:  # a list or the like: no value of ours
        return False
