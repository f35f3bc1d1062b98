"""The product as `make run` serves it: a process of its own with its own folder and port, so a journey meets exactly
what a newcomer meets: preparation, demo network, worker, index, sockets. Tables that a test run made are taken over."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from benchmarks.ports import free_port
from core.sealing import new_key
from tests import database

ROOT = Path(__file__).resolve().parents[2]
OURS_ALONE = {"DATABASE_URL", "CHANNEL_URL", "OUTBOX"}
START_SECONDS = 240
STOP_SECONDS = 30


class NotStarted(Exception):
    """The server did not say that it serves; carries what it printed."""


class Product:
    """A running server: its address and its folder."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data


class Running(Product):
    """One that we started; `with Running(folder) as product:` waits and stops. `more` are settings of its own."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.port = free_port()
        super().__init__(f"http://localhost:{self.port}", folder / "data")
        self.log = folder / "serve.log"
        kept = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
        own = {
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONWARNINGS": "default",
        }
        database.lay_tables(self.data / "handschlag.sqlite3")
        command = [sys.executable, "manage.py", "serve"]
        with self.log.open("w") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=kept | own | more, stdout=output, stderr=output)  # noqa: S603

    def __enter__(self) -> Self:
        try:
            return self.wait()
        except NotStarted:
            self.stop()
            raise

    def __exit__(self, *_fault: object) -> None:
        self.stop()

    def wait(self) -> Self:
        """Until the last line of the start is printed and the server listens; raises NotStarted."""
        end = time.monotonic() + START_SECONDS
        while "Anmelden zum Ausprobieren" not in self.log.read_text() or not self._listens():
            if self.process.poll() is not None or time.monotonic() > end:
                raise NotStarted(self.log.read_text()[-4000:])
            time.sleep(0.2)
        return self

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("localhost", self.port), timeout=1):
            return True
        return False

    def stop(self) -> None:
        """Ctrl-C; a process that does not listen to it is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def for_journeys(folder: Path) -> Running:
    """The installation all journeys share: with notices on devices; nobody listens at the address of their service."""
    return Running(folder, PUSH_KEY=new_key(), PUSH_HOSTS="push.example")
