"""A link to the region's journey planner with destination and arrival filled in. We ask it nothing: the visitor does.

A network gives the address as a template: `https://planner.example/?to={to}&date={date}&time={time}`. Every value is
quoted, and only these placeholders exist, so that a template can name nothing else.
"""

from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock

PLACEHOLDERS = ("from", "to", "lat", "lon", "date", "day", "time")
DESTINATIONS = ({"to"}, {"lat", "lon"})


@dataclass(frozen=True, slots=True)
class Trip:
    """Where somebody has to be, and when; `start` only where the visitor typed it."""

    to: str
    arrival: datetime
    lat: float | None = None
    lon: float | None = None
    start: str = ""


def address(template: str, trip: Trip) -> str:
    """The planner's address for a trip; empty without a template, or where it asks for a point nobody knows."""
    if not template or ("{lat}" in template and trip.lat is None):
        return ""
    when = clock.local(trip.arrival)
    values = {
        "from": trip.start,
        "to": trip.to,
        "lat": "" if trip.lat is None else f"{trip.lat:.5f}",
        "lon": "" if trip.lon is None else f"{trip.lon:.5f}",
        "date": f"{when:%Y-%m-%d}",
        "day": f"{when:%d.%m.%Y}",
        "time": f"{when:%H:%M}",
    }
    return template.format_map({name: quote(value, safe="") for name, value in values.items()})


def check(template: str) -> None:
    """Validator of a template: https, a host without placeholders, known ones only, and a destination among them."""
    if fault := _fault(template):
        raise ValidationError(fault)


def _fault(template: str) -> str:
    try:
        parts = urlsplit(template)
        fields = [field for field in Formatter().parse(template) if field[1] is not None]
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.port in (None, 443) and not parts.username
    except ValueError:
        return _("Das ist keine Adresse.")
    if not is_plain or "{" in parts.netloc or any(sign.isspace() or not sign.isprintable() for sign in template):
        return _("Die Adresse beginnt mit https:// und einem festen Rechnernamen.")
    names = {str(name) for _text, name, _spec, _conversion in fields}
    if names - set(PLACEHOLDERS) or any(spec or conversion for _text, _name, spec, conversion in fields):
        known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        return _("Es gibt nur diese Platzhalter: %(names)s.") % {"names": known}
    if not any(wanted <= names for wanted in DESTINATIONS):
        return _("Das Ziel fehlt: {to}, oder {lat} und {lon}.")
    return ""
