"""Does one document answer one question? The engines' own plan, evaluated without an engine.

Saved searches need it for each changed document: a hundred thousand questions against one document, where an engine
is made for one question against a hundred thousand documents. Filters and the gate are read from the same `Plan`, so
both say the same; tests/search/test_matching.py holds them together.
"""

from collections.abc import Sequence

from core import places
from search import ranking, terms
from search.backends.plan import AtLeast, Filter, Plan
from search.documents import as_list
from search.engine import Document
from search.query import Near, Query

WORD_FIELDS = ("title", "organisation", "body")
GUESSED_FIELDS = ("title", "organisation")  # typing errors are compared with these only, as the engines do
ROUNDING_KM = 1e-6


class Matcher:
    """One question, ready to be asked of many documents. `knows` says whether any document holds a token."""

    def __init__(self, query: Query, knows: terms.IsKnown) -> None:
        self.query = query
        self.knows = knows
        plan = Plan(query, knows, {})
        self.filters = [(one, frozenset(getattr(one, "values", ()))) for one in plan.filters()]
        self.trades = frozenset(query.trades)
        self.trade_names = [frozenset(name) for name in plan.trade_names] if query.trades else []

    def matches(self, document: Document) -> bool:
        """Whether the question finds this finished document (as `SearchDocument.entries` makes it)."""
        return (
            all(_passes(one, values, document) for one, values in self.filters)
            and _is_within(self.query.near, document)
            and self._has_words(document)
        )

    def _has_words(self, document: Document) -> bool:
        """The gate: so many of the words, the trades counting as one, stand in the document."""
        if not (self.query.words or self.trades):
            return True
        fields = {name: frozenset(str(document.get(name) or "").split()) for name in (*WORD_FIELDS, "parts")}
        here = frozenset().union(*(fields[name] for name in WORD_FIELDS))
        near = terms.by_length(sorted(frozenset().union(*(fields[name] for name in GUESSED_FIELDS))))
        asked = terms.terms_of(
            self.query.words, lambda token: token in here or token in fields["parts"] or self.knows(token), near
        )
        if not (asked or self.trades):
            return False
        found = [_holds(term, here, fields["parts"]) for term in asked]
        found += [self._has_trade(document, fields["title"])] if self.trades else []
        return sum(found) >= terms.coverage(len(found))

    def _has_trade(self, document: Document, title: frozenset[str]) -> bool:
        """One of the trades; a document without any trade may name one in its title."""
        own = as_list(document.get("trade"))
        return bool(self.trades.intersection(own)) if own else any(name <= title for name in self.trade_names)


def _holds(term: terms.Term, words: frozenset[str], parts: frozenset[str]) -> bool:
    return any(token in words for token, _weight in term.tokens) or any(part in parts for part in term.parts)


def _passes(one: Filter, values: frozenset[str], document: Document) -> bool:
    held = document.get(one.field)
    if isinstance(one, AtLeast):
        return one.field == "closes" if held is None else ranking.day_number(held) >= one.day
    return not values.isdisjoint(as_list(held))


def _is_within(near: Near | None, document: Document) -> bool:
    """Codes were chosen by their centre: an address that was published may lie farther out."""
    lat, lon = document.get("lat"), document.get("lon")
    if near is None or not near.km or lat is None or lon is None:
        return True
    return places.great_circle_km(near.lat, near.lon, lat, lon) <= near.km + ROUNDING_KM


def any_matches(matcher: Matcher, entries: Sequence[Document]) -> bool:
    """Whether one of the places of work of a thing answers the question."""
    return any(matcher.matches(entry) for entry in entries)
