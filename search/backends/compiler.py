"""A question in tantivy's words: gate, boosts, filters."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import tantivy
from tantivy import FieldType, Occur

from search import ranking, terms
from search.backends.plan import COMPUTED_MODES, SCALE, AtLeast, Filter, Plan
from search.query import Query

__all__ = ["COMPUTED_MODES", "Compiler"]

FEW = 10  # values of one field
Clauses = list[tuple[Occur, tantivy.Query]]


class Compiler:
    """One question over one state of the index."""

    def __init__(self, schema: tantivy.Schema, query: Query, is_known: terms.IsKnown, words: terms.Vocabulary) -> None:
        self.schema = schema
        self.plan = Plan(query, is_known, words)

    def whole(self, without: str = "") -> tantivy.Query:
        """The whole question; `without` leaves out one filter, for the counts of its own facet."""
        filters = [self._filter(one) for one in self.plan.filters(without)]
        clauses: Clauses = [(Occur.Must, self.text)]
        clauses += [(Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in filters]
        if neighbours := self.plan.neighbours:
            clauses.append((Occur.Should, self._constant("trade", neighbours, ranking.NEIGHBOUR_CONSTANT)))
        return tantivy.Query.boolean_query(clauses)

    @cached_property
    def text(self) -> tantivy.Query:
        """Words and trades with their boosts, and the gate that says how many of them must be found."""
        if not self.plan.has_text:
            return tantivy.Query.empty_query() if self.plan.is_hopeless else tantivy.Query.all_query()
        clauses: Clauses = [(Occur.Should, self._word(term)) for term in self.plan.asked]
        if self.plan.query.trades:
            clauses.append((Occur.Should, self._trades()))
        return tantivy.Query.boolean_query(clauses, self.plan.needed)

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
        clauses: Clauses = [(Occur.Should, self._constant("trade", self.plan.query.trades, ranking.TRADE_CONSTANT))]
        has_trade = tantivy.Query.exists_query("trade")
        for name in self.plan.trade_names:
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

    def _constant(self, field: str, values: Sequence[str], score: float) -> tantivy.Query:
        return tantivy.Query.const_score_query(self._any(field, values), score * SCALE)

    def _any(self, field: str, values: Iterable[str]) -> tantivy.Query:
        wanted = list(values)
        if len(wanted) <= FEW:  # read along with the others; a set is looked up as a whole first
            each = [tantivy.Query.term_query(self.schema, field, value, index_option="basic") for value in wanted]
            return each[0] if len(each) == 1 else tantivy.Query.boolean_query([(Occur.Should, one) for one in each])
        return tantivy.Query.term_set_query(self.schema, field, wanted)

    def _filter(self, one: Filter) -> tantivy.Query:
        if isinstance(one, AtLeast):
            return tantivy.Query.range_query(self.schema, one.field, FieldType.Integer, lower_bound=one.day)
        return self._any(one.field, one.values)
