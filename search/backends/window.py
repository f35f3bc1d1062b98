"""What both engines do with the entries of their window: measure, cut to the circle, order alike."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from core import places
from search.engine import WINDOW
from search.query import Near, Query
from search.ranking import Row

FETCHED = 1_200  # a bit more than the window, so that equal scores at its end fall the same way each time
WHOLE_COUNTRY_KM = 1_000
COLUMNS = ("order_id", "lat", "lon", "answer", "fairness", "confirmed", "published", "opens", "applications")
SORTED_BY = {"new": ("published", "desc"), "start": ("opens", "asc")}


class Ruler:
    """Distances from one point; many documents share their coordinates."""

    def __init__(self, near: Near | None) -> None:
        self.near = near
        self._measured: dict[tuple[float, float], float] = {}

    def km(self, lat: float | None, lon: float | None) -> float | None:
        """Kilometres to a point, None without either end."""
        if self.near is None or lat is None or lon is None:
            return None
        if (lat, lon) not in self._measured:
            self._measured[lat, lon] = places.great_circle_km(self.near.lat, self.near.lon, lat, lon)
        return self._measured[lat, lon]

    def code(self, lat: float | None, lon: float | None) -> str:
        """The postal code whose centre the point is; empty without a question of the way."""
        return "" if self.near is None or lat is None or lon is None else places.code_at(lat, lon)


def sort_field(query: Query) -> tuple[str, str]:
    """The column an engine sorts its window by, and the direction; empty where the score decides."""
    if query.order in SORTED_BY:
        return SORTED_BY[query.order]
    return ("", "") if query.words or query.trades else ("browse_order", "desc")


def ordered(rows: list[Row], query: Query) -> list[Row]:
    """The window's order: equal scores (to three digits) by the documents' numbers, the nearest first when asked."""
    if not sort_field(query)[0]:
        rows = sorted(rows, key=lambda row: (-round(row.score, 3), row.order_id))
    if query.order == "distance":
        rows = sorted(rows, key=lambda row: math.inf if row.km is None else row.km)
    return rows


def is_within(row: Row, near: Near | None) -> bool:
    """Whether the entry really lies in the circle: codes were chosen by their centre, an address may lie outside."""
    return near is None or not near.km or row.km is None or row.km <= near.km + 1e-6


def nearest(query: Query, counts: Mapping[str, int]) -> Query:
    """The circle that just fills the window, so that „by distance“ really begins at the nearest."""
    near, reached = query.near, 0
    if near is None:
        return query
    for code, km in sorted(places.codes_within(near.plz, WHOLE_COUNTRY_KM).items(), key=itemgetter(1)):
        reached += counts.get(code, 0)
        if reached >= WINDOW:
            return replace(query, near=replace(near, km=math.ceil(km) or 1))
    return query


def row_of(values: Sequence[object], score: float, address: object, ruler: Ruler) -> Row:
    """One entry from its columns, in the order of COLUMNS."""
    order_id, lat, lon, answer, fairness, confirmed, published, opens, applications = values
    return Row(
        order_id=order_id,  # type: ignore[arg-type]  # columns of an engine are untyped
        score=score,
        address=address,
        km=ruler.km(lat, lon),  # type: ignore[arg-type]
        plz=ruler.code(lat, lon),  # type: ignore[arg-type]
        answer=answer or 1.0,  # type: ignore[arg-type]
        fairness=fairness or 1.0,  # type: ignore[arg-type]
        confirmed=confirmed,  # type: ignore[arg-type]
        published=published,  # type: ignore[arg-type]
        opens=opens,  # type: ignore[arg-type]
        applications=applications or 0,  # type: ignore[arg-type]
    )
