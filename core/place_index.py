"""The tables in memory that answer for places: by name, by beginning, by label, with typing errors."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core import gazetteer, regions
from core.gazetteer import CITIES, CodeRow, DistrictRow
from core.place_words import CONNECTIVES, TITLES, Wanted, squash, words
from core.sphere import great_circle_km
from core.text import fold, transliterate

_SUFFIX = re.compile(r"\s*[(/].*$|\s+-\s.*$|\s+(?:am|an|auf|bei|im|in|ob|unter|vor|a\.|i\.|b\.|v\.d\.|o\.d\.)\s*\S.*$")
_FILLERS = frozenset({"bei", "in", "im", "kr", "kreis", "landkreis", "lk", "stadt", "region", *CONNECTIVES})
BESIDE_KM = 50.0  # a place is named after another one at most so far away
CITY_CODES = 5  # from so many postal codes on a place has quarters people name
TOWN_SIZE = 0.5  # less than that is a village that shares its postal code
_SHORT = 6  # up to five letters a typing error must leave the first letter alone: Wien is not Kien
_PART = 5  # Alt-, Bad, Groß-, Ober- are no towns
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that may be meant: its postal codes, the Kreis by AGS and as a name, the centre in degrees."""

    name: str
    plz: tuple[str, ...]
    ags: str
    district: str
    lat: float
    lon: float
    label: str
    is_district: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One name under which a place is found.

    `weight` is its number of postal codes, `size` counts a code that ten places share as a tenth: without figures of
    inhabitants that is what tells a town from a village.
    """

    key: str
    hit: PlaceHit
    weight: int
    size: float
    is_inner: bool = False


@cache
def index() -> "PlaceIndex":
    """The one index of this process, built on first use in about a quarter of a second."""
    return PlaceIndex(gazetteer.read())


def place_label(name: str, district: DistrictRow) -> str:
    """The name with its Kreis, so that equal names can be told apart: „Borna, Landkreis Leipzig“, „Gera, Stadt“."""
    if district.kind in CITIES:
        return f"{name}, Stadt" if name == district.name else f"{name}, Stadt {district.name}"
    if district.has_namesake or name == district.name:
        return f"{name}, Landkreis {district.name}"
    return f"{name}, {district.name}"


class PlaceIndex:
    """All names and codes, ready to be asked. Nothing in it changes after it is built."""

    def __init__(self, tables: gazetteer.Gazetteer) -> None:
        self.codes = tables.codes
        self.districts = tables.districts
        self.states = tables.states
        self.codes_sorted = sorted(tables.codes)
        self.codes_by_latitude = sorted(tables.codes, key=lambda code: tables.codes[code].lat)
        self.latitudes = array("d", (tables.codes[code].lat for code in self.codes_by_latitude))
        self._names: dict[str, list[Entry]] = defaultdict(list)
        self._bare_names: dict[str, list[Entry]] = defaultdict(list)
        self._by_first_word: dict[str, list[Entry]] = defaultdict(list)
        self._parts: dict[str, list[Entry]] = defaultdict(list)
        self._labels: dict[str, PlaceHit] = {}
        self._district_hits: dict[str, PlaceHit] = {}
        self._beginnings: list[tuple[str, Entry]] = []
        self._state_names = {squash(words(transliterate(state.name))) for state in tables.states.values()}
        for hit in self._places():
            self._add(hit)
        self._add_districts()
        self._beginnings.sort(key=lambda pair: pair[0])
        self._choices = list(self._names)
        # „Mnchen“ is one letter from „Munchen“, two from „Muenchen“: typing errors are counted in both spellings.
        self._spellings = {**self._bare_names, **self._names}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for spelling in self._spellings:
            self._by_length[len(spelling)].append(spelling)

    # --- building -------------------------------------------------------------------------------------------------

    def _places(self) -> list[PlaceHit]:
        codes: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code in self.codes_sorted:
            for place in self.codes[code].places:
                codes[place].append(code)
        return [self._hit(name, ags, tuple(found)) for (name, ags), found in codes.items()]

    def _hit(self, name: str, ags: str, plz: tuple[str, ...]) -> PlaceHit:
        rows = [self.codes[code] for code in plz]
        district = self.districts[ags]
        lat, lon = sum(row.lat for row in rows) / len(rows), sum(row.lon for row in rows) / len(rows)
        return PlaceHit(name, plz, ags, district.label, round(lat, 5), round(lon, 5), place_label(name, district))

    def _add(self, hit: PlaceHit) -> None:
        key, bare = words(transliterate(hit.name)), words(fold(hit.name))
        size = sum(1 / len(self.codes[code].places) for code in hit.plz)
        entry = Entry(key, hit, len(hit.plz), round(size, 3))
        self._names[squash(key)].append(entry)
        self._bare_names[squash(bare)].append(entry)
        self._by_first_word[key.split()[0]].append(entry)
        for base in _bases(hit.name):
            self._names[squash(words(transliterate(base)))].append(entry)
            self._bare_names[squash(words(fold(base)))].append(entry)
        for part in _parts(hit.name):
            self._parts[squash(words(transliterate(part)))].append(entry)
        self._labels.setdefault(squash(words(transliterate(hit.label))), hit)
        self._add_beginnings(entry, {key, bare})

    def _add_beginnings(self, entry: Entry, keys: set[str]) -> None:
        inner = replace(entry, is_inner=True)
        for key in keys:
            tokens = key.split()
            self._beginnings.append((squash(key), entry))
            for start in range(1, len(tokens)):
                if tokens[start] not in CONNECTIVES:
                    self._beginnings.append(("".join(tokens[start:]), inner))

    def _add_districts(self) -> None:
        """Kreise answer to their own names: „Landkreis Leipzig“, „Leipzig, Landkreis“, „Altenburger Land“."""
        codes: dict[str, list[str]] = defaultdict(list)
        for code in self.codes_sorted:
            codes[self.codes[code].ags].append(code)
        for ags, district in self.districts.items():
            hit = self._district_hits[ags] = self._district_hit(district, tuple(codes[ags]))
            name = squash(words(transliterate(district.name)))
            kinds = ("stadt",) if district.kind in CITIES else ("landkreis", "kreis", "lk", "lkr", "land")
            for kind in kinds:
                self._labels.setdefault(kind + name, hit)
                self._labels.setdefault(name + kind, hit)
            if name not in self._names:
                self._labels.setdefault(name, hit)

    def _district_hit(self, district: DistrictRow, codes: tuple[str, ...]) -> PlaceHit:
        """The Kreis itself; a city that is its own Kreis is the place of that name."""
        if district.kind in CITIES:
            for entry in self._names.get(squash(words(transliterate(district.name))), []):
                if entry.hit.ags == district.ags:
                    return entry.hit
        label = district.label
        return PlaceHit(label, codes, district.ags, label, district.lat, district.lon, label, is_district=True)

    # --- asking ---------------------------------------------------------------------------------------------------

    def of_code(self, code: str, key: str = "") -> PlaceHit | None:
        """The place of a postal code, by its main name or by another one of the code that was typed beside it."""
        row = self.codes.get(code)
        if row is None:
            return None
        name, ags = _named_in(row, key)
        return self._hit(name, ags, (code,))

    def of_district(self, ags: str) -> PlaceHit | None:
        """The Kreis with this key."""
        return self._district_hits.get(ags)

    def labelled(self, key: str) -> PlaceHit | None:
        """The place or Kreis with exactly this label."""
        return self._labels.get(squash(key))

    def named(self, wanted: Wanted) -> list[Entry]:
        """Places of this name, or of this name with a suffix: „Halle“ finds Halle (Saale)."""
        exact = self._names.get(squash(wanted.key)) or self._bare_names.get(squash(wanted.bare)) or []
        return list(dict.fromkeys(exact))

    def abbreviated(self, wanted: Wanted) -> list[Entry]:
        """Places whose words begin with the typed ones: „Frankfurt a. M.“, „Rothenburg o.d.T.“, „Schwäb. Hall“."""
        tokens = wanted.tokens
        if wanted.is_shortened:
            near = [entry for entry in self.beginning_with(tokens[0], tokens[0]) if not entry.is_inner]
        else:
            near = self._by_first_word.get(tokens[0], []) if len(tokens) > 1 else []
        return [entry for entry in near if _abbreviates(tokens, entry.key.split())]

    def within(self, wanted: Wanted) -> list[Entry]:
        """Places followed by the name of their Kreis or Land: „Neuenkirchen Heidekreis“, „Schönberg, Sachsen“."""
        tokens = wanted.tokens
        for end in range(len(tokens) - 1, 0, -1):
            tail = [token for token in tokens[end:] if token not in _FILLERS]
            entries = self._names.get("".join(tokens[:end]), [])
            if tail and (found := [entry for entry in entries if self._lies_in(entry.hit, tail)]):
                return list(dict.fromkeys(found))
        return []

    def damaged(self, wanted: Wanted) -> list[Entry]:
        """Places that fit a name with destroyed letters: „K�ln“; an umlaut or ß is likelier lost than another one."""
        if not wanted.damaged:
            return []
        likelier = wanted.damaged.replace("|[a-z]", "")
        return self._fitting(likelier) or self._fitting(wanted.damaged)

    def _fitting(self, pattern: str) -> list[Entry]:
        fits = re.compile(pattern).fullmatch
        return [entry for name in self._choices if fits(name) for entry in self._names[name]]

    def without_suffix(self, wanted: Wanted) -> list[Entry]:
        """Places that stand before a river, a part of town or after a title: „Köln am Rhein“, „Gera OT Untermhaus“."""
        tokens = wanted.tokens
        heads = [wanted.head]
        heads += ["".join(tokens[:i]) for i in range(1, len(tokens)) if tokens[i] in CONNECTIVES]
        if tokens and tokens[0] in TITLES:
            heads.append("".join(tokens[1:]))
        if tokens and tokens[-1] in TITLES:
            heads.append("".join(tokens[:-1]))
        for head in heads:
            if entries := self._names.get(squash(head)):
                return list(dict.fromkeys(entries))
        return []

    def part_of(self, wanted: Wanted) -> list[Entry]:
        """Towns that were joined under a double name: „Dessau“ finds Dessau-Roßlau."""
        return list(self._parts.get(squash(wanted.key), []))

    def beside(self, wanted: Wanted) -> list[Entry]:
        """The nearest place of a name to another place: „Bernau bei Berlin“ is none of those in the south."""
        tokens = wanted.tokens
        for at in (at for at in range(1, len(tokens) - 1) if tokens[at] in CONNECTIVES):
            entries, others = self._names.get("".join(tokens[:at]), []), self._names.get("".join(tokens[at + 1 :]), [])
            if entries and others:
                there = max(others, key=lambda entry: entry.size).hit
                near = [entry for entry in dict.fromkeys(entries) if _km(entry.hit, there) <= BESIDE_KM]
                return sorted(near, key=lambda entry: _km(entry.hit, there))[:1]
        return []

    def part_of_city(self, wanted: Wanted) -> list[Entry]:
        """The city whose quarter is named behind it: „Berlin Kreuzberg“, „München Pasing“."""
        tokens = wanted.tokens
        for end in range(len(tokens) - 1, 0, -1):
            entries = self._names.get("".join(tokens[:end]), [])
            if cities := [entry for entry in dict.fromkeys(entries) if entry.weight >= CITY_CODES]:
                return cities
        return []

    def district_around(self, town: str) -> PlaceHit | None:
        """The Kreis a town lies in, for „Kreis Altenburg“; none when there are several such towns."""
        around = {entry.hit.ags for entry in self._names.get(squash(town), [])}
        return self.of_district(around.pop()) if len(around) == 1 else None

    def is_abroad(self, wanted: Wanted) -> bool:
        """Whether a city or country abroad is meant: „Rom“ is hardly the village of that name in Mecklenburg."""
        if wanted.is_foreign:
            return True
        entries = self._names.get(squash(wanted.key), [])
        return wanted.is_abroad and all(entry.size < TOWN_SIZE for entry in entries)

    def is_region(self, key: str) -> bool:
        """Whether a name is that of a Land or a landscape and of no place: „Bayern“ is no misspelt Baiern."""
        is_named = squash(key) in self._state_names or regions.find(key) is not None
        return is_named and not any(squash(entry.key) == squash(key) for entry in self._names.get(squash(key), []))

    def before_hyphen(self, wanted: Wanted) -> list[Entry]:
        """The town before a hyphen when nothing else was found: „Leipzig-Plagwitz“, „Berlin-Mitte“."""
        return list(dict.fromkeys(self._names.get(squash(wanted.before_hyphen), [])))

    def misspelt(self, wanted: Wanted) -> list[Entry]:
        """Places one typing error away, two from eight letters, three from thirteen; never for a city abroad."""
        name = squash(wanted.key)
        allowed = _errors_allowed(len(name))
        if not allowed or wanted.is_abroad:
            return []
        lengths = range(len(name) - allowed, len(name) + allowed + 1)
        choices = [spelling for length in lengths for spelling in self._by_length.get(length, ())]
        near = process.extract(name, choices, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        found = [(choice, errors) for choice, errors, _ in near if len(name) >= _SHORT or choice[0] == name[0]]
        if not found:
            return []
        least = min(errors for _, errors in found)
        entries = [entry for choice, errors in found if errors == least for entry in self._spellings[choice]]
        return list(dict.fromkeys(entries))

    def beginning_with(self, key: str, bare: str) -> list[Entry]:
        """Entries one of whose words starts the typed text, found by bisection, each place once."""
        found: dict[PlaceHit, Entry] = {}
        for prefix in {squash(key), squash(bare)}:
            first = bisect_left(self._beginnings, prefix, key=lambda pair: pair[0])
            last = bisect_left(self._beginnings, prefix + _LAST, key=lambda pair: pair[0])
            for _, entry in self._beginnings[first:last]:
                if entry.hit not in found or found[entry.hit].is_inner:
                    found[entry.hit] = entry
        return list(found.values())

    def _lies_in(self, hit: PlaceHit, tail: list[str]) -> bool:
        district = self.districts[hit.ags]
        state = self.states[district.state]
        names = words(transliterate(f"{district.name} {state.name} {state.short}")).split()
        return all(any(_begins_or_is_in(token, name) for name in names) for token in tail)


def _bases(name: str) -> set[str]:
    """The name without bracket, river or title, where it has one."""
    bases = {_SUFFIX.sub("", name)}
    first, _, rest = name.partition(" ")
    if rest and transliterate(first) in TITLES:
        bases.add(rest)
    return {base for base in bases if base and base != name}


def _parts(name: str) -> list[str]:
    """The halves of a double name that are long enough to stand alone."""
    parts = name.split("-")
    return [part for part in parts if len(part) >= _PART] if len(parts) > 1 else []


def _named_in(row: CodeRow, key: str) -> tuple[str, str]:
    for name, ags in row.places:
        if squash(words(transliterate(name))) == squash(key):
            return name, ags
    return next((place for place in row.places if place[0] == row.name), (row.name, row.ags))


def _begins_or_is_in(token: str, name: str) -> bool:
    """„sa“ begins Sachsen; „taunus“ is long enough to be meant inside Hochtaunuskreis."""
    return name.startswith(token) or (len(token) >= _PART and token in name)


def _abbreviates(typed: list[str], full: list[str]) -> bool:
    """Whether each typed word begins a word of the full name, in order; only connectives may be left out."""
    position = 0
    for token in typed:
        while position < len(full) and not full[position].startswith(token) and full[position] in CONNECTIVES:
            position += 1
        if position < len(full) and full[position].startswith(token):
            position += 1
        elif token not in CONNECTIVES or not position:
            return False
    return all(word in CONNECTIVES for word in full[position:])


def _km(one: PlaceHit, other: PlaceHit) -> float:
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def _errors_allowed(length: int) -> int:
    """Edits by length of the word: fewer in short words, where every other word is a neighbour."""
    return sum(length >= least for least in (4, 8, 13))
