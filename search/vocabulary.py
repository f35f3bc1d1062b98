"""The words trades are known by, and the German around them: the app above fills this seam, the resolver reads it."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, connections

from core import place_words
from core.place_words import PlaceLanguage
from search import analysis
from search.analyser import Analyser
from search.clues import Clue, WordField
from search.language import Language, shipped

RELOAD_SECONDS = 30.0  # a word edited by a person is live in every process within 60 s

log = logging.getLogger(__name__)

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


# Marks of words from languages that are spoken at home.
LANGUAGES = frozenset(
    ("engl.", "türk.", "poln.", "ital.", "span.", "franz.", "rum.", "arab.", "kurd.", "russ.", "ukr.")
)


@dataclass(frozen=True, slots=True)
class Alias:
    """A word people use for a trade; `kind` and `mark` as in synonyms.csv (alt, süddt., Fehlschr. ...)."""

    term: str
    kind: str = "redaktionell"
    mark: str = ""

    @property
    def is_loan(self) -> bool:
        """Whether the word is of another language: „painter“."""
        return self.mark in LANGUAGES

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

    def language(self) -> Language:
        """The tables of German words."""
        ...

    def version(self) -> object:
        """A stamp of the words' state."""
        ...


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words as read once; immutable, and compared by identity."""

    trades: tuple[TradeWords, ...]
    fields: tuple[WordField, ...] = ()
    clues: tuple[Clue, ...] = ()
    language: Language = field(default_factory=shipped)

    @cached_property
    def by_id(self) -> dict[str, TradeWords]:
        """Trades by their id."""
        return {trade.id: trade for trade in self.trades}

    @cached_property
    def analyser(self) -> Analyser:
        """The language made ready."""
        return analysis.analyser_of(self.language)

    def name(self, trade: str) -> str:
        """Neutral name of a trade, or the id itself when the trade is gone."""
        words = self.by_id.get(trade)
        return words.name if words else trade

    def neighbours(self, trade: str) -> tuple[Neighbour, ...]:
        """Related trades that exist, in edited order."""
        words = self.by_id.get(trade)
        return tuple(near for near in words.neighbours if near.trade in self.by_id) if words else ()


def read(provider: Provider) -> Vocabulary:
    """Everything a provider has, as of now."""
    return Vocabulary(tuple(provider.trades()), tuple(provider.fields()), tuple(provider.clues()), provider.language())


Preparation = Callable[[Vocabulary], object]


class _Reload:
    """The one provider and the words read from it.

    Only the very first question waits for them. Later the stamp is looked at every half minute beside the questions:
    in a thread of its own, which also makes the new words ready before they take the place of the old ones.
    """

    def __init__(self) -> None:
        self.provider: Provider | None = None
        self.preparations: list[Preparation] = []
        self.forget()

    def forget(self) -> None:
        self.lock = threading.Lock()
        self.held: Vocabulary | None = None
        self.stamp: object = None
        self.due = 0.0

    def renew(self) -> None:
        self.due = 0.0

    def glance(self) -> Vocabulary | None:
        if self.held and settings.SEARCH_RELOAD == "thread":
            return self.current()  # which looks for newer words beside
        return self.held

    def current(self) -> Vocabulary:
        held = self.held
        if held is None:
            return self._first()
        if time.monotonic() < self.due:
            return held
        self.due = time.monotonic() + RELOAD_SECONDS
        if settings.SEARCH_RELOAD == "thread":
            self.start()
            return held
        return self._looked()

    def start(self) -> None:
        threading.Thread(target=self.beside, name="search words", daemon=True).start()

    def _first(self) -> Vocabulary:
        with self.lock:
            return self.held or self._looked()

    def refresh(self) -> Vocabulary:
        with self.lock:
            return self._looked()

    def beside(self) -> None:
        """Look without keeping a question waiting; a database that is away leaves the words as they are."""
        if not self.lock.acquire(blocking=False):
            return  # another thread is at it
        try:
            self._looked(self.preparations)
        except DatabaseError as fault:
            log.warning("search words were not read again: %s", fault)
        finally:
            connections.close_all()
            self.lock.release()

    def _looked(self, preparations: Sequence[Preparation] = ()) -> Vocabulary:
        """The words by the stamp of now, made ready when they are new."""
        stamp = self.provider.version() if self.provider else None
        if self.held is None or stamp != self.stamp:
            words = read(self.provider) if self.provider else Vocabulary(())
            for prepare in preparations:
                prepare(words)
            self.held, self.stamp = words, stamp
            self.due = time.monotonic() + RELOAD_SECONDS
        return self.held


_reload = _Reload()


def register(provider: Provider) -> None:
    """Make this the source of trade words (called in `AppConfig.ready` of the app that owns them)."""
    _reload.provider = provider
    _reload.forget()


def prepare_with(preparation: Preparation) -> None:
    """Have new words made ready by this before the first question meets them."""
    _reload.preparations.append(preparation)


def forget() -> None:
    """Drop what was read: the next question waits until it is read anew (tests)."""
    _reload.forget()


def warm() -> None:
    """Read the words now, beside everything else, so that the first question of a web process need not wait."""
    if settings.SEARCH_RELOAD == "thread":
        _reload.start()


def renew() -> None:
    """Look for changed words soon; questions are answered from the words at hand until the new ones are ready."""
    _reload.renew()


def refresh() -> Vocabulary:
    """The words as of this moment, waiting for them: for whoever writes documents."""
    return _reload.refresh()


def current() -> Vocabulary:
    """The words as of at most half a minute ago; the same object as long as nothing changed."""
    return _reload.current()


def places() -> PlaceLanguage:
    """The language of places without waiting: the shipped one until the words were read for the first time."""
    held = _reload.glance()
    return held.language.places if held else place_words.shipped()


def provider() -> Provider | None:
    """The source of trade words that is registered now."""
    return _reload.provider


analysis.ask(lambda: current().analyser)
place_words.ask(places)
