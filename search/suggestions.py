"""Completions while somebody types: trades with the word they are known by, places with their Kreis."""

from functools import lru_cache

from core import places
from core.text import clean_line
from search.analysis import transliterate
from search.resolver import trade_index
from search.trade_index import TradeIndex

LIMIT = 8
LEAST = 2
LONGEST = 40


def words_for(typed: str) -> list[str]:
    """Trades, then places; what stands in the list can be searched as it is."""
    text = clean_line(typed, LONGEST)
    if len(text) < LEAST:
        return []
    return list(dict.fromkeys([*_trades(transliterate(text)), *(places_for(text)[:3])]))[:LIMIT]


def places_for(typed: str) -> list[str]:
    """Places that begin so, each with its Kreis."""
    text = clean_line(typed, LONGEST)
    return [hit.label for hit in places.suggest(text, LIMIT)] if len(text) >= LEAST else []


def _trades(key: str) -> list[str]:
    """Names of trades whose name or alias begins so; the alias typed leads to the name."""
    found: dict[str, str] = {}
    for begun, text, trade in _beginnings(trade_index()):
        if begun.startswith(key) and trade not in found:
            found[trade] = text
    return list(found.values())[:LIMIT]


@lru_cache(maxsize=2)
def _beginnings(index: TradeIndex) -> list[tuple[str, str, str]]:
    """Every term's key, the text to offer and its trade; names first, then shorter terms."""
    rows = [
        (
            term.why not in ("name", "gender"),
            len(term.text),
            transliterate(term.text),
            index.vocabulary.name(term.trade),
            term.trade,
        )
        for term in index.terms
        if term.why != "misspelling"
    ]
    return [(key, text, trade) for _, _, key, text, trade in sorted(rows)]
