"""What was understood of a question: the result, and the notes taken while reading."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core import places
from search import analysis
from search.trade_terms import TradeHit


@dataclass(frozen=True, slots=True)
class Ask:
    """A word with several readings: which trades it may mean."""

    word: str
    trades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another one."""

    typed: str
    meant: str


@dataclass(frozen=True)
class Resolution:
    """What was understood. `trades` best first; `words` is what remains for the text search."""

    text: str = ""
    trades: tuple[TradeHit, ...] = ()
    asks: tuple[Ask, ...] = ()
    words: tuple[str, ...] = ()
    place: str = ""
    place_answer: places.PlaceAnswer | None = None
    wants_place: bool = False
    km: int | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kinds: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    interests: tuple[str, ...] = ()
    was_cut: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether a person must say what is meant."""
        return bool(self.asks)


@dataclass
class Reading:
    """The spans found so far."""

    trades: list[TradeHit] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    place: str = ""
    place_answer: places.PlaceAnswer | None = None
    wants_place: bool = False
    km: int | None = None
    filters: dict[str, list[str]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)

    def add(self, hits: Iterable[TradeHit]) -> None:
        """Take trades in, each once; one that is named counts more than the same one by an everyday word."""
        held = {hit.id: hit for hit in self.trades}
        for hit in hits:
            if hit.id not in held or held[hit.id].why == "interest" != hit.why:
                held[hit.id] = hit
        self.trades = list(held.values())

    def finished(self, text: str, *, was_cut: bool) -> Resolution:
        """Everything that was understood of the text."""
        return Resolution(
            text=text,
            trades=tuple(self.trades),
            asks=tuple(self.asks),
            words=tuple(word for raw in self.left for word in analysis.words(raw)),
            place=self.place,
            place_answer=self.place_answer,
            wants_place=self.wants_place and not self.place and "area" not in self.filters,
            km=self.km,
            filters=tuple(sorted((name, tuple(sorted(set(values)))) for name, values in self.filters.items())),
            kinds=tuple(dict.fromkeys(self.kinds)),
            refusals=tuple(self.refusals),
            corrections=tuple(self.corrections),
            interests=tuple(self.interests),
            was_cut=was_cut,
        )
