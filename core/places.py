"""Which place is meant? The look-up in memory: names, postal codes, Kreise, typing errors, distances.

Everything is read once per process from `core/data/`; no call asks the database. `PlaceIndex` (core/place_index.py)
holds the tables, this module the questions.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nsmallest
from operator import itemgetter

from core import gazetteer
from core.place_index import Entry, PlaceHit, PlaceIndex, index
from core.place_words import PlaceLanguage, Wanted, read_words
from core.sphere import EARTH_RADIUS_KM, KM_PER_DEGREE, along_km, direction, great_circle_km

# One place counts as the one that is meant when it has ten times the postal codes of the next of its name.
CLEARLY_LARGER = 10
MAX_HITS = 20
MIN_PREFIX = 2
WIDE_KM = 60.0  # the widest circle that is asked for again and again
ROUNDING = 1e-12  # a product of directions is this exact: some metres of way

__all__ = [
    "PlaceAnswer",
    "PlaceHit",
    "codes_beginning",
    "codes_within",
    "coordinates",
    "distance_km",
    "look_up",
    "nearest_first",
    "suggest",
]


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a text may mean, best guess first.

    `corrected` when it was found only by allowing for typing errors, `in_part` when words behind the place were not
    understood („Berlin Kreuzberg“), `abroad` when it is known and not in Germany.
    """

    hits: tuple[PlaceHit, ...] = ()
    ambiguous: bool = False
    corrected: bool = False
    in_part: bool = False
    abroad: bool = False


def look_up(text: str, language: PlaceLanguage | None = None) -> PlaceAnswer:
    """Which places a text names: no hits when none is known, `ambiguous` when several are and none clearly larger.

    It is read with the present language of places, or with another one that is given.
    """
    wanted = read_words(text, language)
    tables = index()
    if wanted.ags:
        district = tables.of_district(wanted.ags)
        return PlaceAnswer((district,) if district else ())
    if tables.is_abroad(wanted) and not (wanted.code and tables.of_code(wanted.code)):
        return PlaceAnswer(abroad=True)
    if wanted.code:
        return _by_code(tables, wanted)
    if not wanted.key:
        return PlaceAnswer()
    return _by_name(tables, wanted)


def suggest(prefix: str, limit: int = 8) -> list[PlaceHit]:
    """Places that begin with what was typed so far, the largest first; typing errors only when nothing begins so."""
    wanted = read_words(prefix)
    if wanted.digits:
        return [hit for hit in (index().of_code(code) for code in _codes_from(wanted.digits, limit)) if hit]
    if len(wanted.key) < MIN_PREFIX:
        return []
    entries = index().beginning_with(wanted.key, wanted.bare)
    if not entries:
        return list(look_up(prefix).hits[:limit])
    best = nsmallest(limit, entries, key=lambda entry: _rank(entry, wanted))
    return [entry.hit for entry in best]


def coordinates(plz: str) -> tuple[float, float] | None:
    """Latitude and longitude of a postal code's centre in degrees, None for an unknown code."""
    row = gazetteer.read().codes.get(plz)
    return (row.lat, row.lon) if row else None


def code_at(lat: float, lon: float) -> str:
    """The postal code whose centre lies exactly there, empty where none does; no two share a centre."""
    return _centres().get((lat, lon), "")


def codes() -> Iterable[str]:
    """Every postal code."""
    return gazetteer.read().codes


def codes_beginning(digits: str) -> list[str]:
    """Every postal code that begins with these digits, in order; none for anything that is no beginning of one."""
    if not (digits.isascii() and digits.isdecimal()):
        return []
    return _codes_from(digits, len(index().codes_sorted))


def distance_km(plz_a: str, plz_b: str) -> float:
    """Distance in km along the sphere between two centres; raises LookupError for an unknown code."""
    a, b = coordinates(plz_a), coordinates(plz_b)
    if a is None or b is None:
        raise LookupError(f"Unknown postal code: {plz_a if a is None else plz_b}")
    return great_circle_km(*a, *b)


def codes_within(plz: str, km: float) -> dict[str, float]:
    """Every code whose centre lies within km, with its distance, the own one at 0.0; empty for an unknown code."""
    return dict(_codes_within(plz, float(km)))


@cache
def _centres() -> dict[tuple[float, float], str]:
    return {(row.lat, row.lon): code for code, row in gazetteer.read().codes.items()}


def nearest_first(plz: str) -> tuple[list[str], Sequence[float]]:
    """Every code within `WIDE_KM` of one and how far each is, the nearest first; nothing around an unknown code."""
    numbers, away = _around(plz)
    names = index().codes_sorted
    return [names[number] for number in numbers], away


