"""Calendar arithmetic of promises: due days, working days, public holidays of the Länder, offers that wait by day.

All days are days in Berlin. Public holidays follow the laws of the Länder as of 2026; holidays of single
municipalities (Assumption in parts of Bavaria, Corpus Christi in parts of Saxony and Thuringia) do not count,
because only the Land of a firm is known here.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from core import clock

BW, BY, BE, BB, HB, HH, HE, MV = "08", "09", "11", "12", "04", "02", "06", "13"
NI, NW, RP, SL, SN, ST, SH, TH = "03", "05", "07", "10", "14", "15", "01", "16"

Spans = Collection[tuple[date, date]]  # first and last days on which a firm is closed
SATURDAY = 5
WEDNESDAY = 2
DAY_BEGINS = time(7)  # nothing reaches minors between 20 and 7 o'clock (product 7)
DAY_ENDS = time(20)
LAST_SECOND = time(23, 59, 59)
# How long an offered seat waits (quality E3).
OFFER = ((timedelta(days=3), timedelta(hours=24)), (timedelta(days=1), timedelta(hours=12)))
OFFER_ON_THE_LAST_DAY = timedelta(hours=2)


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays(year: int, state: str) -> frozenset[date]:
    """Public holidays of one Land (two-digit AGS) in one year."""
    return frozenset(_everywhere(year) | _fixed_in(year, state) | _moving_in(year, state))


def is_working_day(day: date, state: str) -> bool:
    """Monday to Friday and no public holiday of the Land."""
    return day.weekday() < SATURDAY and day not in holidays(day.year, state)


def next_working_day(day: date, state: str, closed: Spans = ()) -> date:
    """The day itself, or the first working day after it on which the firm is not closed."""
    while not is_working_day(day, state) or is_closed(day, closed):
        day += timedelta(days=1)
    return day


def is_closed(day: date, closed: Spans) -> bool:
    """Whether the firm is closed as a whole on this day."""
    return any(first <= day <= last for first, last in closed)


def due_on(sent_on: date, days: int, state: str, closed: Spans = ()) -> date:
    """The promised day: calendar days without closed ones, moved on from weekends and holidays (product P1)."""
    day = sent_on
    while days > 0:
        day += timedelta(days=1)
        days -= not is_closed(day, closed)
    return next_working_day(day, state, closed)


def due_at(sent_at: datetime, days: int, state: str, closed: Spans = ()) -> datetime:
    """The last second of the promised day."""
    return end_of_day(due_on(clock.local(sent_at).date(), days, state, closed))


def due_after_pause(due: datetime, paused: timedelta, state: str, closed: Spans = ()) -> datetime:
    """The promised day moved on by the whole days a question stopped the clock, at least one."""
    days = max(paused.days + (1 if paused.seconds else 0), 1)
    return end_of_day(due_on(clock.local(due).date(), days, state, closed))


def working_days_after(day: date, count: int, state: str) -> date:
    """The count-th working day after the given one."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), state)
    return day


def end_of_day(day: date) -> datetime:
    """The last second of a day in Berlin."""
    return datetime.combine(day, LAST_SECOND, tzinfo=clock.BERLIN)


def offer_until(now: datetime, begins_at: datetime, *, is_minor: bool) -> datetime:
    """Until when an offered seat waits: 24 h, near the day 12 or 2 h; nights do not count for minors."""
    left = begins_at - now
    wait = next((hours for more_than, hours in OFFER if left > more_than), OFFER_ON_THE_LAST_DAY)
    end = _awake(now, wait) if is_minor else now + wait
    return min(end, begins_at)


def _awake(moment: datetime, wait: timedelta) -> datetime:
    """The moment after so many hours between 7 and 20 o'clock in Berlin."""
    while True:
        moment = _next_awake(moment)
        night = datetime.combine(clock.local(moment).date(), DAY_ENDS, tzinfo=clock.BERLIN)
        if moment + wait <= night:
            return moment + wait
        wait -= night - moment
        moment = night


def _next_awake(moment: datetime) -> datetime:
    local = clock.local(moment)
    if local.time() >= DAY_ENDS:
        local = datetime.combine(local.date() + timedelta(days=1), DAY_BEGINS, tzinfo=clock.BERLIN)
    elif local.time() < DAY_BEGINS:
        local = datetime.combine(local.date(), DAY_BEGINS, tzinfo=clock.BERLIN)
    return local.astimezone(moment.tzinfo)


def _everywhere(year: int) -> set[date]:
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in (-2, 1, 39, 50)}
    return moving | {date(year, 1, 1), date(year, 5, 1), date(year, 10, 3), date(year, 12, 25), date(year, 12, 26)}


def _fixed_in(year: int, state: str) -> set[date]:
    fixed = {
        date(year, 1, 6): (BW, BY, ST),
        date(year, 3, 8): (BE, MV),
        date(year, 8, 15): (SL,),
        date(year, 9, 20): (TH,),
        date(year, 10, 31): (BB, MV, SN, ST, TH, SH, HH, NI, HB),
        date(year, 11, 1): (BW, BY, NW, RP, SL),
    }
    return {day for day, states in fixed.items() if state in states}


def _moving_in(year: int, state: str) -> set[date]:
    days = set()
    if state in (BW, BY, HE, NW, RP, SL):
        days.add(easter(year) + timedelta(days=60))
    if state == SN:
        days.add(_repentance(year))
    return days


def _repentance(year: int) -> date:
    """Buß- und Bettag: the Wednesday before 23 November (Saxony)."""
    day = date(year, 11, 22)
    return day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)
