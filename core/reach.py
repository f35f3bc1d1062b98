"""How long is the way? Minutes from one postal code to another, by the means a pupil has.

By bicycle and moped the minutes follow from the distance between the centres. For bus and train nothing is claimed:
without a timetable every figure would be invented, and a pupil who cannot get there learns it on the first day.
"""

from datetime import time
from enum import StrEnum

from core.places import distance_km

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


def minutes(origin_plz: str, target_plz: str, mode: str, arrive_by: time | None = None) -> int | None:
    """Minutes for the way, None where nothing is known (bus and train, unknown codes); ValueError for no such mode.

    `arrive_by` is the wall time of the start of work; only a loaded timetable can make use of it.
    """
    means = Mode(mode)
    if means is Mode.TRANSIT:
        return None
    try:
        km = distance_km(origin_plz, target_plz)
    except LookupError:
        return None
    if means is Mode.BICYCLE:
        return round(BICYCLE_MINUTES_PER_KM * km)
    return round(MOTOR_START_MINUTES + MOTOR_MINUTES_PER_KM * km)
