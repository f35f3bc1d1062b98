"""What a question asks of any engine: its words as terms, its trades, its filters. Engines only translate it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core import clock, places, reach
from search import analysis, facets, ranking, terms, vocabulary
from search.query import Query

EMPTY = "\u2205"  # stands for a text without words, so that both engines count the same lengths and documents
SCALE = 2.2  # both engines keep BM25's factor k1 + 1: constants are raised to it, scores divided by it
COMPUTED_MODES = ("bicycle", "moped", "lift")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these values stands in the field."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field's day (counted from 1970) is this one or a later one."""

    field: str
    day: int


Filter = AnyOf | AtLeast


class Plan:
    """One question over one state of an index."""

    def __init__(self, query: Query, is_known: terms.IsKnown, words: terms.Vocabulary) -> None:
        self.query = query
        self.is_known = is_known
        self.words = words

    @cached_property
    def asked(self) -> list[terms.Term]:
        """The words of the question as terms."""
        return terms.terms_of(self.query.words, self.is_known, self.words)

    @property
    def is_hopeless(self) -> bool:
        """Whether words were asked for of which nothing is left to look for."""
        return bool(self.query.words) and not self.asked and not self.query.trades

    @property
    def has_text(self) -> bool:
        """Whether anything but filters is asked."""
        return bool(self.asked or self.query.trades)

    @property
    def needed(self) -> int:
        """How many of the words (the trades count as one) a document must have."""
        return terms.coverage(len(self.asked) + bool(self.query.trades))

    @cached_property
    def neighbours(self) -> list[str]:
        """Edited neighbours of the trades asked for."""
        words = vocabulary.current()
        found = [near.trade for trade in self.query.trades for near in words.neighbours(trade)]
        return [trade for trade in dict.fromkeys(found) if trade not in self.query.trades]

    @cached_property
    def trade_names(self) -> list[list[str]]:
        """The trades' names as tokens, for documents without trade ids whose title names one."""
        words = vocabulary.current().by_id
        names = (analysis.tokens(words[trade].male) for trade in self.query.trades if trade in words)
        return [name for name in names if name]

    @cached_property
    def codes(self) -> dict[str, float] | None:
        """Postal codes of the circle with their distance, None without one."""
        near = self.query.near
        return places.codes_within(near.plz, near.km) if near and near.km else None

    @cached_property
    def fixed(self) -> list[Filter]:
        """Filters that no facet counts without: the calendar and the circle."""
        found: list[Filter] = [AtLeast("closes", ranking.day_number(clock.today()))]
        if self.codes is not None:
            found.append(AnyOf("plz", tuple(self.codes)))
        return found

    @cached_property
    def chosen(self) -> dict[str, Filter]:
        """Filters a person chose, by the code of their facet; `about` are the kinds."""
        found: dict[str, Filter] = {"about": AnyOf("about", self.query.kinds)} if self.query.kinds else {}
        for name, values in self.query.filters:
            if one := self._filter(name, values):
                found[name] = one
        return found

    def filters(self, without: str = "") -> list[Filter]:
        """All filters; `without` leaves out one, for the counts of its own facet."""
        return [*self.fixed, *(one for name, one in self.chosen.items() if name != without)]

    def reachable(self, minutes: int) -> list[str] | None:
        """Postal codes within so many minutes; None where no minutes can be said (no origin, bus without a table)."""
        near = self.query.near
        mode = (self.query.values("travel_mode") or ("bicycle",))[0]
        if near is None:
            return None
        rides = reach.rides(near.plz, mode)
        known = [code for code, ride in rides.items() if ride.minutes is not None and ride.minutes <= minutes]
        if mode in COMPUTED_MODES:
            return known + [code for code in _by_distance(near.plz, mode, minutes) if code not in rides]
        # Of the rest nothing is known: it is shown last, and said so.
        return known + [code for code in self._around() if code not in rides] if rides else None

    def _around(self) -> Iterable[str]:
        """Every postal code a place of the answer can have."""
        return places.codes() if self.codes is None else self.codes

    def _filter(self, name: str, values: tuple[str, ...]) -> Filter | None:
        facet = facets.BY_CODE.get(name)
        if name == "travel_time":
            codes = self.reachable(int(values[0]))
            return None if codes is None else AnyOf("plz", tuple(codes))
        if facet and facet.style == "days":
            return AtLeast(facet.field, facets.since(values[0]))
        field = facets.FIELD_OF.get(name)
        return AnyOf(field, facets.accepted(name, values)) if field else None


def shaped(plan: Plan, code: str, counts: dict[str, int]) -> dict[str, int]:
    """Raw counts of a field as the facet shows them: certificates cumulate, days and minutes become steps."""
    facet = facets.BY_CODE.get(code)
    if facet is None or facet.style == "terms":
        return counts
    if facet.style == "cumulative":
        return facets.cumulated(counts)
    if facet.style == "days":
        days = {int(day): number for day, number in counts.items() if day}
        firsts = {value: facets.since(value) for value in facet.values}
        return {value: sum(number for day, number in days.items() if day >= first) for value, first in firsts.items()}
    reachable = {value: plan.reachable(int(value)) for value in facets.MINUTES}
    return {
        value: sum(counts.get(code, 0) for code in codes) for value, codes in reachable.items() if codes is not None
    }


def field_of(code: str) -> str:
    """The document field a facet counts."""
    return "about" if code == "about" else facets.FIELD_OF[code]


def countable(plan: Plan, codes: Sequence[str]) -> list[str]:
    """The asked facets that can be counted: minutes only from somewhere."""
    return [code for code in codes if code != "travel_time" or plan.query.near]


@lru_cache(maxsize=4096)
def _by_distance(plz: str, mode: str, minutes: int) -> list[str]:
    """Postal codes within so many minutes by the distance alone, up to `places.WIDE_KM`; more km never take less."""
    codes, away = places.nearest_first(plz)
    return codes[: bisect_right(away, minutes, key=lambda km: reach.by_distance(km, mode))]
