"""One appointment as an ICS file; it names the organisation and the place, never the young person."""

from icalendar import Calendar, Event

from core import clock
from core.text import clean_line
from messaging.models import Appointment

STATUS = {Appointment.State.PROPOSED: "TENTATIVE", Appointment.State.CONFIRMED: "CONFIRMED"}


def of(appointment: Appointment) -> bytes:
    """The calendar entry; a cancelled one keeps its UID and says CANCELLED."""
    firm = appointment.conversation.organisation
    entry = Event()
    entry.add("uid", f"{appointment.public_id}@handschlag")
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", appointment.starts_at)
    entry.add("dtend", appointment.ends_at)
    entry.add("summary", clean_line(f"{appointment.get_purpose_display()}: {firm.name if firm else ''}"))
    entry.add("location", clean_line(appointment.where))
    entry.add("status", STATUS.get(Appointment.State(appointment.state), "CANCELLED"))
    calendar = Calendar()
    calendar.add("prodid", "-//Handschlag//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
