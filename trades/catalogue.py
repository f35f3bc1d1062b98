"""The list of trades: what was asked, and the trades that answer, by field or by letter."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest

from core import text
from trades.models.trade import Trade
from trades.models.word import Synonym

QUERY_LIMIT = 120  # as in the search form
BY_FIELD, BY_LETTER = "field", "abc"


@dataclass(frozen=True)
class Section:
    """Trades under one heading."""

    code: str
    title: str
    trades: list[Trade]


@dataclass(frozen=True)
class Catalogue:
    """What the list page shows."""

    query: str
    order: str
    field: str
    sections: list[Section]
    fields: list[tuple[str, str]]
    total: int

    @property
    def by_letter(self) -> bool:
        """Whether the alphabet makes the headings."""
        return self.order == BY_LETTER

    @property
    def is_filtered(self) -> bool:
        """Whether something was asked, so that an empty list is an answer."""
        return bool(self.query or self.field)


def read(request: HttpRequest) -> Catalogue:
    """Trades with a live profile for ?q=, ?field= and ?order=; unknown values count as nothing."""
    query = text.clean(request.GET.get("q", ""), QUERY_LIMIT)
    order = BY_LETTER if request.GET.get("order") == BY_LETTER else BY_FIELD
    field = request.GET.get("field", "")
    field = field if field in Trade.Field.values else ""
    trades = find(query, field)
    return Catalogue(query, order, field, _sections(trades, order), list(Trade.Field.choices), len(trades))


def find(query: str, field: str = "") -> list[Trade]:
    """Trades with a live profile whose name or any of whose words holds the query."""
    trades = Trade.objects.filter(page__live=True)
    if field:
        trades = trades.in_field(field)
    if not query:
        return list(trades)
    wanted = text.fold(query)
    by_word = {row["trade_id"] for row in Synonym.objects.values("trade_id", "term") if wanted in text.fold(row["term"])}
    return [trade for trade in trades if trade.pk in by_word or wanted in text.fold(f"{trade.name} {trade.name_f}")]


def _sections(trades: list[Trade], order: str) -> list[Section]:
    if order == BY_LETTER:
        ordered = sorted(trades, key=lambda trade: (trade.letter, text.fold(trade.name)))
        return [Section(letter, letter, list(group)) for letter, group in groupby(ordered, key=lambda t: t.letter)]
    rows = [(code, str(label), [t for t in trades if t.field == code]) for code, label in Trade.Field.choices]
    return [Section(code, label, members) for code, label, members in rows if members]
