"""Quiet hours: between 20 and 7 o'clock in Berlin nothing of a firm reaches a minor; school hours by choice."""

from datetime import datetime, time, timedelta

from core import clock

BEGINS = time(20)
ENDS = time(7)
SCHOOL_BEGINS, SCHOOL_ENDS = time(7, 30), time(13, 30)  # mails only, and only where a young person wants it
FRIDAY = 4


def ends_at(moment: datetime) -> datetime | None:
    """End of the quiet hours around this moment, aware; None by day. Right over both nights of the clock change."""
    here = clock.local(moment)
    if ENDS <= here.time() < BEGINS:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= BEGINS else here.date()
    return datetime.combine(day, ENDS, tzinfo=clock.BERLIN)


def school_ends_at(moment: datetime) -> datetime | None:
    """End of the school hours around this moment, aware; None outside of them and at weekends. Holidays count."""
    here = clock.local(moment)
    if here.weekday() > FRIDAY or not SCHOOL_BEGINS <= here.time() < SCHOOL_ENDS:
        return None
    return datetime.combine(here.date(), SCHOOL_ENDS, tzinfo=clock.BERLIN)
