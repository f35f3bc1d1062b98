"""Outlines of the districts: reads the official geometry, projects, thins, and writes path data.

Source: core/data/kreise.topojson.gz, © GeoBasis-DE / BKG (2016), data changed. The geometry is of 2016 and coarse.
"""

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

SOURCE = "© GeoBasis-DE / BKG (2016), Daten verändert"
FILE = Path(__file__).parent.parent / "data" / "kreise.topojson.gz"
Point = tuple[float, float]
Line = list[Point]
TENTHS = 10  # path data carry one decimal


@dataclass(frozen=True)
class Shape:
    """One district: its key, official name, and the arcs of its rings (negative: backwards)."""

    ags: str
    name: str
    city: bool
    rings: tuple[tuple[int, ...], ...]

    @property
    def state(self) -> str:
        """Key of its state, the first two digits."""
        return self.ags[:2]


@dataclass(frozen=True)
class Geometry:
    """All arcs in degrees (lon, lat) and the districts made of them; neighbours share arcs, so they always meet."""

    arcs: tuple[tuple[Point, ...], ...]
    shapes: tuple[Shape, ...]

    def projected(self, spot: Callable[[float, float], Point]) -> list[Line]:
        """Every arc as drawing coordinates; spot turns lon, lat into x, y."""
        return [[spot(lon, lat) for lon, lat in arc] for arc in self.arcs]


@cache
def geometry() -> Geometry:
    """The districts of Germany, decoded once per process (about 0.1 s)."""
    topology = json.loads(gzip.decompress(FILE.read_bytes()))
    districts = next(iter(topology["objects"].values()))["geometries"]
    return Geometry(tuple(_arcs(topology)), tuple(_shape(district) for district in districts))


def mercator(lon: float, lat: float) -> Point:
    """The place on Mercator's map, x to the east and y to the north, in radians."""
    return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def thin(line: Line, area: float) -> Line:
    """Visvalingam: drops the point with the smallest triangle until all are larger than area; both ends stay."""
    line = list(line)
    least = 5 if line[0] == line[-1] else 2  # a closed line keeps a shape
    while len(line) > least:
        sizes = [_triangle(*corner) for corner in zip(line, line[1:], line[2:], strict=False)]
        smallest = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[smallest] >= area:
            break
        del line[smallest + 1]
    return line


def rings(shape: Shape, arcs: Sequence[Line]) -> list[Line]:
    """The closed lines of a district, put together from the arcs."""
    return [_joined([arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]) for ring in shape.rings]


def borders(shapes: Sequence[Shape]) -> list[int]:
    """The arcs between two states and along the edge of the country."""
    users: dict[int, list[str]] = defaultdict(list)
    for shape in shapes:
        for index in (index for ring in shape.rings for index in ring):
            users[index if index >= 0 else ~index].append(shape.state)
    return [index for index, states in users.items() if len(states) == 1 or len(set(states)) > 1]


def path(lines: Sequence[Line], close: bool = True) -> str:
    """Relative path data; rounding happens on absolute values, so that neighbours meet."""
    return "".join(text for line in lines if (text := _stroke(line, close)))


def inside(x: float, y: float, ring: Line) -> bool:
    """Whether a point lies in a closed line (even-odd)."""
    hit = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            hit = not hit
    return hit


def spans(y: float, ring: Line) -> list[tuple[float, float]]:
    """From where to where a horizontal line runs inside a closed line (even-odd, as `inside`)."""
    ends = sorted(
        (bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in pairwise(ring) if (ay > y) != (by > y)
    )
    return list(zip(ends[::2], ends[1::2], strict=True))


def gap(x: float, y: float, ring: Line) -> float:
    """Distance of a point from a line."""
    return math.sqrt(min(_square(x, y, a, b) for a, b in pairwise(ring)))


def _arcs(topology: dict[str, Any]) -> Iterator[tuple[Point, ...]]:
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + origin_x, y * scale_y + origin_y))
        yield tuple(line)


def _shape(district: dict[str, Any]) -> Shape:
    words = district["properties"]
    parts = [district["arcs"]] if district["type"] == "Polygon" else district["arcs"]
    lines = tuple(tuple(ring) for part in parts for ring in part)
    return Shape(words["AGS"], words["GEN"], "tadt" in words["BEZ"], lines)


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _joined(parts: list[Line]) -> Line:
    points = list(parts[0])
    for part in parts[1:]:
        points += part[1:]
    return points


def _square(x: float, y: float, a: Point, b: Point) -> float:
    """The square of a point's distance from the line between two others."""
    (ax, ay), (bx, by) = a, b
    across, up = bx - ax, by - ay
    if length := across * across + up * up:
        share = ((x - ax) * across + (y - ay) * up) / length
        if share >= 1:
            ax, ay = bx, by
        elif share > 0:
            ax, ay = ax + share * across, ay + share * up
    return (x - ax) ** 2 + (y - ay) ** 2


def _stroke(line: Line, close: bool) -> str:
    points = [(round(x * TENTHS), round(y * TENTHS)) for x, y in line]
    points = [point for k, point in enumerate(points) if not k or point != points[k - 1]]
    if close and points[0] == points[-1]:
        points.pop()
    if len(points) < (3 if close else 2):
        return ""
    (x, y), rest = points[0], points[1:]
    steps = [_pair(bx - ax, by - ay) for (ax, ay), (bx, by) in zip(points, rest, strict=False)]
    # A minus sign parts two numbers as well as a blank does.
    tail = "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
    return f"M{x / TENTHS:g} {y / TENTHS:g}l{steps[0]}{tail}{'z' if close else ''}"


def _pair(x: int, y: int) -> str:
    first, second = _number(x), _number(y)
    return first + second if second.startswith("-") else f"{first} {second}"


def _number(tenths: int) -> str:
    text = f"{tenths / TENTHS:g}"
    return text.replace("0.", ".", 1) if abs(tenths) < TENTHS and tenths else text
