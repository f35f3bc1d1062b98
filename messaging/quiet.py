"""Quiet hours in Berlin: nothing of a firm reaches a minor from 20 to 7, no short message an adult from 21 to 6.

School hours by choice.
"""

from datetime import datetime, time, timedelta

from core import clock

BEGINS = time(20)
ENDS = time(7)
ADULTS_BEGIN, ADULTS_END = time(21), time(6)  # short messages only: they ring
SCHOOL_BEGINS, SCHOOL_ENDS = time(7, 30), time(13, 30)  # mails only, and only where a young person wants it
FRIDAY = 4


def ends_at(moment: datetime, *, begins: time = BEGINS, ends: time = ENDS) -> datetime | None:
    """End of the quiet hours around this moment, aware; None by day. Right over both nights of the clock change."""
    here = clock.local(moment)
    if ends <= here.time() < begins:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= begins else here.date()
    return datetime.combine(day, ends, tzinfo=clock.BERLIN)


def adults_end_at(moment: datetime) -> datetime | None:
    """End of the hours in which no short message rings at an adult's; None by day."""
    return ends_at(moment, begins=ADULTS_BEGIN, ends=ADULTS_END)


def next_begin(moment: datetime, *, is_minor: bool) -> datetime:
    """When the next quiet hours begin after a moment by day."""
    here, begins = clock.local(moment), BEGINS if is_minor else ADULTS_BEGIN
    day = here.date() + timedelta(days=1) if here.time() >= begins else here.date()
    return datetime.combine(day, begins, tzinfo=clock.BERLIN)


def school_ends_at(moment: datetime) -> datetime | None:
    """End of the school hours around this moment, aware; None outside of them and at weekends. Holidays count."""
    here = clock.local(moment)
    if here.weekday() > FRIDAY or not SCHOOL_BEGINS <= here.time() < SCHOOL_ENDS:
        return None
    return datetime.combine(here.date(), SCHOOL_ENDS, tzinfo=clock.BERLIN)