@lru_cache(maxsize=1024)
def _codes_within(plz: str, km: float) -> dict[str, float]:
    """Nearest first. A narrow circle is the beginning of the wide one, which is measured once for all steps."""
    if km >= WIDE_KM:
        return dict(_measured(plz, km))
    (numbers, away), names = _around(plz), index().codes_sorted
    within = bisect_right(away, km)
    return {names[number]: far for number, far in zip(numbers[:within], away, strict=False)}


@cache
def _around(plz: str) -> tuple[Sequence[int], Sequence[float]]:
    """The wide circle as numbers of sorted codes and kilometres: some 3 kB a code, all of Germany fits in memory."""
    measured, names = _measured(plz, WIDE_KM), index().codes_sorted
    return array("H", (bisect_left(names, code) for code, _ in measured)), array("d", (km for _, km in measured))


def _measured(plz: str, km: float) -> list[tuple[str, float]]:
    """Codes within km, nearest first. Most of a belt of latitude is put aside by one product of directions."""
    centre = coordinates(plz)
    if centre is None:
        return []
    lat, lon = centre
    latitudes = index().latitudes
    first, last = bisect_left(latitudes, lat - km / KM_PER_DEGREE), bisect_right(latitudes, lat + km / KM_PER_DEGREE)
    (east, north, up), least = direction(lat, lon), math.cos(km / EARTH_RADIUS_KM) - ROUNDING
    near = [row for row in _directed()[first:last] if row[1] * east + row[2] * north + row[3] * up >= least]
    ways = [(code, along_km(math.dist((east, north, up), there))) for code, *there in near]
    return sorted([(plz, 0.0), *(way for way in ways if way[1] <= km and way[0] != plz)], key=itemgetter(1))


@cache
def _directed() -> list[tuple[str, float, float, float]]:
    """Every code by latitude with the direction of its place from the middle of the earth."""
    tables = index()
    rows = ((code, tables.codes[code]) for code in tables.codes_by_latitude)
    return [(code, *direction(row.lat, row.lon)) for code, row in rows]


def _codes_from(digits: str, limit: int) -> list[str]:
    codes = index().codes_sorted
    first = bisect_left(codes, digits)
    last = bisect_left(codes, digits + ":")  # the sign after 9
    return codes[first : min(last, first + limit)]


def _by_code(tables: PlaceIndex, wanted: Wanted) -> PlaceAnswer:
    hit = tables.of_code(wanted.code)
    if hit is None:
        # Codes of bulk mailers and typing errors: the name beside it may still be right.
        return _by_name(tables, wanted) if wanted.key else PlaceAnswer()
    named = tables.of_code(wanted.code, wanted.key) if wanted.key else None
    return PlaceAnswer((named or hit,))


def _by_name(tables: PlaceIndex, wanted: Wanted) -> PlaceAnswer:
    """Ask the tables from the strictest reading to the loosest; the first that finds something decides."""
    if labelled := tables.labelled(wanted.whole) or tables.labelled(wanted.key):
        return PlaceAnswer((labelled,))
    if tables.is_region(wanted.key):
        return PlaceAnswer()
    for readings in (
        tables.named,
        tables.abbreviated,
        tables.within,
        tables.damaged,
        tables.beside,
        tables.without_suffix,
        tables.part_of,
    ):
        if entries := readings(wanted):
            return _judged(entries, wanted)
    if entries := tables.misspelt(wanted):
        answer = _judged(entries, wanted)
        return PlaceAnswer(answer.hits, answer.ambiguous, corrected=True)
    if entries := tables.before_hyphen(wanted):
        return _judged(entries, wanted)
    if around := tables.district_around(wanted.district_of):
        return PlaceAnswer((around,))
    answer = _judged(tables.part_of_city(wanted), wanted)
    return PlaceAnswer(answer.hits, answer.ambiguous, in_part=bool(answer.hits))


def _judged(entries: list[Entry], wanted: Wanted) -> PlaceAnswer:
    """Order by size, exact names first among equals, and say whether one of them is clearly meant."""
    ordered = sorted(entries, key=lambda entry: (-entry.weight, entry.key != wanted.key, -entry.size, entry.hit.label))
    exact = [entry for entry in ordered if entry.key == wanted.key]
    if len(exact) == 1 and exact[0].weight >= ordered[0].weight:
        ordered.remove(exact[0])
        ordered.insert(0, exact[0])
        ambiguous = False
    else:
        ambiguous = len(ordered) > 1 and ordered[0].weight < CLEARLY_LARGER * ordered[1].weight
    return PlaceAnswer(tuple(_unique([entry.hit for entry in ordered])[:MAX_HITS]), ambiguous)


def _rank(entry: Entry, wanted: Wanted) -> tuple[bool, bool, float, int, str]:
    """Exact names first, then beginnings before inner words, then the larger, the shorter, the alphabet."""
    return entry.key != wanted.key, entry.is_inner, -entry.size, len(entry.key), entry.hit.label


def _unique(hits: list[PlaceHit]) -> list[PlaceHit]:
    return list(dict.fromkeys(hits))
