"""What a profile shows around its own text: pay, neighbours, the guild's words, and what is near by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from trades import facts, ladder, nearby, pay, pictures, sources
from trades.models.former import FormerName
from trades.models.guild_block import GuildBlock
from trades.models.interest import Interest
from trades.models.pay import PayRate
from trades.models.trade import Trade
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
    def row(self) -> tuple[str, int, str]:
        """Words, per cent and figure, as the bars of the design want them."""
        return (gettext("%(year)d. Jahr") % {"year": self.year}, self.percent, euros(self.cents))


@dataclass(frozen=True)
class PayRow:
    """A published row of pay with its bars; years nobody published are left out."""

    rate: PayRate
    rows: list[tuple[str, int, str]]

    @property
    def average(self) -> str:
        """Average over all years, where the source gives that."""
        return euros(self.rate.average_cents) if self.rate.average_cents else ""


@dataclass(frozen=True)
class Profile:
    """Everything the template needs beside the page itself."""

    trade: Trade
    plain: bool
    pay_rows: list[PayRow]
    floor: pay.Floors | None
    floor_rows: list[tuple[str, int, str]]
    former_names: list[FormerName]
    neighbours: list[Neighbour]
    facts: list[str]  # only where nobody wrote a text
    relatives: list[Trade]  # only where no reviewed neighbour is known
    ladder: list[ladder.Step]
    guild_blocks: list[GuildBlock]
    local: nearby.Local
    wished: bool | None
    scene: str
    contracts_line: str

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Where the page stands: all trades, its field, itself."""
        everything = reverse("trades:trade_list")
        field = (self.trade.get_field_display(), f"{everything}?field={self.trade.field}")
        return [(gettext("Berufe"), everything), field, (self.trade.label, "")]

    @property
    def plain_url(self) -> str:
        """The plain twin, with the same place."""
        return self._url(sprache=PLAIN)

    @property
    def normal_url(self) -> str:
        """The normal text, with the same place."""
        return self._url()

    def _url(self, **asked: str) -> str:
        if self.local.asked:
            asked["place"] = self.local.asked
        query = urlencode(asked)
        return f"{self.trade.get_absolute_url()}?{query}" if query else self.trade.get_absolute_url()


def read(page: "TradePage", request: HttpRequest) -> Profile:
    """Assemble the profile for a visitor: ?sprache=einfach and ?place= are read here."""
    trade = page.trade
    start_year = pay.coming_start_year()
    floor = pay.floors(start_year)
    local = nearby.read(trade, request)
    neighbours = list(_neighbours(trade))
    return Profile(
        trade=trade,
        plain=request.GET.get("sprache") == PLAIN and bool(page.plain_text),
        pay_rows=[PayRow(rate, bar_rows(rate.years_cents)) for rate in pay.rates(trade)],
        floor=floor,
        floor_rows=bar_rows(floor.cents[: _years(trade)]) if floor else [],
        former_names=[former for former in trade.former_names.in_use() if former.is_over],
        neighbours=neighbours,
        facts=[] if page.text else facts.sentences(trade),
        relatives=[] if neighbours else facts.relatives(trade),
        ladder=ladder.of(trade),
        guild_blocks=nearby.guild_blocks(trade, request.user, local.place),
        local=local,
        wished=_wished(trade, request.user),
        scene=pictures.of(trade),
        contracts_line=str(sources.CONTRACTS_LINE),
    )


def bar_rows(years_cents: tuple[int | None, ...]) -> list[tuple[str, int, str]]:
    """Known years as bars against the best of them."""
    best = max((cents for cents in years_cents if cents), default=0)
    known = [(year, cents) for year, cents in enumerate(years_cents, 1) if cents]
    return [PayBar(year, cents, round(100 * cents / best)).row for year, cents in known]


def euros(cents: int) -> str:
    """„1.070 €“: pay is published in whole euros."""
    return f"{number_format(round(cents / 100), force_grouping=True)} €"


def _wished(trade: Trade, user) -> bool | None:
    """Whether a pupil wishes for this trade; None for everybody else, who has no wishes."""
    if not user.is_authenticated or user.kind != "pupil":
        return None
    return Interest.objects.visible_to(user).filter(trade=trade).exists()


def _years(trade: Trade) -> int:
    """Years of training begun: 42 months reach into the fourth."""
    return -(-trade.months // 12)


def _neighbours(trade: Trade):
    rows = Neighbour.objects.reviewed().filter(trade=trade).select_related("neighbour")
    return rows.filter(neighbour__page__live=True)[:NEIGHBOUR_LIMIT]
