"""What to offer when there is little or nothing: never an empty page, each step with its count before the click."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import Network
from core import places
from search import facets, find, vocabulary
from search.engine import get_engine
from search.forms import Asked
from search.query import Query

FEW = 4  # up to so many hits the page offers more
MAX_NEIGHBOURS = 4
WIDER = (15, 25, 50, 100)


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
class Alternatives:
    """Everything the page offers below few hits, in this order."""

    neighbours: Sequence[Neighbour] = ()
    wider: Step | None = None
    without: Step | None = None
    days: int = 0
    days_url: str = ""
    events: int = 0
    events_url: str = ""
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
    return Alternatives(
        neighbours=_neighbours(asked, query, user),
        wider=_wider(asked, page),
        without=_without(asked, query),
        days=0 if query.values("kind") == ("taster_day",) else find.count(days),
        days_url=asked.address(kind="taster_day"),
        events=find.count(events) if "event" not in query.kinds else 0,
        events_url=asked.address(about="event", **dict.fromkeys(facets.FIELD_OF)),
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


def _without(asked: Asked, query: Query) -> Step | None:
    """The question without the filter that narrows it most."""
    counts = [(find.count(query.without(name)), name) for name, _ in query.filters if name in facets.BY_CODE]
    if not counts:
        return None
    count, name = max(counts)
    if count <= find.count(query):
        return None
    return Step(str(facets.BY_CODE[name].label), count, asked.address(**{name: None}))
