"""The seam between one question and the engine that answers it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.query import Query
from search.ranking import Row

DEFAULT_BACKEND = "search.backends.embedded.EmbeddedEngine"
WINDOW = 1_000

Document = dict[str, Any]
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Results:
    """An engine's answer: the window as rows, the exact total, the counts, and how to read stored fields."""

    mode: str
    total: int
    rows: Sequence[Row]
    read: Callable[[Sequence[Row]], list[Document]]
    facets: Counts = field(default_factory=dict)


class Unavailable(Exception):
    """The engine cannot answer now; never turned into an empty list."""


class Engine(Protocol):
    """What every engine can do."""

    mode: str

    def search(self, query: Query, counted: Sequence[str] = ()) -> Results:
        """The window of a question, with counts of the named facets."""
        ...

    def count(self, query: Query) -> int:
        """How many documents a question has."""
        ...

    def count_by_code(self, query: Query) -> dict[str, int]:
        """How many documents a question has in each postal code."""
        ...

    def index(self, documents: Iterable[Document]) -> None:
        """Write documents; each replaces all with the same `ref`."""
        ...

    def delete(self, kind: str, pks: Iterable[object]) -> None:
        """Take documents out."""
        ...

    def versions(self, kind: str) -> dict[str, int]:
        """Key and version of everything of a kind the index holds."""
        ...


@cache
def get_engine() -> Engine:
    """The engine named by settings.SEARCH_BACKEND, one per process."""
    engine: Engine = import_string(getattr(settings, "SEARCH_BACKEND", DEFAULT_BACKEND))()
    return engine


def forget_engine() -> None:
    """Open the engine anew at the next question (tests that change the settings)."""
    get_engine.cache_clear()
