"""One booked day as an ICS file (RFC 5545): stable UID, sequence, Berlin's time zone, folded lines, no pupil's name."""

from datetime import datetime

from django.utils.translation import gettext as _

from apprenticeships.models import Booking
from core import clock

LINE_BYTES = 75
ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:DAYLIGHT", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "TZNAME:CEST", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
    "BEGIN:STANDARD", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def of(booking: Booking, *, sequence: int) -> str:
    """The calendar entry; a cancelled booking keeps its UID and says CANCELLED."""
    slot, vacancy = booking.slot, booking.slot.vacancy
    status = (
        "CONFIRMED" if booking.state == Booking.State.CONFIRMED else "TENTATIVE" if booking.is_live() else "CANCELLED"
    )
    where = ", ".join(part for part in (slot.meeting_point, vacancy.street, vacancy.place_name) if part)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handschlag//Tage//DE", "METHOD:PUBLISH", *ZONE, "BEGIN:VEVENT",
        f"UID:{booking.public_id}@handschlag",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Europe/Berlin:{_wall(slot.begins_at)}",
        f"DTEND;TZID=Europe/Berlin:{_wall(slot.ends_at)}",
        f"SUMMARY:{_escaped(f'{slot.get_kind_display()}: {vacancy.organisation.name}')}",
        f"LOCATION:{_escaped(where)}",
        f"DESCRIPTION:{_escaped(_words(booking))}",
        f"STATUS:{status}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _words(booking: Booking) -> str:
    slot = booking.slot
    parts = [_("Mitbringen: %(bring)s") % {"bring": slot.bring} if slot.bring else ""]
    parts.append(_("Telefon: %(phone)s") % {"phone": slot.vacancy.contact_phone})
    return "\n".join(part for part in parts if part)


def _wall(moment: datetime) -> str:
    return f"{clock.local(moment):%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; a continuation begins with a space and never splits a letter."""
    parts, rest = [], line
    limit = LINE_BYTES
    while len(rest.encode()) > limit:
        cut = limit
        while len(rest[:cut].encode()) > limit:
            cut -= 1
        parts.append(rest[:cut])
        rest, limit = rest[cut:], LINE_BYTES - 1
    return "\r\n ".join([*parts, rest])
