"""The words trades are known by: a seam that the app above fills and the resolver reads."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from search.clues import Clue, WordField

RELOAD_SECONDS = 30.0  # an alias edited by a person is live in every process within 60 s

_OLD = ("alt", "bis ")
_REGIONAL = (
    "südd",
    "bayr",
    "österr",
    "südwest",
    "norddt",
    "fränk",
    "alem",
    "sächs",
    "schwäb",
    "schweiz",
    "hess",
    "erzg",
    "bad",
)


@dataclass(frozen=True, slots=True)
class Alias:
    """A word people use for a trade; `kind` and `mark` as in synonyms.csv (alt, süddt., Fehlschr. ...)."""

    term: str
    kind: str = "redaktionell"
    mark: str = ""

    @property
    def why(self) -> str:
        """Code of the reason a hit by this word carries."""
        mark = self.mark.casefold()
        if mark.startswith(("fehlschr", "alte schr")):
            return "misspelling"
        if any(part in mark for part in _OLD) and "/" not in mark:
            return "old"
        return "regional" if any(part in mark for part in _REGIONAL) else "alias"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related trade and the difference in words („mehr draußen“)."""

    trade: str
    difference: str = ""


@dataclass(frozen=True, slots=True)
class TradeWords:
    """Everything the search knows of one trade."""

    id: str
    name: str  # neutral official form: Tischler/in
    male: str
    female: str
    aliases: tuple[Alias, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    group: str = ""  # Gewerbegruppe I–VII
    fields: tuple[str, ...] = ()  # Berufsfeld codes (holz, metall ...)
    interests: tuple[str, ...] = ()  # words such as "holz", "draußen", tagged by editors
    codes: tuple[str, ...] = ()  # KldB 5, agency ids
    tasks: str = ""  # what one does, one sentence


class Provider(Protocol):
    """What an upper app registers. `version()` is any value that changes when a word changed; it must be cheap."""

    def trades(self) -> Sequence[TradeWords]:
        """All trades with their words."""
        ...

    def fields(self) -> Sequence[WordField]:
        """Words by what they mean."""
        ...

    def clues(self) -> Sequence[Clue]:
        """What fields tell about trades."""
        ...

    def version(self) -> object:
        """A stamp of the words' state."""
        ...


@dataclass(frozen=True)
class Vocabulary:
    """The trades as read once; immutable."""

    trades: tuple[TradeWords, ...]
    fields: tuple[WordField, ...] = ()
    clues: tuple[Clue, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, TradeWords]:
        """Trades by their id."""
        return {trade.id: trade for trade in self.trades}

    def name(self, trade: str) -> str:
        """Neutral name of a trade, or the id itself when the trade is gone."""
        words = self.by_id.get(trade)
        return words.name if words else trade

    def neighbours(self, trade: str) -> tuple[Neighbour, ...]:
        """Related trades that exist, in edited order."""
        words = self.by_id.get(trade)
        return tuple(near for near in words.neighbours if near.trade in self.by_id) if words else ()


class _Register:
    """The one provider and the vocabulary read from it; checked for changes every 30 seconds."""

    def __init__(self) -> None:
        self.provider: Provider | None = None
        self.forget()

    def forget(self) -> None:
        self.lock = threading.Lock()
        self.vocabulary: Vocabulary | None = None
        self.stamp: object = None
        self.checked = float("-inf")

    def current(self) -> Vocabulary:
        if self.vocabulary is None or time.monotonic() - self.checked > RELOAD_SECONDS:
            with self.lock:
                self._refresh()
        assert self.vocabulary is not None  # noqa: S101 -- _refresh has just set it
        return self.vocabulary

    def _refresh(self) -> None:
        stamp = self.provider.version() if self.provider else None
        if self.vocabulary is None or stamp != self.stamp:
            self.vocabulary = read(self.provider) if self.provider else Vocabulary(())
            self.stamp = stamp
        self.checked = time.monotonic()


_register = _Register()


def read(provider: Provider) -> Vocabulary:
    """Everything a provider has, as of now."""
    return Vocabulary(tuple(provider.trades()), tuple(provider.fields()), tuple(provider.clues()))


def register(provider: Provider) -> None:
    """Make this the source of trade words (called in `AppConfig.ready` of the app that owns them)."""
    _register.provider = provider
    _register.forget()


def forget() -> None:
    """Drop what was read, so that the next question reads again (after an edit in the same process, in tests)."""
    _register.forget()


def current() -> Vocabulary:
    """The trades as of at most 30 seconds ago; the same object as long as nothing changed."""
    return _register.current()


def provider() -> Provider | None:
    """The source of trade words that is registered now."""
    return _register.provider
