"""What the quick form hands over: an event as plain, already judged values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class DateRow:
    """One date; `pk` names the stored one that it changes."""

    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    label: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class StationRow:
    """Something one does there."""

    title: str
    text: str = ""
    trade_id: str | None = None
    minimum_age: int | None = None


@dataclass(frozen=True)
class EventFields:
    """An event as an organiser describes it; `more` holds further fields of EventPage by name."""

    title: str
    kind: str
    intro: str
    dates: tuple[DateRow, ...]
    trades: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stations: tuple[StationRow, ...] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
