"""What happens by the clock: functions in `<app>/tasks.py`, each with one row that says when it is due next.

A run is claimed by one conditional update, so of several workers one runs it. What was missed while no worker ran is
caught up once, not once per missed time.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock
from core.models import ScheduleEntry
from core.outbox import fault_line

Job = Callable[[], object]
Next = Callable[[datetime], datetime]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A named function with the rule that gives the next moment after a given one."""

    name: str
    job: Job
    next_after: Next


_jobs: dict[str, Scheduled] = {}


def every(*, minutes: int, name: str) -> Callable[[Job], Job]:
    """Run the function each so many minutes."""
    return _register(name, lambda moment: moment + timedelta(minutes=minutes))


def daily(*, at: str, name: str) -> Callable[[Job], Job]:
    """Run the function once a day at a wall time in Berlin, given as "06:00"."""
    hour, minute = (int(part) for part in at.split(":"))
    return _register(name, lambda moment: next_wall_time(moment, hour, minute))


def next_wall_time(moment: datetime, hour: int, minute: int) -> datetime:
    """The next moment after the given one at which clocks in Berlin show the time; keeps it over summer time.

    A time that does not exist on the day of the change is an hour later; one that exists twice is the first.
    """
    wall = clock.local(moment).replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    due = wall.astimezone(moment.tzinfo)
    if due <= moment:
        due = (wall + timedelta(days=1)).replace(fold=0).astimezone(moment.tzinfo)
    return due


def run_due() -> int:
    """Run every function whose time has come; returns how many ran, well or not."""
    now = clock.now()
    known = dict(ScheduleEntry.objects.filter(name__in=_jobs).values_list("name", "due_at"))
    _first_rows(now, known.keys())
    due = [_jobs[name] for name, due_at in known.items() if due_at <= now]
    ran = [scheduled for scheduled in due if _claim(scheduled, known[scheduled.name], now)]
    for scheduled in ran:
        _run(scheduled)
    return len(ran)


def _register(name: str, next_after: Next) -> Callable[[Job], Job]:
    def register(job: Job) -> Job:
        if name in _jobs and _jobs[name].job.__qualname__ != job.__qualname__:
            raise ValueError(f"Two functions are scheduled as {name}")
        _jobs[name] = Scheduled(name, job, next_after)
        return job

    return register


def _first_rows(now: datetime, known: Collection[str]) -> None:
    """A function that nobody has met yet is due for the first time one step from now."""
    new = [job for name, job in _jobs.items() if name not in known]
    if new:
        rows = [ScheduleEntry(name=job.name, due_at=job.next_after(now)) for job in new]
        ScheduleEntry.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(scheduled: Scheduled, due_at: datetime, now: datetime) -> bool:
    unclaimed = ScheduleEntry.objects.filter(name=scheduled.name, due_at=due_at)
    return unclaimed.update(due_at=scheduled.next_after(now), claimed_at=now) == 1


def _run(scheduled: Scheduled) -> None:
    fault = ""
    try:
        scheduled.job()
    except Exception as error:  # noqa: BLE001 -- one function must not stop the others
        fault = fault_line(error)
        log.warning("scheduled %s failed: %s", scheduled.name, fault)
    ScheduleEntry.objects.filter(name=scheduled.name).update(finished_at=clock.now(), fault=fault)
