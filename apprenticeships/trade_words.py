"""From the words a firm types to the official trade: „Schreiner“ is Tischler/in."""

from dataclasses import dataclass

from django.db.models import Q

from search import resolver
from trades.models import Trade

SURE = 0.8
MOST_PROPOSALS = 5


@dataclass(frozen=True)
class TradeAnswer:
    """The trade that was meant, or the ones it may be."""

    trade: Trade | None
    proposals: tuple[Trade, ...] = ()


def read(text: str) -> TradeAnswer:
    """The trade of a typed name; without a sure one the nearest proposals, never a guess."""
    exact = Trade.objects.filter(Q(name__iexact=text) | Q(name_m__iexact=text) | Q(name_f__iexact=text) | Q(pk=text))
    if trade := exact.order_by("pk").first():
        return TradeAnswer(trade)
    hits, is_ambiguous = resolver.resolve_trades(text)
    found = Trade.objects.in_bulk([hit.id for hit in hits[:MOST_PROPOSALS]])
    ordered = tuple(found[hit.id] for hit in hits[:MOST_PROPOSALS] if hit.id in found)
    if ordered and not is_ambiguous and hits[0].score >= SURE:
        return TradeAnswer(ordered[0])
    return TradeAnswer(None, ordered)
