"""Two maps: the districts around a place with pins, and all of Germany in five steps.

Values for the components `map` and `atlas`; lists beside the maps say the same. Nothing is fetched from anywhere.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from core.drawing import outlines
from core.drawing.outlines import Line, Point, Shape

EARTH_KM = 6371
STEPS = ((1, "1–4"), (5, "5–14"), (15, "15–29"), (30, "30–59"), (60, "ab 60"))
HOME = (82, 26)  # half the room of the house and its name
Places = tuple[tuple[str, float, float], ...]  # name, lat, lon
THIN = 0.12  # square units of the drawing: what no eye misses at 560 units of width


@dataclass(frozen=True)
class Pin:
    """A numbered place on the map; its link leads to the same number in the list."""

    number: int
    lat: float
    lon: float
    href: str
    label: str
    chosen: bool = False
    x: float = 0
    y: float = 0

    @property
    def number_y(self) -> float:
        """Where the number stands in the head of the pin."""
        return round(self.y - 15, 1)


@dataclass(frozen=True)
class Town:
    """A town for orientation."""

    name: str
    x: float
    y: float

    @property
    def label_x(self) -> float:
        """Right of the dot."""
        return round(self.x + 6, 1)

    @property
    def label_y(self) -> float:
        """On the height of the dot."""
        return round(self.y + 4, 1)


@dataclass(frozen=True)
class Land:
    """A district on the map around a place; x and y only where its name fits."""

    ags: str
    name: str
    outline: str
    here: bool
    x: float | None = None
    y: float | None = None
    href: str = ""
    label: str = ""


@dataclass(frozen=True)
class Plan:
    """The map around a place, ready for the component."""

    width: int
    height: int
    ring: float
    home: str
    lands: tuple[Land, ...]
    towns: tuple[Town, ...]
    pins: tuple[Pin, ...] = ()
    source: str = outlines.SOURCE

    @property
    def x(self) -> float:
        """The middle."""
        return self.width / 2

    @property
    def y(self) -> float:
        """The middle."""
        return self.height / 2

    @property
    def home_x(self) -> float:
        """Left of the house in the middle."""
        return self.x - 13

    @property
    def home_y(self) -> float:
        """On the height of the house."""
        return self.y + 6

    @property
    def roof(self) -> float:
        """The top of the house in the middle."""
        return self.y - 8


@dataclass(frozen=True)
class Area:
    """A district on the map of Germany."""

    ags: str
    label: str
    outline: str
    step: int = 0
    href: str = ""


@dataclass(frozen=True)
class Atlas:
    """The map of Germany, ready for the component."""

    width: int
    height: int
    areas: tuple[Area, ...]
    borders: str
    here: str = ""
    source: str = outlines.SOURCE

    @property
    def steps(self) -> tuple[str, ...]:
        """The words of the scale, nothing first."""
        return ("0", *(words for _, words in STEPS))


def around(
    lat: float,
    lon: float,
    *,
    km: float,
    home: str = "",
    here: Iterable[str] = (),
    pins: Iterable[Pin] = (),
    towns: Iterable[tuple[str, float, float]] = (),
    links: Mapping[str, tuple[str, str]] | None = None,
    size: tuple[int, int] = (460, 380),
) -> Plan:
    """The districts around a place; km is the dashed radius, links are address and words per AGS."""
    plan = _plan(round(lat, 2), round(lon, 2), km, tuple(here), tuple(towns), size)
    spot = _window(lat, lon, km, size)
    set_pins = tuple(replace(pin, **_xy(spot(pin.lon, pin.lat))) for pin in pins)
    lands = tuple(_linked(land, links or {}) for land in plan.lands)
    # The first pin is drawn last: it may not lie below another.
    return replace(plan, home=home, lands=lands, pins=tuple(reversed(set_pins)))


def germany(
    counts: Mapping[str, int],
    *,
    links: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    here: str = "",
) -> Atlas:
    """All districts in five steps of counts per AGS; links and labels per AGS, here is one's own district."""
    blank = _germany()
    areas = tuple(
        replace(
            area,
            step=sum(counts.get(area.ags, 0) >= low for low, _ in STEPS),
            href=(links or {}).get(area.ags, ""),
            label=(labels or {}).get(area.ags, area.label),
        )
        for area in blank.areas
    )
    own = next((area.outline for area in areas if area.ags == here), "")
    return replace(blank, areas=areas, here=own)


@cache
def _germany(width: int = 560) -> Atlas:
    shapes = outlines.geometry().shapes
    flat = outlines.geometry().projected(outlines.mercator)
    west, east = min(x for arc in flat for x, _ in arc), max(x for arc in flat for x, _ in arc)
    south, north = min(y for arc in flat for _, y in arc), max(y for arc in flat for _, y in arc)
    scale = (width - 8) / (east - west)
    arcs = [outlines.thin([(4 + (x - west) * scale, 4 + (north - y) * scale) for x, y in arc], THIN) for arc in flat]
    areas = tuple(Area(s.ags, _name(s, shapes), outlines.path(outlines.rings(s, arcs))) for s in shapes)
    edges = outlines.path([arcs[index] for index in outlines.borders(shapes)], close=False)
    return Atlas(width, round(8 + (north - south) * scale), areas, edges)


@lru_cache(maxsize=256)
def _plan(
    lat: float,
    lon: float,
    km: float,
    here: tuple[str, ...],
    towns: tuple[tuple[str, float, float], ...],
    size: tuple[int, int],
) -> Plan:
    spot = _window(lat, lon, km, size)
    named = tuple(Town(name, **_xy(spot(town_lon, town_lat))) for name, town_lat, town_lon in towns)
    ring = round(km * _per_km(km, size), 1)
    lands = [land for shape, parts in _shapes() if (land := _land(shape, spot.seen(parts), size, here))]
    lands.sort(key=lambda land: land.here)  # the own district last, so that its thick edge lies on top
    return Plan(*size, ring, "", tuple(lands), named)


