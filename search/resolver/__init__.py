"""What a person typed, read into trades, place, season, certificate and the rest.

Spans are taken longest first, left to right; a span belongs to one class only. Reading needs no index and no network.
"""

from search.resolver.question import resolve, resolve_trades, trade_index
from search.resolver.reading import Ask, Correction, Resolution
from search.trade_terms import TradeHit

__all__ = ["Ask", "Correction", "Resolution", "TradeHit", "resolve", "resolve_trades", "trade_index"]
