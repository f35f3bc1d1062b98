"""What apprentices earn by law and by tariff; every figure keeps its area, date and source."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from core import clock
from trades.models.pay import PayRate
from trades.models.trade import Trade

SEASON_TURNS_IN = 10  # from October on, people look for the next summer (glossary: season words)
STRENGTH = [PayRate.Kind.BINDING, PayRate.Kind.TARIFF, PayRate.Kind.AVERAGE, PayRate.Kind.EXAMPLE]


@dataclass(frozen=True)
class Floors:
    """Legal minimum pay (BBiG § 17) for everybody who starts in one year."""

    start_year: int
    known_year: int
    cents: tuple[int | None, ...]
    source: str

    @property
    def note(self) -> str:
        """What to say where the ministry has not published the year yet; empty otherwise."""
        if self.known_year == self.start_year:
            return ""
        return gettext("Betrag für %(year)d folgt") % {"year": self.start_year}

    def of_year(self, year_of_training: int) -> int | None:
        """Cents in the first to the fourth year of training, None for any other."""
        if not 1 <= year_of_training <= len(self.cents):
            return None
        return self.cents[year_of_training - 1]


def floors(start_year: int) -> Floors | None:
    """Floor of a start year, the latest earlier one where the year has no row, None before the first."""
    rate = PayRate.objects.floors().filter(start_year__lte=start_year).first()
    if rate is None:
        return None
    return Floors(start_year, rate.start_year or start_year, rate.years_cents, rate.source)


def floor_cents(start_year: int, year_of_training: int) -> int | None:
    """Least pay in cents a month by start year and year of training; None where no law knows it."""
    known = floors(start_year)
    return known.of_year(year_of_training) if known else None


def coming_start_year(on: date | None = None) -> int:
    """The season people look for: this year's summer until September, then the next."""
    day = on or clock.today()
    return day.year + 1 if day.month >= SEASON_TURNS_IN else day.year


def rates(trade: Trade, on: date | None = None) -> list[PayRate]:
    """Newest valid row of each kind and area of a trade, the most binding kind first."""
    newest: dict[tuple[str, str], PayRate] = {}
    for rate in PayRate.objects.of(trade).filter(valid_from__lte=on or clock.today()):
        newest.setdefault((rate.kind, rate.area), rate)
    return sorted(newest.values(), key=lambda rate: (STRENGTH.index(PayRate.Kind(rate.kind)), rate.area))
