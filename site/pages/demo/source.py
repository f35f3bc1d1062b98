"""Reads the demo's own words and turns offsets into dates."""

import json
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from apprenticeships.deadlines import holidays
from core import clock
from core.models import PostalCode

FOLDER = Path(__file__).resolve().parent.parent / "data" / "demo"
PASSWORD = "handschlag-demo"  # noqa: S105 -- printed in docs/demo.md; production refuses to start while such accounts exist
DOMAIN = "demo.example"
SPACE = uuid.UUID(
    "6d0a3f0e-6f6a-4c58-9d1f-6a1d8f3d5b10"
)  # keys of demo rows are made from their names, so twice is once
DAYS_A_WEEK = 7
STATE = "16"  # most of the demo lies in Thüringen
LAST_SUMMER_MONTH = 8


@cache
def read(name: str) -> Any:
    """One of the demo's files."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def email(login: str) -> str:
    """The address somebody signs in with."""
    return f"{login}@{DOMAIN}"


def key(name: str) -> uuid.UUID:
    """The client key of a demo row."""
    return uuid.uuid5(SPACE, name)


def code(plz: str) -> PostalCode:
    """A postal code of the tables."""
    return PostalCode.objects.select_related("district").get(pk=plz)


def day(offset: int, weekday: int | None = None) -> date:
    """The day so many days from today, moved on to the named weekday (Monday is 0)."""
    found = clock.today() + timedelta(days=offset)
    if weekday is not None:
        found += timedelta(days=(weekday - found.weekday()) % DAYS_A_WEEK)
    return working_week(found)


def yearly(*, month: int, weekday: int, week: int) -> date:
    """The next time it is this weekday of this week of the month: the third Saturday of September."""
    today = clock.today()
    found = [_weekday_of(year, month, weekday, week) for year in (today.year, today.year + 1)]
    return next(day for day in found if day > today)


def _weekday_of(year: int, month: int, weekday: int, week: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % DAYS_A_WEEK + DAYS_A_WEEK * (week - 1))


def working_week(day: date) -> date:
    """The same day of the next week while it is a public holiday in the demo's region: nobody opens at Christmas."""
    while day in holidays(day.year, STATE):
        day += timedelta(days=DAYS_A_WEEK)
    return day


def moment(on: date, at: str) -> datetime:
    """A wall time in Berlin."""
    return datetime.combine(on, time.fromisoformat(at), tzinfo=clock.BERLIN)


def season() -> int:
    """The coming start year: firms that post now look for next summer."""
    today = clock.today()
    return today.year + 1 if today.month >= LAST_SUMMER_MONTH else today.year
