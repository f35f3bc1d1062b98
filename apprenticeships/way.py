"""How a pupil gets to a place: only what is known; no bus minutes without a timetable."""

from dataclasses import dataclass

from apprenticeships.models import Vacancy
from core import places, reach

RADII = (8, 15, 25, 50)


@dataclass(frozen=True)
class Way:
    """Distance from a place the visitor named."""

    origin: str
    km: float
    radius: int
    bicycle_minutes: int | None


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
    return Way(hit.name, km, next((ring for ring in RADII if km <= ring), 100), minutes)
