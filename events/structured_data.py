"""The event for search engines (schema.org Event as JSON-LD)."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core import clock
from events.models import EventPage, Occurrence

SCHEMA = "https://schema.org"
CENTS = 100


def script_text(page: EventPage, dates: Sequence[Occurrence]) -> SafeString:
    """JSON for a data block: no „<“ in it can end the block, so nothing typed becomes markup."""
    text = json.dumps(describe(page, dates), ensure_ascii=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 -- the three signs that could be markup are escaped in the lines above


def describe(page: EventPage, dates: Sequence[Occurrence]) -> dict[str, Any]:
    """The event with one sub-event a date; a single date stands for itself."""
    common = _common(page)
    if len(dates) == 1:
        return {"@context": SCHEMA, **common, **_date(page, dates[0])}
    first, last = dates[0], max(dates, key=lambda date: date.ends_at)
    return {
        "@context": SCHEMA,
        **common,
        "startDate": clock.local(first.starts_at).isoformat(),
        "endDate": clock.local(last.ends_at).isoformat(),
        "subEvent": [{"@type": "Event", "name": date.label or page.title, **_date(page, date)} for date in dates],
    }


def _common(page: EventPage) -> dict[str, Any]:
    address = page.get_absolute_url()
    return {
        "@type": "Event",
        "name": page.title,
        "description": page.intro,
        "url": address if address.startswith("http") else f"{settings.BASE_URL}{address}",
        "inLanguage": page.language,
        "eventAttendanceMode": f"{SCHEMA}/{_mode(page)}EventAttendanceMode",
        "location": _location(page),
        "organizer": {"@type": "Organization", "name": page.organisation.name},
        "isAccessibleForFree": page.is_free,
        "offers": {
            "@type": "Offer",
            "price": f"{page.cost_cents / CENTS:.2f}",
            "priceCurrency": "EUR",
        },
        **_audience(page),
    }


def _date(page: EventPage, date: Occurrence) -> dict[str, Any]:
    values: dict[str, Any] = {
        "startDate": clock.local(date.starts_at).isoformat(),
        "endDate": clock.local(date.ends_at).isoformat(),
        "eventStatus": f"{SCHEMA}/Event{'Cancelled' if date.is_cancelled else 'Scheduled'}",
    }
    if page.admission_minutes:
        values["doorTime"] = clock.local(date.admission_at).isoformat()
    if date.capacity is not None:
        values |= {"maximumAttendeeCapacity": date.capacity, "remainingAttendeeCapacity": date.seats_left}
    return values


def _mode(page: EventPage) -> str:
    if not page.is_online:
        return "Offline"
    return "Mixed" if page.postal_code else "Online"


def _location(page: EventPage) -> dict[str, Any]:
    """The place; the link of an online event is only for those who registered, so the page stands for it."""
    if not (page.postal_code or page.place_name):
        return {"@type": "VirtualLocation", "url": f"{settings.BASE_URL}{page.get_absolute_url()}"}
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": "DE"}
    if page.street:
        address["streetAddress"] = page.street
    if page.postal_code:
        address |= {"postalCode": page.postal_code.code, "addressLocality": page.postal_code.name}
    return {"@type": "Place", "name": page.place_name or page.organisation.name, "address": address}


def _audience(page: EventPage) -> dict[str, Any]:
    named = [str(words) for flag, words in page.audience_words() if flag]
    return {"audience": {"@type": "Audience", "audienceType": ", ".join(named)}} if named else {}
