"""The list of trades: what was asked, and the trades that answer, by field or by letter."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

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
class View:
    """A link to the same list, asked differently."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Catalogue:
    """What the list page shows."""

    query: str
    order: str
    field: str
    sections: list[Section]
    total: int

    @property
    def by_letter(self) -> bool:
        """Whether the alphabet makes the headings."""
        return self.order == BY_LETTER

    @property
    def is_filtered(self) -> bool:
        """Whether something was asked, so that an empty list is an answer."""
        return bool(self.query or self.field)

    @property
    def tabs(self) -> list[View]:
        """By field, or by letter."""
        return [
            View(gettext("Nach Berufsfeld"), self._url(order=""), not self.by_letter),
            View(gettext("Von A bis Z"), self._url(order=BY_LETTER), self.by_letter),
        ]

    @property
    def chips(self) -> list[View]:
        """All fields, the chosen one marked; it leads back to all of them."""
        everything = View(gettext("Alle"), self._url(field=""), not self.field)
        fields = [View(str(label), self._url(field=code), code == self.field) for code, label in Trade.Field.choices]
        return [everything, *fields]

    def _url(self, **changed: str) -> str:
        asked = {"q": self.query, "field": self.field, "order": BY_LETTER if self.by_letter else ""} | changed
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('trades:trade_list')}?{query}" if query else reverse("trades:trade_list")


def read(request: HttpRequest) -> Catalogue:
    """Trades with a live profile for ?q=, ?field= and ?order=; unknown values count as nothing."""
    query = text.clean_line(request.GET.get("q", ""), QUERY_LIMIT)
    order = BY_LETTER if request.GET.get("order") == BY_LETTER else BY_FIELD
    field = request.GET.get("field", "")
    field = field if field in Trade.Field.values else ""
    trades = find(query, field)
    return Catalogue(query, order, field, _sections(trades, order), len(trades))


def find(query: str, field: str = "") -> list[Trade]:
    """Trades with a live profile whose name or any of whose words holds the query."""
    trades = Trade.objects.filter(page__live=True)
    if field:
        trades = trades.in_field(field)
    if not query:
        return list(trades)
    wanted = text.fold(query)
    rows = Synonym.objects.filter(is_used=True).values("trade_id", "term")
    by_word = {row["trade_id"] for row in rows if wanted in text.fold(row["term"])}
    return [trade for trade in trades if trade.pk in by_word or wanted in text.fold(f"{trade.name} {trade.name_f}")]


def _sections(trades: list[Trade], order: str) -> list[Section]:
    if order == BY_LETTER:
        ordered = sorted(trades, key=lambda trade: (trade.letter, text.fold(trade.name)))
        return [Section(letter, letter, list(group)) for letter, group in groupby(ordered, key=lambda t: t.letter)]
    rows = [(code, str(label), [t for t in trades if t.field == code]) for code, label in Trade.Field.choices]
    return [Section(code, label, members) for code, label, members in rows if members]
