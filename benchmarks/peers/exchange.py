"""What goes between the comparison and its engines: rows and questions in, answers out; and the box of a circle."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from core.sphere import KM_PER_DEGREE

SIZE = 20
MOST_SECONDS = 10.0  # for one question: nobody waits longer for a page


class Missing(Exception):
    """A peer cannot be had here; the message says why."""


class TooSlow(Exception):
    """A question was broken off after `MOST_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document as plain German text."""

    pk: int
    title: str
    organisation: str = ""
    body: str = ""
    offer: str = ""
    start: str = ""
    trade: str = ""
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """What a person types, around which point and how far; the trade that is meant, to judge by."""

    text: str
    near: tuple[float, float, int] | None = None
    plz: str = ""
    trade: str = ""
    operator: str = "and"


@dataclass(frozen=True, slots=True)
class Answer:
    """Keys best first, the total, and the counts of one facet."""

    keys: Sequence[int]
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)


class Peer(Protocol):
    """What every engine in the comparison can do; `digest` tells its rows, `means` how it measures distance."""

    digest: str
    means: str

    def holds(self) -> int:
        """How many rows it holds from a build before."""
        ...

    def build(self, rows: Sequence[Row]) -> None:
        """Take all rows in, ready to be asked."""
        ...

    def ask(self, question: Question) -> Answer:
        """Answer one question; raises TooSlow where the engine can be told to give up."""
        ...

    def megabytes(self) -> float:
        """What rows and index take on disk."""
        ...

    def service_cpu_s(self) -> float:
        """Processor seconds that a service beside this process has used so far."""
        ...


def box(lat: float, lon: float, km: float) -> tuple[float, float, float, float]:
    """South, north, west and east of a circle."""
    up, aside = km / KM_PER_DEGREE, km / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return lat - up, lat + up, lon - aside, lon + aside


def write(path: Path, things: Sequence[Row] | Sequence[Question]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(asdict(thing), ensure_ascii=False) + "\n" for thing in things), encoding="utf-8")


def rows(path: Path) -> list[Row]:
    """The rows of a file."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def questions(path: Path) -> list[Question]:
    """The questions of a file."""
    found = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Question(**{**one, "near": tuple(one["near"]) if one["near"] else None}) for one in found]
