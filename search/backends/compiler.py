"""A question in tantivy's words: gate, boosts, filters."""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import tantivy
from tantivy import FieldType, Occur

from core import clock, places, reach
from search import analysis, facets, ranking, terms, vocabulary
from search.query import Query

SCALE = 2.2  # tantivy keeps Lucene's k1 + 1 as a factor; constants are raised to the same scale
MAX_KM_FOR_MINUTES = 60
COMPUTED_MODES = ("bicycle", "moped", "lift")

Clauses = list[tuple[Occur, tantivy.Query]]


class Compiler:
    """One question over one state of the index."""

    def __init__(self, schema: tantivy.Schema, query: Query, is_known: terms.IsKnown, words: terms.Vocabulary) -> None:
        self.schema = schema
        self.query = query
        self.is_known = is_known
        self.words = words

    def whole(self, without: str = "") -> tantivy.Query:
        """The whole question; `without` leaves out one filter, for the counts of its own facet."""
        clauses: Clauses = [(Occur.Must, self.text)]
        clauses += [(Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in self._filters(without)]
        if neighbours := self._neighbours():
            clauses.append((Occur.Should, self._constant("trade", neighbours, ranking.NEIGHBOUR_CONSTANT)))
        return tantivy.Query.boolean_query(clauses)

    @cached_property
    def text(self) -> tantivy.Query:
        """Words and trades with their boosts, and the gate that says how many of them must be found."""
        clauses: Clauses = [(Occur.Should, self._word(term)) for term in self.asked]
        if self.query.trades:
            clauses.append((Occur.Should, self._trades()))
        if not clauses:
            nothing_found = self.query.words and not self.asked
            return tantivy.Query.empty_query() if nothing_found else tantivy.Query.all_query()
        return tantivy.Query.boolean_query(clauses, terms.coverage(len(clauses)))

    @cached_property
    def asked(self) -> list[terms.Term]:
        """The words of the question as terms."""
        return terms.terms_of(self.query.words, self.is_known, self.words)

    def codes(self) -> dict[str, float] | None:
        """Postal codes of the circle with their distance, None without one."""
        near = self.query.near
        return places.codes_within(near.plz, near.km) if near and near.km else None

    def _word(self, term: terms.Term) -> tantivy.Query:
        clauses: Clauses = []
        for field, boost in ranking.BOOSTS.items():
            wanted = [(part, 1.0) for part in term.parts] if field == "parts" else term.tokens
            for token, weight in wanted:
                found = tantivy.Query.term_query(self.schema, field, token, index_option="freq")
                clauses.append((Occur.Should, tantivy.Query.boost_query(found, boost * weight)))
        return tantivy.Query.boolean_query(clauses)

    def _trades(self) -> tantivy.Query:
        """Documents of the trades, and documents without any trade whose title names one of them."""
        clauses: Clauses = [(Occur.Should, self._constant("trade", self.query.trades, ranking.TRADE_CONSTANT))]
        has_trade = tantivy.Query.exists_query("trade")
        for name in _names(self.query.trades):
            title: Clauses = [(Occur.MustNot, has_trade)]
            title += [
                (Occur.Must, tantivy.Query.term_query(self.schema, "title", token, index_option="freq"))
                for token in name
            ]
            scored = tantivy.Query.const_score_query(
                tantivy.Query.boolean_query(title), ranking.TRADE_TITLE_CONSTANT * SCALE
            )
            clauses.append((Occur.Should, scored))
        return tantivy.Query.boolean_query(clauses)

    def _neighbours(self) -> list[str]:
        words = vocabulary.current()
        found = [near.trade for trade in self.query.trades for near in words.neighbours(trade)]
        return [trade for trade in dict.fromkeys(found) if trade not in self.query.trades]

    def _constant(self, field: str, values: Sequence[str], score: float) -> tantivy.Query:
        return tantivy.Query.const_score_query(self._any(field, values), score * SCALE)

    def _any(self, field: str, values: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self.schema, field, list(values))

    def _at_least(self, field: str, day: int) -> tantivy.Query:
        return tantivy.Query.range_query(self.schema, field, FieldType.Integer, lower_bound=day)

    def _filters(self, without: str) -> list[tantivy.Query]:
        today = ranking.day_number(clock.today())
        found = [self._at_least("closes", today)]
        if self.query.kinds and without != "about":
            found.append(self._any("about", self.query.kinds))
        codes = self.codes()
        if codes is not None:
            found.append(self._any("plz", codes))
        chosen = [(name, values) for name, values in self.query.filters if name != without]
        return found + [one for name, values in chosen if (one := self._filter(name, values)) is not None]

    def _filter(self, name: str, values: tuple[str, ...]) -> tantivy.Query | None:
        facet = facets.BY_CODE.get(name)
        if name == "travel_time":
            codes = self.reachable(int(values[0]))
            return None if codes is None else self._any("plz", codes)
        if facet and facet.style == "days":
            return self._at_least(facet.field, facets.since(values[0]))
        field = facets.FIELD_OF.get(name)
        return self._any(field, facets.accepted(name, values)) if field else None

    def reachable(self, minutes: int) -> list[str] | None:
        """Postal codes within so many minutes; None where no minutes can be said (no origin, bus without data)."""
        near = self.query.near
        mode = (self.query.values("travel_mode") or ("bicycle",))[0]
        if near is None or mode not in COMPUTED_MODES:
            return None
        return [code for code, way in _ways(near.plz, mode).items() if way <= minutes]


@lru_cache(maxsize=1024)
def _ways(plz: str, mode: str) -> dict[str, int]:
    """Minutes to every postal code around; asked anew for the same few origins, and the seam is asked code by code."""
    codes = places.codes_within(plz, MAX_KM_FOR_MINUTES)
    ways = ((code, reach.minutes(plz, code, mode)) for code in codes)
    return {code: way for code, way in ways if way is not None}


def _names(trades: Sequence[str]) -> list[list[str]]:
    words = vocabulary.current().by_id
    names = (analysis.tokens(words[trade].male) for trade in trades if trade in words)
    return [name for name in names if name]
