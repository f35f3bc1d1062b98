"""What a visitor asks the calendar, as a frozen value; the form turns strings into it, the queryset answers it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import clock
from core.clock import BERLIN

SATURDAY, SUNDAY = 5, 6
DECEMBER = 12


@dataclass(frozen=True)
class EventQuestion:
    """Filters of the calendar; empty means „no wish“."""

    when: str = ""
    kinds: tuple[str, ...] = ()
    codes: frozenset[str] | None = None  # postal codes within reach; None without a place
    trade: str = ""
    audience: tuple[str, ...] = ()
    grade: int | None = None
    language: str = ""
    free_seats: bool = False
    step_free: bool = False
    free_of_charge: bool = False
    online: bool = False

    def period(self) -> tuple[datetime, datetime] | None:
        """Beginning and end of the asked time, aware; None for „any time“."""
        days = _DAYS.get(self.when)
        if days is None:
            return None
        first, behind = days(clock.today())
        return datetime.combine(first, time(), BERLIN), datetime.combine(behind, time(), BERLIN)


def _today(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _weekend(day: date) -> tuple[date, date]:
    """Friday evening people plan Saturday and Sunday; on Sunday only the rest of it is left."""
    saturday = day + timedelta(days=(SATURDAY - day.weekday()) % 7) if day.weekday() != SUNDAY else day
    return saturday, saturday + timedelta(days=1 if day.weekday() == SUNDAY else 2)


def _month(day: date) -> tuple[date, date]:
    """The rest of this month."""
    behind = date(day.year + 1, 1, 1) if day.month == DECEMBER else date(day.year, day.month + 1, 1)
    return day, behind


def _next_month(day: date) -> tuple[date, date]:
    _first, begin = _month(day)
    return _month(begin)


_DAYS = {"today": _today, "weekend": _weekend, "month": _month, "next_month": _next_month}
