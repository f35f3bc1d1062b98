"""Quiet hours: between 20 and 7 o'clock in Berlin nothing of a firm reaches a minor."""

from datetime import datetime, time, timedelta

from core import clock

BEGINS = time(20)
ENDS = time(7)


def ends_at(moment: datetime) -> datetime | None:
    """End of the quiet hours around this moment, aware; None by day. Right over both nights of the clock change."""
    here = clock.local(moment)
    if ENDS <= here.time() < BEGINS:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= BEGINS else here.date()
    return datetime.combine(day, ENDS, tzinfo=clock.BERLIN)
