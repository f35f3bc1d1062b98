"""A table of travel times that an operator loaded: its format, its compact form, and who is reachable from a place.

One row of the database holds all ways from one postal code by one means, eight bytes each; a page asks for one row and
the process keeps it. Which table is live is asked at most once a minute.
"""

import csv
import struct
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time as wall_time
from functools import lru_cache
from itertools import pairwise

from core import gazetteer
from core.models import TravelRow, TravelTable

COLUMNS = ("origin_plz", "target_plz", "mode", "minutes", "first_arrival")
MODES = ("bicycle", "moped", "lift", "transit")
LONGEST_MINUTES = 600
BYTES_A_WAY = 8
NONE = 0xFFFF  # no figure, in two bytes
SHOWN_FAULTS = 20
LOOK_AGAIN_SECONDS = 60.0
KEPT_ORIGINS = 512

Key = tuple[str, str]  # origin and means


class BadTable(Exception):
    """A file that is no table; `faults` name line and cause, and nothing of it was taken."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Ride:
    """One way: minutes to arrive before work begins (None: there is no such way), and the day's first arrival."""

    minutes: int | None
    first_arrival: wall_time | None = None


def read(lines: Iterable[str]) -> dict[Key, bytes]:
    """The lines of a file in compact form, by origin and means; raises BadTable with up to 20 faults."""
    reader = csv.DictReader(lines)
    if sorted(reader.fieldnames or ()) != sorted(COLUMNS):
        raise BadTable([f"line 1: expected the columns {','.join(COLUMNS)}"])
    ways: dict[Key, list[int]] = defaultdict(list)
    faults: list[str] = []
    for row in reader:
        try:
            ways[row["origin_plz"], row["mode"]].append(_packed(row))
        except ValueError as fault:
            faults.append(f"line {reader.line_num}: {fault}")
            if len(faults) >= SHOWN_FAULTS:
                break
    faults += [] if faults else _doubles(ways)
    if faults or not ways:
        raise BadTable(faults or ["line 2: the file holds no way"])
    return {key: struct.pack(f"<{len(found)}Q", *sorted(found)) for key, found in ways.items()}


def rides(origin: str, mode: str) -> Mapping[str, Ride]:
    """Every known way from a postal code by its target; empty where no table is live or it says nothing of this."""
    table = _live()
    return _rides(table, origin, mode) if table is not None else {}


def forget() -> None:
    """Look for the live table at the next question (after loading one, and between tests)."""
    _seen.clear()
    _rides.cache_clear()


def unpacked(ways: bytes) -> Iterator[tuple[str, Ride]]:
    """The ways of one row."""
    for (packed,) in struct.iter_unpack("<Q", ways):
        minutes, arrival = packed >> 16 & NONE, packed & NONE
        yield (
            f"{packed >> 32:05d}",
            Ride(
                None if minutes == NONE else minutes,
                None if arrival == NONE else wall_time(arrival // 60, arrival % 60),
            ),
        )


_seen: dict[str, tuple[float, int | None]] = {}


def _live() -> int | None:
    """The key of the live table, asked anew after a minute."""
    asked_at, table = _seen.get("live", (-LOOK_AGAIN_SECONDS, None))
    if time.monotonic() - asked_at >= LOOK_AGAIN_SECONDS:
        table = TravelTable.objects.filter(is_live=True).values_list("pk", flat=True).order_by("pk").first()
        _seen["live"] = (time.monotonic(), table)
    return table


@lru_cache(maxsize=KEPT_ORIGINS)
def _rides(table: int, origin: str, mode: str) -> Mapping[str, Ride]:
    found = TravelRow.objects.filter(table=table, origin=origin, mode=mode).values_list("ways", flat=True)
    return dict(unpacked(b"".join(bytes(ways) for ways in found.order_by("pk"))))


def _packed(row: Mapping[str, str]) -> int:
    """Target, minutes and first arrival in one number; ValueError in the words of the file."""
    if None in row or None in row.values():
        raise ValueError(f"expected {len(COLUMNS)} values")
    for name in ("origin_plz", "target_plz"):
        if row[name] not in gazetteer.read().codes:
            raise ValueError(f"{name} {row[name]!r} is no postal code we know (five digits, leading zeros kept)")
    if row["mode"] not in MODES:
        raise ValueError(f"mode {row['mode']!r} is none of {', '.join(MODES)}")
    minutes, arrival = _minutes(row["minutes"]), _arrival(row["first_arrival"])
    if minutes == arrival == NONE:
        raise ValueError("minutes and first_arrival are both empty")
    return int(row["target_plz"]) << 32 | minutes << 16 | arrival


def _minutes(text: str) -> int:
    if not text:
        return NONE
    if not (text.isascii() and text.isdecimal() and int(text) <= LONGEST_MINUTES):
        raise ValueError(f"minutes {text!r} is no whole number from 0 to {LONGEST_MINUTES}")
    return int(text)


def _arrival(text: str) -> int:
    if not text:
        return NONE
    try:
        arrival = wall_time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"first_arrival {text!r} is no time like 06:35") from None
    return arrival.hour * 60 + arrival.minute


def _doubles(ways: Mapping[Key, list[int]]) -> list[str]:
    """Ways that stand in the file twice: which of them holds?"""
    found = []
    for (origin, mode), packed in ways.items():
        targets = sorted(one >> 32 for one in packed)
        found += [
            f"{origin} to {one:05d} by {mode} stands there twice" for one, other in pairwise(targets) if one == other
        ]
    return found[:SHOWN_FAULTS]
