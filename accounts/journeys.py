"""The journey planner of the network around a place, if that network has one."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.formats import date_format

from accounts.models import Network
from core import clock, journey, places

SATURDAY, DAYS_OF_A_WEEK = 5, 7
USUAL_START = time(7)  # where a firm does not say when work begins


@dataclass(frozen=True, slots=True)
class JourneyLink:
    """An address on the planner's site, and for which arrival it asks."""

    url: str
    when: str


def link(*, district_id: str | None, plz: str, where: str, arrival: datetime, start: str = "") -> JourneyLink | None:
    """The planner's address for an arrival at a place; None where no network of its Kreis names a planner."""
    template = Network.objects.journey_address_in(district_id) if district_id else ""
    if not template:
        return None
    lat, lon = places.coordinates(plz) or (None, None)
    url = journey.address(template, journey.Trip(to=where, arrival=arrival, lat=lat, lon=lon, start=start))
    return JourneyLink(url, date_format(clock.local(arrival), "D, j.n., G:i")) if url else None


def next_working_day(begins: time | None) -> datetime:
    """The next morning somebody would have to be at work, tomorrow at the earliest."""
    tomorrow = clock.today() + timedelta(days=1)
    week = (tomorrow + timedelta(days=days) for days in range(DAYS_OF_A_WEEK))
    day = next(day for day in week if day.weekday() < SATURDAY)
    return datetime.combine(day, begins or USUAL_START, tzinfo=clock.BERLIN)
