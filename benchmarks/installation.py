"""The product as it is installed: web processes and a worker on a stock, changes at a fixed rate, one plain request."""

import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks.chat.server import ROOT, Server
from benchmarks.services import PREFIX

WORKERS = 2
STOP_SECONDS = 20


@contextmanager
def installed(folder: Path, elasticsearch: str = "", database: str = "") -> Iterator[Server]:
    """Two web processes and a worker; with the address of a cluster they use it."""
    server = served(folder, elasticsearch, database)
    with (folder / "worker.log").open("ab") as log:
        command = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), "worker"]
        worker = subprocess.Popen(command, env=server.environment(), cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        try:
            server.start()
            yield server
        finally:
            server.stop()
            worker.terminate()
            worker.wait(STOP_SECONDS)


def served(folder: Path, elasticsearch: str = "", database: str = "") -> Server:
    """Web processes of this stock, not started yet."""
    more = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "LOG_LEVEL": "ERROR"}
    if elasticsearch:
        more |= {"ELASTICSEARCH_URL": elasticsearch, "ELASTICSEARCH_PREFIX": PREFIX}
    return Server(folder, database=database, workers=WORKERS, more=more)


def answer_of(server: Server, path: str) -> bytes:
    """The body of one page."""
    with urllib.request.urlopen(f"{server.url}{path}", timeout=30) as answer:  # noqa: S310 -- our own server
        return bytes(answer.read())


class Writer(threading.Thread):
    """Changes one thing after the other at a fixed rate until it is stopped."""

    def __init__(self, rate: float, write: Callable[[int, str], None]) -> None:
        super().__init__(daemon=True)
        self.rate, self.write = rate, write
        self.made = self.failed = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        """Write; a change that the database refuses is counted and not tried again."""
        from django.db import DatabaseError, connection  # noqa: PLC0415 -- after setup

        from apprenticeships.models import Vacancy  # noqa: PLC0415

        keys = list(Vacancy.objects.open().order_by("-pk").values_list("pk", flat=True)[:20_000])
        begun = time.monotonic()
        for number in count():
            if self.is_over.wait(max(0.0, begun + number / self.rate - time.monotonic())):
                break
            try:
                self.write(keys[number % len(keys)], f"Wir freuen uns auf Verstärkung, zum {number}. Mal.")
                self.made += 1
            except DatabaseError:
                self.failed += 1
        connection.close()

    def stop(self) -> None:
        """End the writing."""
        self.is_over.set()
        self.join()
