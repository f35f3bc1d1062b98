"""How much a profile is wanted: figures that other apps may add, for the list of what to write next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trades.models import Interest, OrganisationTrade

Counts = Callable[[], Mapping[str, int]]


@dataclass(frozen=True)
class Measure:
    """A figure by trade with its heading, e.g. open places; counted once per page."""

    heading: str | Promise
    counts: Counts


_measures: dict[str, Measure] = {}


def register(code: str, heading: str | Promise, counts: Counts) -> None:
    """Add a column (in `AppConfig.ready` of the app that owns the figure); the same code replaces it."""
    _measures[code] = Measure(heading, counts)


def unregister(code: str) -> None:
    """Take a column away (tests)."""
    _measures.pop(code, None)


def measures() -> list[Measure]:
    """All columns: our own first."""
    return [
        Measure(_("Wunschberuf von"), lambda: _per_trade(Interest)),
        Measure(_("Betriebe und Innungen"), lambda: _per_trade(OrganisationTrade)),
        *_measures.values(),
    ]


def _per_trade(model: type[Interest] | type[OrganisationTrade]) -> Mapping[str, int]:
    return dict(model.objects.values_list("trade_id").annotate(n=Count("pk")).order_by("trade_id"))
