"""Länder and landscapes: names of more than a place, each a set of Kreise („Sachsen“, „Ruhrgebiet“, „Allgäu“)."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from core import gazetteer
from core.place_words import compared, squash
from core.text import transliterate

# What people write for a Land; its own short form counts only where it is no short form of a town („HH“, „HB“).
SHORT_FORMS = {
    "NW": ("NRW", "Nordrhein Westphalen"),
    "BW": ("BaWü", "BaWue", "BW"),
    "BY": ("Freistaat Bayern", "Bavaria"),
    "MV": ("MV", "Meck-Pomm", "MeckPomm", "Mecklenburg"),
    "SN": ("Freistaat Sachsen", "Saxony"),
    "ST": ("Sachsen Anhalt", "LSA"),
    "TH": ("Freistaat Thüringen", "Thuringia"),
    "RP": ("RLP",),
    "SH": ("Schleswig Holstein", "S-H"),
}
_ARTICLE = re.compile(r"^(?:im|am|de[rmn]|die|das)\s+")  # „aus dem Allgäu“


@dataclass(frozen=True, slots=True)
class Region:
    """A Land or a landscape; `kreise` are keys of Kreise or the beginnings that many of them share."""

    slug: str
    name: str
    kreise: tuple[str, ...]
    other_names: tuple[str, ...] = ()


def find(text: str) -> Region | None:
    """The region a text names, „in“ or „Raum“ before it left out; none where it names a town, too („Berlin“)."""
    return _by_name().get(squash(_ARTICLE.sub("", compared(text))))


def by_slug(slug: str) -> Region | None:
    """The region of an address."""
    return _by_slug().get(slug)


@cache
def codes_of(slug: str) -> tuple[str, ...]:
    """The postal codes whose centre lies in a region, in order; none for an unknown one."""
    region = by_slug(slug)
    if region is None:
        return ()
    return tuple(sorted(code for code, row in gazetteer.read().codes.items() if row.ags.startswith(region.kreise)))


@cache
def _by_slug() -> dict[str, Region]:
    return {region.slug: region for region in (*_states(), *_landscapes())}


@cache
def _by_name() -> dict[str, Region]:
    return {
        squash(compared(name)): region for region in _by_slug().values() for name in (region.name, *region.other_names)
    }


def _states() -> Iterator[Region]:
    """The Länder that are no town."""
    for state in gazetteer.read().states.values():
        kreise = [ags for ags in gazetteer.read().districts if ags.startswith(state.ags)]
        if len(kreise) > 2:  # noqa: PLR2004 -- Berlin, Hamburg and Bremen are places first
            yield Region(_slug(state.name), state.name, (state.ags,), SHORT_FORMS.get(state.short, ()))


def _landscapes() -> Iterator[Region]:
    with (gazetteer.DATA / "landscapes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            others = tuple(name for name in row["other_names"].split(";") if name)
            yield Region(_slug(row["name"]), row["name"], tuple(row["kreise"].split()), others)


def _slug(name: str) -> str:
    return transliterate(name).replace(" ", "-")
