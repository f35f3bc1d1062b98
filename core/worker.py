"""The worker: one process that delivers the outbox, works the task queue, keeps the schedule and ticks.

An app registers what must happen in this process again and again with `register_tick`; the embedded search index has
its only writer there.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import close_old_connections
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from core import clock, outbox, schedule
from core.models import WorkerPulse
from core.outbox import fault_line

IDLE_SECONDS = 0.25
# Under steady writing a round must find a batch, not a row: on SQLite each takes the lock from those who write.
BREATH_SECONDS = 0.1
SCHEDULE_SECONDS = 10.0  # quality contract: the table is looked at every ten seconds
LONGEST_REST_SECONDS = 15.0
TASKS_A_ROUND = 20

Tick = Callable[[], object]

log = logging.getLogger(__name__)


@dataclass
class Ticking:
    """A function that is called every so many seconds; truthy means that there was work and more may wait."""

    run: Tick
    seconds: float
    at_end: Tick | None = None
    due: float = field(default=0.0)
    faults: int = field(default=0)  # one after the other


_ticks: list[Ticking] = []


def register_tick(run: Tick, *, seconds: float = 1.0, at_end: Tick | None = None) -> None:
    """Call `run` in every worker about each so many seconds, and `at_end` when the worker stops."""
    _ticks.append(Ticking(run, seconds, at_end))


class Worker:
    """Goes round until it is stopped. A failing part rests longer each time and never stops the others."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._parts = [
            Ticking(outbox.deliver, 0.0),
            Ticking(self.run_tasks, 0.0),
            Ticking(schedule.run_due, SCHEDULE_SECONDS),
            Ticking(self.beat, SCHEDULE_SECONDS),
            *_ticks,
        ]

    def stop(self) -> None:
        """Finish the present step, then leave `run`."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stop.is_set():
            close_old_connections()
            busy = self.round()
            self._stop.wait(BREATH_SECONDS if busy else IDLE_SECONDS)
        self._end()

    def round(self) -> bool:
        """Call every part that is due once; True when one of them had work."""
        work = [self._called(part) for part in self._parts if not self._stop.is_set()]
        return any(work)

    def run_tasks(self) -> bool:
        """Work some of the queue; False when it was empty. Looks first, because claiming locks SQLite."""
        backend = task_backends["default"]
        if not isinstance(backend, DatabaseBackend) or not DBTaskResult.objects.ready().exists():
            return False
        QueueWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_A_ROUND,
            worker_id=self.name[:64],
            excluded_queue_names=[],
        ).run()
        return True

    def beat(self) -> None:
        """Leave a sign of life for /health."""
        WorkerPulse.objects.update_or_create(name="worker", defaults={"beats_at": clock.now()})

    def _called(self, part: Ticking) -> bool:
        now = time.monotonic()
        if now < part.due:
            return False
        part.due = now + part.seconds
        try:
            work = bool(part.run())
        except Exception as fault:  # noqa: BLE001 -- a database that is away now is back in a minute
            part.faults += 1
            part.due = time.monotonic() + min(IDLE_SECONDS * 2**part.faults, LONGEST_REST_SECONDS)
            log.warning("worker: %s failed: %s", getattr(part.run, "__qualname__", part.run), fault_line(fault))
            return False
        part.faults = 0
        return work

    def _end(self) -> None:
        for part in self._parts:
            if part.at_end:
                part.at_end()
