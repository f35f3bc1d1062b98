"""How a pupil gets to a place: only what is known; no bus minutes without a timetable."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from accounts import journeys
from apprenticeships.models import Slot, Vacancy
from core import places, reach

RADII = (8, 15, 25, 50)
EARLY = time(7)


@dataclass(frozen=True)
class Way:
    """Distance from a place the visitor named."""

    origin: str
    km: float
    radius: int
    bicycle_minutes: int | None
    bus: str  # what a loaded timetable says, in words


def to(vacancy: Vacancy, place: str) -> Way | None:
    """The way from a typed place or postal code; None where it is not one known place."""
    if not place or vacancy.postal_code_id is None:
        return None
    answer = places.look_up(place)
    if answer.ambiguous or not answer.hits or not answer.hits[0].plz:
        return None
    hit = answer.hits[0]
    km = places.distance_km(hit.plz[0], vacancy.postal_code_id)
    minutes = reach.minutes(hit.plz[0], vacancy.postal_code_id, "bicycle")
    bus = _bus(reach.ride(hit.plz[0], vacancy.postal_code_id, "transit"), vacancy.work_start or EARLY)
    return Way(hit.name, km, next((ring for ring in RADII if km <= ring), 100), minutes, bus)


def planner(vacancy: Vacancy, *, slot: Slot | None = None, start: str = "") -> journeys.JourneyLink | None:
    """The region's journey planner, asked for the morning of a day, or of the next working day."""
    street = f"{vacancy.street}, " if vacancy.street else ""
    return journeys.link(
        district_id=vacancy.district_id,
        plz=vacancy.postal_code_id or "",
        where=f"{street}{vacancy.postal_code_id or ''} {vacancy.place_name}".strip(),
        arrival=slot.begins_at if slot else journeys.next_working_day(vacancy.work_start),
        start=start,
    )


def _bus(ride: reach.Ride | None, begins: time) -> str:
    """„etwa 12 min mit Bus und Bahn“, or that the day's first one comes after work has begun."""
    if ride is None:
        return ""
    if ride.first_arrival and ride.first_arrival > begins:
        return _("mit dem ersten Bus bist du um %(time)s Uhr da, Beginn ist um %(begins)s Uhr") % {
            "time": f"{ride.first_arrival:%-H:%M}",
            "begins": f"{begins:%-H:%M}",
        }
    return "" if ride.minutes is None else _("etwa %(n)d min mit Bus und Bahn") % {"n": ride.minutes}
