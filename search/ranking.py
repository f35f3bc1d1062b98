"""How good a hit is beyond its words: every factor, its constants, and the order they make.

`final = text × answer × fairness × freshness × reach`. Each factor is kept on the hit; one without data is 1.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import cache
from typing import NamedTuple

from search.query import Query

# Engines: what a word is worth in which field, and what a resolved trade adds.
BOOSTS = {"title": 3.0, "organisation": 1.0, "body": 1.0, "parts": 0.5}
TRADE_CONSTANT = 8.0
TRADE_TITLE_CONSTANT = 4.0  # a document without trade ids whose title names the trade
NEIGHBOUR_CONSTANT = 2.0

NETWORK_MEAN = 0.6  # share of answered applications assumed while nothing is known
SMOOTHING = 10  # average answers added to every firm's own
MIN_RECEIVED = 5
FRESH_DAYS, HIDDEN_DAYS, HIDDEN_DAYS_SUMMER = 14, 60, 30
SUMMER = range(7, 10)
LEAST_FRESH = 0.7
LEAST_FAIR = 0.7
NEAR_MINUTES, REACH_SCALE, LEAST_REACH = 15, 45, 0.2
EPOCH = date(1970, 1, 1)

Number = float | int | None
FACTORS = ("text", "answer", "fairness", "freshness", "reach")


class Row(NamedTuple):
    """One entry of the engine's window, with the numeric columns ranking needs; days count from 1970.

    Up to a thousand are made for each question: a named tuple is made in a fraction of the time of a frozen dataclass.
    """

    order_id: int
    score: float
    address: object = None  # where the engine finds the stored fields again
    km: float | None = None
    answer: float = 1.0
    fairness: float = 1.0
    confirmed: int | None = None
    published: int | None = None
    opens: int | None = None
    applications: int = 0
    minutes: int | None = None
    plz: str = ""  # where the coordinates are the centre of a postal code
    arrives: time | None = None  # the day's first arrival by the chosen means, where a timetable says it


class Ranked(NamedTuple):
    """A row with its factors and the product they make."""

    row: Row
    final: float
    factors: tuple[float, ...] = ()

    @property
    def parts(self) -> dict[str, float]:
        """The factors by name."""
        return dict(zip(FACTORS, self.factors, strict=True))


def answer_factor(answered: Number, received: Number, mean: float = NETWORK_MEAN) -> float:
    """0.5 to 1.2 by the share of answered applications, smoothed; a firm without data is neutral."""
    if answered is None or received is None:
        return 1.0
    share = mean if received < MIN_RECEIVED else (answered + SMOOTHING * mean) / (received + SMOOTHING)
    return 0.5 + 0.7 * share


def fairness_factor(applications: Number, free: Number) -> float:
    """0.7 to 1 by open applications of 28 days per free place."""
    if applications is None or not free:
        return 1.0
    return max(LEAST_FAIR, 1 / (1 + 0.1 * applications / free))


def freshness(confirmed: int | None, today: date) -> float:
    """1 up to 14 days after the confirmation, then a line down to 0.7 on the day the place is hidden."""
    if confirmed is None:
        return 1.0
    age = day_number(today) - confirmed
    hidden = HIDDEN_DAYS_SUMMER if today.month in SUMMER else HIDDEN_DAYS
    spent = (age - FRESH_DAYS) / (hidden - FRESH_DAYS)
    return 1 - (1 - LEAST_FRESH) * min(1.0, max(0.0, spent))


def reach_factor(km: float | None, minutes: int | None = None) -> float:
    """1 up to 15 minutes of way, then falling to 0.2; minutes are estimated from km when none are known."""
    if km is None:
        return 1.0
    way = minutes if minutes is not None else 5 + 2 * km
    return 1.0 if way <= NEAR_MINUTES else max(LEAST_REACH, math.exp(-(way - NEAR_MINUTES) / REACH_SCALE))


def rank(rows: Iterable[Row], query: Query, today: date) -> list[Ranked]:
    """The window in the asked order; every order ends with the document's own number."""
    has_text = bool(query.words or query.trades)
    fresh = cache(lambda confirmed: freshness(confirmed, today))  # a thousand rows, some sixty days
    ranked = [_weigh(row, fresh(row.confirmed), has_text=has_text) for row in rows]
    return sorted(ranked, key=_key(query.order))


def best_of_each(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Places with several places of work once, at their best."""
    seen: set[int] = set()
    return [one for one in ranked if not (one.row.order_id in seen or seen.add(one.row.order_id))]  # type: ignore[func-returns-value]


def day_number(day: date) -> int:
    """Days since 1970, the form days take in an index."""
    return (day - EPOCH).days


def _weigh(row: Row, fresh: float, *, has_text: bool) -> Ranked:
    text = round(row.score, 3) if has_text else 1.0
    factors = (text, row.answer, row.fairness, fresh, reach_factor(row.km, row.minutes))  # in the order of FACTORS
    return Ranked(row, math.prod(factors), factors)


def _key(order: str):  # type: ignore[no-untyped-def]  # a sort key of mixed tuples
    far = float("inf")

    def by_fit(one: Ranked) -> tuple[float, ...]:
        return (-round(one.final, 6), one.row.order_id)

    def by_distance(one: Ranked) -> tuple[float, ...]:
        return (far if one.row.km is None else one.row.km, -round(one.final, 6), one.row.order_id)

    def by_new(one: Ranked) -> tuple[float, ...]:
        return (far if one.row.published is None else -one.row.published, one.row.order_id)

    def by_start(one: Ranked) -> tuple[float, ...]:
        return (far if one.row.opens is None else one.row.opens, one.row.order_id)

    def by_few(one: Ranked) -> tuple[float, ...]:
        return (one.row.applications, -round(one.final, 6), one.row.order_id)

    return {"distance": by_distance, "new": by_new, "start": by_start, "few": by_few}.get(order, by_fit)
