"""The place tables of `core/data/` as plain values, with every known error put right (`corrections.csv`).

Both readers start here: the command that fills the database and the look-up in memory. So they cannot differ.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from core.sphere import great_circle_km

DATA = Path(__file__).parent / "data"
CITIES = frozenset({"Kreisfreie Stadt", "Stadtkreis"})
# Of the pairs of one name, 70 lie below 9 km, nearly all of them one town at a border; real doubles begin there.
SAME_PLACE_KM = 9.0

Place = tuple[str, str]  # (name, AGS of the Kreis)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A Land."""

    ags: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class ChamberRow:
    """A chamber of crafts."""

    code: str
    name: str
    state: str
    address: str
    website: str


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A Kreis; lat and lon are those of its centre in degrees."""

    ags: str
    name: str
    kind: str
    state: str
    lat: float
    lon: float
    chamber_code: str
    has_namesake: bool

    @property
    def label(self) -> str:
        """The name as people tell it apart."""
        return district_label(self.name, self.kind, has_namesake=self.has_namesake)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A postal code; `places` are (name, AGS of its Kreis), `name` is the main one."""

    code: str
    name: str
    ags: str
    lat: float
    lon: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All place tables, each by its key."""

    states: dict[str, StateRow]
    chambers: dict[str, ChamberRow]
    districts: dict[str, DistrictRow]
    codes: dict[str, CodeRow]


@dataclass(frozen=True, slots=True)
class Corrections:
    """The overrides of `corrections.csv`."""

    district: dict[str, str]
    code: dict[str, str]
    name: dict[str, str]
    place: dict[Place, str]


def district_label(name: str, kind: str, *, has_namesake: bool) -> str:
    """„Leipzig, Stadt“ and „Leipzig, Landkreis“ where two Kreise share a name, else the name."""
    if not has_namesake:
        return name
    return f"{name}, {'Stadt' if kind in CITIES else 'Landkreis'}"


@cache
def read() -> Gazetteer:
    """Read the tables once per process; about a tenth of a second."""
    states = {row["ags_land"]: StateRow(row["ags_land"], row["kurz"], row["name"]) for row in _rows("states.csv")}
    by_short = {state.short: state.ags for state in states.values()}
    chambers = {
        row["hwk_id"]: ChamberRow(
            row["hwk_id"], row["name"], by_short[row["land"]], row["anschrift_laut_quelle"], row["web"]
        )
        for row in _rows("chambers.csv")
    }
    return Gazetteer(states, chambers, _districts(), _codes())


def _rows(name: str) -> Iterable[dict[str, str]]:
    packed = (DATA / name).read_bytes()
    text = (gzip.decompress(packed) if name.endswith(".gz") else packed).decode()
    return csv.DictReader(text.splitlines())


def _corrections() -> Corrections:
    found = Corrections({}, {}, {}, {})
    for row in _rows("corrections.csv"):
        if row["what"] == "place":
            found.place[row["key"], row["place"]] = row["value"]
        else:
            getattr(found, row["what"])[row["key"]] = row["value"]
    return found


@cache
def _districts() -> dict[str, DistrictRow]:
    rows = list(_rows("regions.csv"))
    names = Counter(row["name"] for row in rows)
    return {
        row["ags"]: DistrictRow(
            ags=row["ags"],
            name=row["name"],
            kind=row["art"],
            # The Land is the first two digits of the Kreis, never the column: one row says „(Bodensee)“.
            state=row["ags"][:2],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            chamber_code=row["hwk_id"],
            has_namesake=names[row["name"]] > 1,
        )
        for row in rows
    }


def _codes() -> dict[str, CodeRow]:
    fixes = _corrections()
    rows = list(_rows("plz_joined.csv.gz"))
    raw = [_raw_code(row, fixes) for row in rows]
    homes = _homes(raw)
    size = Counter(homes.get(place, place) for code in raw for place in code.places)
    return {code.code: _settled(code, row["gemeinde"], homes, size, fixes) for row, code in zip(rows, raw, strict=True)}


def _raw_code(row: dict[str, str], fixes: Corrections) -> CodeRow:
    code, kreis = row["plz"], row["kreis_key"]
    ags = fixes.code.get(code) or fixes.district.get(kreis, kreis)
    # Two codes have no place of their own; they are named by the municipality of their centre.
    names = [name for name in row["places"].split("|") if name] or [row["gemeinde"]]
    places = tuple((name, fixes.place.get((code, name), ags)) for name in names)
    return CodeRow(code, row["gemeinde"], ags, float(row["lat"]), float(row["lon"]), places)


def _settled(
    code: CodeRow, centre: str, homes: dict[Place, Place], size: Counter[Place], fixes: Corrections
) -> CodeRow:
    """The code with its places in their home Kreise and the name of its main one.

    Main is the place with most codes; among equals the municipality of the centre, then the first.
    """
    places = tuple(dict.fromkeys(homes.get(place, place) for place in code.places))
    main = max(places, key=lambda place: (size[place], place[0] == centre, -places.index(place)))
    return replace(code, name=fixes.name.get(code.code, main[0]), places=places)


def _homes(codes: list[CodeRow]) -> dict[Place, Place]:
    """Places that one code carries across a border, each with the same place in its home Kreis.

    A code belongs to the Kreis of its centre, so a town at a border seems to lie in two. Two places of one name are
    one when they have codes less than SAME_PLACE_KM apart; home is the city of that name, else where most codes are.
    """
    found: dict[str, dict[str, list[CodeRow]]] = defaultdict(lambda: defaultdict(list))
    for code in codes:
        for name, ags in code.places:
            found[name][ags].append(code)
    homes: dict[Place, Place] = {}
    for name, districts in found.items():
        for ags, home in combinations(sorted(districts, key=lambda ags: _claim(name, ags, districts[ags])), 2):
            if (name, ags) not in homes and _touch(districts[ags], districts[home]):
                homes[name, ags] = (name, home)
    return {place: _last_home(place, homes) for place in homes}


def _claim(name: str, ags: str, codes: list[CodeRow]) -> tuple[bool, int, bool, str]:
    """How good the claim of a Kreis to a place is; the better one sorts last."""
    district = _districts()[ags]
    own_city = district.kind in CITIES and district.name == name
    return own_city, len(codes), any(code.name == name for code in codes), ags


def _last_home(place: Place, homes: dict[Place, Place]) -> Place:
    while place in homes:
        place = homes[place]
    return place


def _touch(codes: list[CodeRow], others: list[CodeRow]) -> bool:
    return any(great_circle_km(a.lat, a.lon, b.lat, b.lon) < SAME_PLACE_KM for a in codes for b in others)
