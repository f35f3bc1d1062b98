"""Dates, times, money and seats in German words, for pages, mails and calendar files."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock

CENTS = 100


def day(moment: datetime) -> str:
    """„Samstag, 28. November 2026“."""
    return date_format(clock.local(moment), "l, j. F Y")


def hour(moment: datetime) -> str:
    """„10:00“."""
    return date_format(clock.local(moment), "G:i")


def span(starts_at: datetime, ends_at: datetime) -> str:
    """„Samstag, 28. November 2026, 10:00 bis 14:00 Uhr“, with both days where it goes over midnight."""
    if clock.local(starts_at).date() == clock.local(ends_at).date():
        return _("%(day)s, %(start)s bis %(end)s Uhr") % {
            "day": day(starts_at),
            "start": hour(starts_at),
            "end": hour(ends_at),
        }
    return _("%(first)s, %(start)s Uhr bis %(last)s, %(end)s Uhr") % {
        "first": day(starts_at),
        "start": hour(starts_at),
        "last": day(ends_at),
        "end": hour(ends_at),
    }


def money(cents: int) -> str:
    """„0 €“, „12,50 €“."""
    euros, rest = divmod(cents, CENTS)
    return f"{euros},{rest:02d} €" if rest else f"{euros} €"


def seats(occurrence: Any) -> str:
    """The seats of a date in words; never a bare number."""
    if occurrence.is_cancelled:
        return _("abgesagt")
    if occurrence.page.registration == "open":
        return _("ohne Anmeldung")
    if occurrence.page.registration == "class":
        return _("nur Klassen")
    left = occurrence.seats_left
    if left is None:
        return _("Plätze frei")
    if left == 0:
        return _("voll, Warteliste")
    return ngettext("noch %(n)d Platz", "noch %(n)d Plätze", left) % {"n": left}


def badge(occurrence: Any) -> str:
    """The look of the badge that says the seats."""
    if occurrence.is_cancelled:
        return "line"
    looks = {"class": "cord", "open": ""}
    return looks.get(occurrence.page.registration, "rule" if occurrence.is_full else "free")


def place(page: Any) -> str:
    """„Tischlerei Lindenau, Lange Straße 4, 04600 Altenburg“ or „online“."""
    town = str(page.postal_code) if page.postal_code else ""
    parts = [part for part in (page.place_name, page.street, town) if part]
    if page.is_online:
        parts.append(_("online"))
    return ", ".join(parts)


def town(page: Any) -> str:
    """The short form for lists: the town, or „online“, or the named place."""
    if page.postal_code:
        return page.postal_code.name
    return _("online") if page.is_online else page.place_name
