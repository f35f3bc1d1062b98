"""What a profile shows around its own text: pay, neighbours, the guild's words, and what is near by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from trades import ladder, nearby, pay, sources
from trades.models.guild_block import GuildBlock
from trades.models.pay import PayRate
from trades.models.trade import FormerName, Trade
from trades.models.word import Neighbour

if TYPE_CHECKING:
    from trades.models.page import TradePage

PLAIN = "einfach"  # ?sprache=einfach shows the plain twin; no cookie remembers it
NEIGHBOUR_LIMIT = 4  # P12


@dataclass(frozen=True)
class PayBar:
    """One year of training with its part of the best year, in per cent."""

    year: int
    cents: int
    percent: int

    @property
    def euros(self) -> int:
        """Whole euros: pay is published in whole euros."""
        return round(self.cents / 100)


@dataclass(frozen=True)
class PayRow:
    """A published row of pay with its bars; years nobody published are left out."""

    rate: PayRate
    bars: list[PayBar]

    @property
    def average_euros(self) -> int | None:
        """Average over all years, where the source gives only that."""
        return round(self.rate.average_cents / 100) if self.rate.average_cents else None


@dataclass(frozen=True)
class Profile:
    """Everything the template needs beside the page itself."""

    trade: Trade
    plain: bool
    pay_rows: list[PayRow]
    floor: pay.Floors | None
    floor_bars: list[PayBar]
    former_names: list[FormerName]
    neighbours: list[Neighbour]
    ladder: list[ladder.Step]
    guild_blocks: list[GuildBlock]
    local: nearby.Local
    contracts_line: str


def read(page: "TradePage", request: HttpRequest) -> Profile:
    """Assemble the profile for a visitor: ?sprache=einfach and ?place= are read here."""
    trade = page.trade
    start_year = pay.coming_start_year()
    floor = pay.floors(start_year)
    local = nearby.read(trade, request)
    return Profile(
        trade=trade,
        plain=request.GET.get("sprache") == PLAIN and bool(page.plain_text),
        pay_rows=[PayRow(rate, bars(rate.years_cents)) for rate in pay.rates(trade)],
        floor=floor,
        floor_bars=bars(floor.cents[: _years(trade)]) if floor else [],
        former_names=[former for former in trade.former_names.all() if former.is_over],
        neighbours=list(_neighbours(trade)),
        ladder=ladder.of(trade),
        guild_blocks=nearby.guild_blocks(trade, request.user, local.place),
        local=local,
        contracts_line=str(sources.CONTRACTS_LINE),
    )


def bars(years_cents: tuple[int | None, ...]) -> list[PayBar]:
    """Known years as bars against the best of them."""
    best = max((cents for cents in years_cents if cents), default=0)
    return [PayBar(year, cents, round(100 * cents / best)) for year, cents in enumerate(years_cents, 1) if cents]


def _years(trade: Trade) -> int:
    """Years of training begun: 42 months reach into the fourth."""
    return -(-trade.months // 12)


def _neighbours(trade: Trade):
    rows = Neighbour.objects.reviewed().filter(trade=trade).select_related("neighbour")
    return rows.filter(neighbour__page__live=True)[:NEIGHBOUR_LIMIT]
