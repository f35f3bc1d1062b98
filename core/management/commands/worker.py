"""`manage.py worker`: outbox, tasks, schedule and ticks in one process."""

import fcntl
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import patience
from core.worker import Worker


class Command(BaseCommand):
    """Start the worker; it stops cleanly on SIGTERM and Ctrl-C, at once on the second one."""

    help = "Delivers the outbox, works the task queue, keeps the schedule and writes the embedded search index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once`: one round, then end; for cron and for checks."""
        parser.add_argument("--once", action="store_true", help="work what is due, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        """Work until told to stop."""
        self.check(tags=[Tags.database], databases=["default"])  # refuse a database that may lose what it acknowledged
        worker = Worker()
        with alone(), patience.asking_often():
            if once:
                while worker.round():
                    pass
                return
            self._listen(worker)
            self.stdout.write("worker: ready (outbox, tasks, schedule, index)")
            self.stdout.flush()
            worker.run()
            self.stdout.write("worker: stopped")

    def _listen(self, worker: Worker) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            worker.stop()
            signal.signal(number, signal.SIG_DFL)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)


@contextmanager
def alone() -> Iterator[None]:
    """On SQLite only one worker may run: two would fight for the write lock and for the index."""
    if connection.vendor != "sqlite":
        yield
        return
    with (Path(settings.DATA_DIR) / "worker.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError("Another worker is running on this data folder. Stop it first.") from error
        yield
