"""Calendar files (RFC 5545): one entry a date, with a stable name and a number that grows with each change."""

from collections.abc import Iterable

from django.conf import settings
from icalendar import Calendar, Event, vText

from core import clock
from events import words
from events.models import Occurrence

PRODUCER = "-//Handschlag//Termine//DE"
MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(occurrences: Iterable[Occurrence], title: str) -> bytes:
    """A calendar with these dates, lines folded, time zone included."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for occurrence in occurrences:
        calendar.add_component(entry_of(occurrence))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(occurrence: Occurrence) -> Event:
    """One date as an entry; nobody who registered is named in it."""
    page = occurrence.page
    entry = Event()
    entry.add("uid", f"{occurrence.public_id}@handschlag")
    entry.add("sequence", occurrence.revision_number)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", clock.local(occurrence.starts_at))
    entry.add("dtend", clock.local(occurrence.ends_at))
    entry.add("summary", occurrence.title)
    entry.add("description", page.intro)
    entry.add("status", "CANCELLED" if occurrence.is_cancelled else "CONFIRMED")
    if where := words.place(page):
        entry["location"] = vText(where)
    if address := page.get_absolute_url():
        entry.add("url", address if address.startswith("http") else f"{settings.BASE_URL}{address}")
    return entry
