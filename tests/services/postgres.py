"""PostgreSQL as a cluster of our own: it dies by SIGKILL, as when a machine loses its power, and is started again."""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.chat.server import children
from benchmarks.ports import free_port

START_SECONDS = 60
# PostgreSQL refuses to run as root.
OWNER = "postgres" if os.getuid() == 0 else None


def program(name: str) -> str:
    """Where a program of PostgreSQL lies, the newest first; empty when there is none."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))  # noqa: PTH207 -- an absolute pattern
    return found[-1] if found else shutil.which(name) or ""


def missing() -> str:
    """Why there can be no cluster here; empty when there can."""
    return "" if program("initdb") else "PostgreSQL's own programs are not installed"


class Cluster:
    """One data folder, one port, one postmaster."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="handschlag-postgres-"))
        if OWNER:
            shutil.chown(self.folder, OWNER)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._run(
            "initdb", "--no-sync", "-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"
        )

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, **options: str) -> None:
        """Run with these settings until `kill` or `stop`; returns when it answers."""
        more = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), **options}
        settings = [part for name, value in more.items() for part in ("-c", f"{name}={value}")]
        command = [program("postgres"), "-D", "data", "-p", str(self.port), *settings]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, user=OWNER)  # noqa: S603
        self._wait()

    def load(self, dump: Path) -> None:
        """Fill the empty database from a file of pg_dump."""
        with dump.open("rb") as file:
            self._run("psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", self.url, stdin=file)

    def kill(self) -> None:
        """SIGKILL for every process of it, without a word; returns when all are gone."""
        if self.process is None:
            return
        pids = [self.process.pid, *children(self.process.pid)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        self.process = None
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # fast: everybody is sent home, everything is written
            self.process.wait(30)
        self.process = None

    def remove(self) -> None:
        """Leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        import psycopg  # noqa: PLC0415 -- only where PostgreSQL is tested

        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError((self.folder / "log").read_text()[-2000:])

    def _run(self, name: str, *arguments: str, stdin: object = None) -> None:
        command = [program(name), *arguments]
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs
            command, cwd=self.folder, user=OWNER, stdin=stdin, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
