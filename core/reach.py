"""How long is the way? Minutes from one postal code to another, by the means a pupil has.

What a loaded table of travel times says comes first (core/timetable.py). Without it the minutes by bicycle and moped
follow from the distance between the centres. For bus and train nothing is claimed then: every figure would be invented,
and a pupil who cannot get there learns it on the first day.
"""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum

from core.places import distance_km
from core.timetable import Ride, rides

__all__ = [
    "BICYCLE_MINUTES_PER_KM",
    "BY_DISTANCE",
    "Mode",
    "Ride",
    "by_distance",
    "estimated",
    "minutes",
    "ride",
    "rides",
]

# Roads are a third longer than the line between the centres, a bicycle makes 15 km/h: 1.3 * 60 / 15 minutes per km.
BICYCLE_MINUTES_PER_KM = 5.2
# A moped, or a lift by car on country roads: two minutes per km and five to start and park.
MOTOR_MINUTES_PER_KM = 2
MOTOR_START_MINUTES = 5


class Mode(StrEnum):
    """The means of travel a pupil can choose."""

    BICYCLE = "bicycle"
    MOPED = "moped"
    LIFT = "lift"
    TRANSIT = "transit"


BY_DISTANCE: Mapping[str, tuple[float, float]] = {
    Mode.BICYCLE: (0, BICYCLE_MINUTES_PER_KM),
    Mode.MOPED: (MOTOR_START_MINUTES, MOTOR_MINUTES_PER_KM),
    Mode.LIFT: (MOTOR_START_MINUTES, MOTOR_MINUTES_PER_KM),
}


def minutes(origin_plz: str, target_plz: str, mode: str, arrive_by: time | None = None) -> int | None:
    """Minutes for the way, None where nothing is known or nobody gets there; ValueError for no such mode.

    `arrive_by` is the wall time of the start of work: a way whose first arrival of the day is later is none.
    """
    known = ride(origin_plz, target_plz, mode)
    if known is None:
        return estimated(origin_plz, target_plz, mode)
    if arrive_by and known.first_arrival and known.first_arrival > arrive_by:
        return None
    return known.minutes


def ride(origin_plz: str, target_plz: str, mode: str) -> Ride | None:
    """What the loaded table says of this way, None where it says nothing; ValueError for no such mode."""
    return rides(origin_plz, Mode(mode)).get(target_plz)


def estimated(origin_plz: str, target_plz: str, mode: str) -> int | None:
    """Minutes by the distance alone; None for bus and train, and for unknown codes."""
    means = Mode(mode)
    if means is Mode.TRANSIT:
        return None
    try:
        km = distance_km(origin_plz, target_plz)
    except LookupError:
        return None
    return by_distance(km, means)


def by_distance(km: float, mode: str) -> int:
    """Minutes for so many km in a straight line; LookupError for bus and train."""
    start, per_km = BY_DISTANCE[mode]
    return round(start + per_km * km)
