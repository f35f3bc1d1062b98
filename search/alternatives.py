"""What to offer when there is little or nothing: never an empty page, each step with its count before the click."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext

from accounts.models import Network
from core import places
from search import facets, find, vocabulary
from search.engine import get_engine
from search.forms import Asked
from search.query import Query

FEW = 4  # up to so many hits the page offers more
MAX_NEIGHBOURS = 4
WIDER = (15, 25, 50, 100)
FILTERS_WITH_REASON = {*facets.BY_CODE, "start"}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related trade with places near by."""

    name: str
    difference: str
    count: int
    url: str
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One way on: its words, how many it leads to, and where."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why some are not shown: the reason in words with its number, and the address that shows them."""

    code: str  # of the filter; „radius“ for the circle
    reason: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Everything the page offers below few hits, in this order."""

    neighbours: Sequence[Neighbour] = ()
    wider: Step | None = None
    alone: Step | None = None
    without: Step | None = None
    hidden: Sequence[Hidden] = ()
    days: int = 0
    days_url: str = ""
    events: int = 0
    events_url: str = ""
    is_near: bool = False
    trades: int = 0
    trades_url: str = ""
    texts: int = 0
    texts_url: str = ""
    contact: Network | None = None


def offer(asked: Asked, page: find.Page, user: Any) -> Alternatives:
    """The ways on from this page."""
    query = page.query
    days = replace(query, kinds=("vacancy",)).where("kind", "taster_day")
    events = replace(query, kinds=("event",), filters=())
    trades = replace(query, kinds=("trade",), filters=(), near=None)
    texts = replace(trades, kinds=("page",))
    hidden = _hidden(asked, page)
    return Alternatives(
        neighbours=_neighbours(asked, query, user),
        wider=_wider(asked, page),
        alone=_alone(asked, page),
        without=_without(hidden, page.total),
        hidden=hidden,
        days=0 if query.values("kind") == ("taster_day",) else find.count(days),
        days_url=asked.address(kind="taster_day"),
        events=find.count(events) if "event" not in query.kinds else 0,
        events_url=asked.address(about="event", **dict.fromkeys(facets.FIELD_OF)),
        is_near=query.near is not None,
        trades=find.count(trades) if query.trades and "trade" not in query.kinds else 0,
        trades_url=asked.address(about="trade", place=None, radius=None, **dict.fromkeys(facets.FIELD_OF)),
        texts=find.count(texts) if query.words and "page" not in query.kinds else 0,
        texts_url=asked.address(about="page", place=None, radius=None, **dict.fromkeys(facets.FIELD_OF)),
        contact=contact_near(query),
    )


def contact_near(query: Query) -> Network | None:
    """The network of the Kreis one searches in, with its named person; None outside every network."""
    hits = places.look_up(query.near.plz).hits if query.near else ()
    if not hits:
        return None
    return Network.objects.filter(districts=hits[0].ags).exclude(contact_name="").order_by("name", "pk").first()


def _neighbours(asked: Asked, query: Query, user: Any) -> list[Neighbour]:
    """Edited neighbours of the trades asked for, with how many places they have around here."""
    words = vocabulary.current()
    mine = query.values("trade") or (query.trades if len(query.trades) <= FEW else ())
    near = [one for trade in mine for one in words.neighbours(trade) if one.trade not in mine]
    found = []
    for one in {one.trade: one for one in near}.values():
        there = replace(query, trades=(), words=()).where("trade", one.trade)
        if count := find.count(there):
            first = find.find(replace(there, order="distance", size=1), user).hits
            url = asked.address(q=None, trade=one.trade)
            found.append(Neighbour(words.name(one.trade), one.difference, count, url, first[0].km if first else None))
        if len(found) == MAX_NEIGHBOURS:
            break
    return found


def _wider(asked: Asked, page: find.Page) -> Step | None:
    """The next radius that holds more, the whole country last."""
    near = page.query.near
    if near is None or near.km == 0:
        return None
    for km in [km for km in WIDER if km > (page.km or 0)]:
        if (count := get_engine().count(replace(page.query, near=replace(near, km=km)))) > page.total:
            return Step(str(km), count, asked.address(radius=str(km)))
    count = get_engine().count(replace(page.query, near=replace(near, km=0)))
    return Step("", count, asked.address(radius="all")) if count > page.total else None


def _alone(asked: Asked, page: find.Page) -> Step | None:
    """The trade without a Land and without words that nothing holds („tischler paris“); other filters stay."""
    query = page.query
    if page.total or len(query.trades) != 1 or not (query.words or query.values("area")):
        return None
    freer = replace(query, words=()).without("area")
    if not (count := get_engine().count(freer)):
        return None
    kept = {name: values for name, values in freer.filters if name in facets.BY_CODE}
    place = {} if query.near else {"place": None}
    url = asked.address(q=None, **{**place, **kept, "trade": query.trades[0]})
    return Step(vocabulary.current().name(query.trades[0]), count, url)


def further(asked: Asked, page: find.Page) -> Step | None:
    """How many more the next usual radius holds; None without a circle or where it holds no more."""
    near = page.query.near
    wider = next((km for km in WIDER if near and near.km and km > near.km), None)
    if near is None or wider is None:
        return None
    count = find.count(replace(page.query, near=replace(near, km=wider)))
    return Step(str(wider), count - page.total, asked.address(radius=str(wider))) if count > page.total else None


def _hidden(asked: Asked, page: find.Page) -> list[Hidden]:
    """„Warum nicht?“: for each filter and the circle how many it alone keeps away, most first."""
    query, near = page.query, page.query.near
    found = []
    for name in [name for name, _values in query.filters if name in FILTERS_WITH_REASON]:
        more = find.count(query.without(name)) - page.total
        found.append(Hidden(name, _why(name, more), more, asked.address(**{name: None})))
    if near and near.km:
        more = find.count(replace(query, near=replace(near, km=0))) - page.total
        words = ngettext("%(n)d ist weiter weg als %(km)d km", "%(n)d sind weiter weg als %(km)d km", more)
        found.append(Hidden("radius", words % {"n": more, "km": near.km}, more, asked.address(radius="all")))
    return sorted((one for one in found if one.count > 0), key=lambda one: -one.count)


def _why(name: str, count: int) -> str:
    """The reason of one filter: „3 verlangen einen höheren Schulabschluss“."""
    if name == "certificate":
        words = ngettext(
            "%(n)d verlangt einen höheren Schulabschluss", "%(n)d verlangen einen höheren Schulabschluss", count
        )
    elif name in ("start_year", "start"):
        words = ngettext("%(n)d beginnt zu einer anderen Zeit", "%(n)d beginnen zu einer anderen Zeit", count)
    elif name == "kind":
        words = ngettext("%(n)d ist ein anderes Angebot", "%(n)d sind andere Angebote", count)
    elif name == "travel_time":
        words = ngettext("zu %(n)d ist der Weg länger", "zu %(n)d ist der Weg länger", count)
    elif name == "pay_from":
        words = ngettext(
            "%(n)d zahlt weniger oder nennt keine Vergütung", "%(n)d zahlen weniger oder nennen keine Vergütung", count
        )
    else:
        words = ngettext("%(n)d passt nicht zu „%(filter)s“", "%(n)d passen nicht zu „%(filter)s“", count)
    return words % {"n": count, "filter": facets.BY_CODE[name].label if name in facets.BY_CODE else name}


def _without(hidden: Sequence[Hidden], total: int) -> Step | None:
    """The question without the filter that narrows it most."""
    filters = [one for one in hidden if one.code in facets.BY_CODE]
    if not filters:
        return None
    return Step(str(facets.BY_CODE[filters[0].code].label), total + filters[0].count, filters[0].url)