def _per_km(km: float, size: tuple[int, int]) -> float:
    """Units of the drawing per km: the dashed ring takes four fifths of the height."""
    return 0.4 * min(size) / km


def _window(lat: float, lon: float, km: float, size: tuple[int, int]) -> "Window":
    return Window(outlines.mercator(lon, lat), _per_km(km, size) * EARTH_KM * math.cos(math.radians(lat)), size)


@dataclass(frozen=True)
class Window:
    """Turns lon, lat into x, y of a drawing with a place in its middle."""

    middle: Point
    scale: float
    size: tuple[int, int]

    def __call__(self, lon: float, lat: float) -> Point:
        """Where the place lies on the drawing."""
        return self.drawn([outlines.mercator(lon, lat)])[0]

    def drawn(self, line: Line) -> Line:
        """A line of Mercator's map on the drawing."""
        (east, north), scale = self.middle, self.scale
        right, down = self.size[0] / 2, self.size[1] / 2
        return [(right + (x - east) * scale, down - (y - north) * scale) for x, y in line]

    def seen(self, parts: Iterable["Part"]) -> list[Line]:
        """Those closed lines that may show in the window, on the drawing."""
        (east, north), wide, high = self.middle, self.size[0] / 2 / self.scale, self.size[1] / 2 / self.scale
        return [
            self.drawn(line)
            for (least_x, least_y, most_x, most_y), line in parts
            if least_x < east + wide and most_x > east - wide and least_y < north + high and most_y > north - high
        ]


Part = tuple[tuple[float, float, float, float], Line]  # a closed line of Mercator's map behind the box around it


@cache
def _shapes() -> tuple[tuple[Shape, tuple[Part, ...]], ...]:
    """Every district with its lines on Mercator's map: a window only moves and stretches them."""
    arcs = outlines.geometry().projected(outlines.mercator)
    return tuple(
        (shape, tuple((_box(line), line) for line in outlines.rings(shape, arcs)))
        for shape in outlines.geometry().shapes
    )


def _box(line: Line) -> tuple[float, float, float, float]:
    xs, ys = zip(*line, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _land(shape: Shape, every: list[Line], size: tuple[int, int], here: tuple[str, ...]) -> Land | None:
    """The district as far as the window shows it, None outside."""
    width, height = size
    seen = [ring for ring in every if any(0 < x < width and 0 < y < height for x, y in ring)]
    if not seen and not any(outlines.inside(width / 2, height / 2, ring) for ring in every):
        return None
    name = _short(shape)
    place = _room(name, seen or every, size)
    outline = outlines.path(seen or every)
    return Land(shape.ags, name, outline, shape.ags in here, *(place or (None, None)))


def _room(name: str, parts: list[Line], size: tuple[int, int]) -> Point | None:
    """Where the name fits inside the district with most room around it; None where it does not.

    Spots are tried by the room beside them, which is never less than the room all around: most need no measuring.
    """
    half = len(name) * 3.4
    most, best = 0.0, None
    for beside, (x, y) in sorted(_spots(half, parts, size), key=itemgetter(0), reverse=True):
        if best and beside <= most:
            break
        room = beside
        for point in (x, x - half, x + half):
            room = min([room, *(outlines.gap(point, y - 4, ring) for ring in parts)])
            if best and room <= most:
                break
        else:
            most, best = room, (x, y)
    return best


def _spots(half: float, parts: list[Line], size: tuple[int, int]) -> Iterator[tuple[float, Point]]:
    """Where the whole name lies inside, with the room to its left or right."""
    for y in range(16, size[1] - 10, 12):
        spans = [span for ring in parts for span in outlines.spans(y - 4, ring)]
        if not spans:
            continue
        first, last = min(begin for begin, _ in spans) + half, max(end for _, end in spans) - half
        for x in range(int(half) + 6, size[0] - int(half) - 5, 12):
            if not first <= x < last or _in_the_middle(x, y, half, size):
                continue
            if (beside := _beside(x, half, spans)) is not None:
                yield beside, (x, y)


def _beside(x: float, half: float, spans: list[Point]) -> float | None:
    """How far it is from the name to the nearer end of its span; None where a part of the name lies outside."""
    for begin, end in spans:
        if begin <= x - half and x + half < end:
            return min(x - half - begin, end - x - half)
    points = (x + share * half for share in (-1, -0.5, 0, 0.5, 1))
    rooms = [next((min(p - begin, end - p) for begin, end in spans if begin <= p < end), None) for p in points]
    return None if None in rooms else min(rooms[::2])  # type: ignore[type-var]  # none is None


def _in_the_middle(x: float, y: float, half: float, size: tuple[int, int]) -> bool:
    """There stand the house and its name."""
    return abs(x - size[0] / 2) < half + HOME[0] and abs(y - size[1] / 2) < HOME[1]


def _short(shape: Shape) -> str:
    return f"Stadt {shape.name}" if shape.city else shape.name.replace("-Kreis", "")


def _name(shape: Shape, shapes: Iterable[Shape]) -> str:
    """The official name, with its kind where a city and a district share it."""
    double = sum(other.name == shape.name for other in shapes) > 1
    return f"{shape.name} ({'Stadt' if shape.city else 'Kreis'})" if double else shape.name


def _linked(land: Land, links: Mapping[str, tuple[str, str]]) -> Land:
    href, label = links.get(land.ags, ("", land.name))
    return replace(land, href=href, label=label)


def _xy(point: Point) -> dict[str, Any]:
    return {"x": round(point[0], 1), "y": round(point[1], 1)}
