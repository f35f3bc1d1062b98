"""How long an offered seat is kept: arithmetic of the waiting list, without database."""

from datetime import datetime, time, timedelta

from core import clock
from core.clock import BERLIN

# The contract of events: 24 hours, 12 within three days of the event, 2 within the last day.
USUAL, SOON, LAST_DAY = timedelta(hours=24), timedelta(hours=12), timedelta(hours=2)
# From 20 to 7 o'clock nothing reaches a minor, so these hours do not count.
NIGHT_FROM, NIGHT_TO = time(20), time(7)


def reply_by(offered_at: datetime, starts_at: datetime, *, minor: bool) -> datetime:
    """Until when the person may take the seat; never after the event has begun."""
    left = starts_at - offered_at
    span = LAST_DAY if left <= timedelta(days=1) else SOON if left <= timedelta(days=3) else USUAL
    end = after_waking_hours(offered_at, span) if minor else offered_at + span
    return min(end, starts_at)


def after_waking_hours(moment: datetime, span: timedelta) -> datetime:
    """The moment when this much time has passed between 7 and 20 o'clock in Berlin."""
    while True:
        moment = _morning(moment)
        evening = datetime.combine(clock.local(moment).date(), NIGHT_FROM, BERLIN)
        if moment + span <= evening:
            return moment + span
        span -= evening - moment
        moment = evening


def _morning(moment: datetime) -> datetime:
    wall = clock.local(moment)
    if NIGHT_TO <= wall.time() < NIGHT_FROM:
        return moment
    day = wall.date() + timedelta(days=1) if wall.time() >= NIGHT_FROM else wall.date()
    return datetime.combine(day, NIGHT_TO, BERLIN)
