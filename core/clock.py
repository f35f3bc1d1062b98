"""The one clock. All code asks it, so that a test can stop or move time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Berlin: deadlines and opening days are days of people in Germany."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as a wall clock in Berlin shows it."""
    return moment.astimezone(BERLIN)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at an aware moment; raises ValueError for a naive one, because it would mean two moments."""
    if moment.tzinfo is None:
        raise ValueError("The moment needs a time zone")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
