"""The product as processes of its own, on a database of its own, with signed-in pairs of people."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = [
    *("--http", "core.prompt:PromptProtocol"),
    *("--ws", "messaging.line:Line", "--ws-max-size", "8192", "--ws-per-message-deflate", "false"),
    *("--ws-ping-interval", "20", "--ws-ping-timeout", "20", "--log-level", "warning"),
    *("--timeout-graceful-shutdown", "2"),
]
START_SECONDS = 120
# Everything a measurement needs in one process: starting one takes longer than the work.
PREPARE = """
import sys, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
begun = time.monotonic()
call_command("demo_pairs", pairs=int(sys.argv[1]), json=True)
print(round(time.monotonic() - begun, 1))
"""


@dataclass
class Server:
    """One installation: folder, database, bus, number of processes."""

    folder: Path
    database: str = ""
    bus: str = ""
    workers: int = 1
    application: str = "config.asgi:application"
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.pairs_s = 0.0
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """Settings of this installation; addresses of services are ours alone."""
        kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        wanted = {
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        }
        services = {"DATABASE_URL": self.database, "CHANNEL_URL": self.bus}
        return {**kept, **wanted, **{name: value for name, value in services.items() if value}, **self.more}

    def manage(self, *command: str) -> str:
        """One management command; what it printed."""
        return self._python(str(ROOT / "manage.py"), *command, worst=1)

    def _python(self, *arguments: str, worst: int = 0) -> str:
        call = [sys.executable, "-W", "ignore", *arguments]
        done = subprocess.run(call, env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode > worst:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def prepare(self, pairs: int) -> list[dict[str, Any]]:
        """Tables and signed-in pairs; `pairs_s` is the time of the pairs alone."""
        *made, self.pairs_s = [json.loads(line) for line in self._python("-c", PREPARE, str(pairs)).splitlines()]
        return made

    def start(self) -> None:
        """Run until `stop`; returns when it answers."""
        command = [sys.executable, "-m", "uvicorn", self.application, "--port", str(self.port)]
        command += ["--workers", str(self.workers), *OPTIONS]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment(), cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/nachrichten/verbindung/", timeout=5).close()  # noqa: S310 -- our own
            except urllib.error.HTTPError:
                return  # 401: it answers
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.log.read_text()[-2000:])

    def start_again(self) -> None:
        """After the only process was killed: what watches over it would do so."""
        if self.process is not None:
            self.process.wait(5)
        self.start()

    def pids(self) -> list[int]:
        """The processes that serve: the workers, or the one process."""
        if self.process is None:
            return []
        if self.workers == 1:
            return [self.process.pid]
        return [pid for pid in children(self.process.pid) if b"spawn_main" in _command(pid)]

    def memory_kb(self) -> int:
        """Proportional set size of all serving processes."""
        return sum(pss_kb(pid) for pid in self.pids())

    def cpu_seconds(self) -> float:
        """Processor time of all serving processes so far."""
        return sum(cpu_seconds_of(pid) for pid in self.pids())

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                for pid in [*children(self.process.pid), self.process.pid]:
                    with suppress(ProcessLookupError):
                        os.kill(pid, 9)
                self.process.wait(5)
        self.process = None


def children(pid: int) -> list[int]:
    """Direct children of a process."""
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def pss_kb(pid: int) -> int:
    """Proportional set size of one process."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def cpu_seconds_of(pid: int) -> float:
    """Processor time of one process so far."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
