"""Where a run plays: services of its own, a database with signed-in pairs made once and copied for each part."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import services
from benchmarks.chat.server import Server, cpu_seconds_of
from benchmarks.ports import free_port

SQLITE = "handschlag.sqlite3"


class Stage:
    """Databases and bus of one whole run."""

    def __init__(self, folder: Path, *, database: str, bus: str, workers: int) -> None:
        self.folder, self.workers = folder, workers
        self.stack = ExitStack()
        self.admin = self._database(database)
        self.bus = self.stack.enter_context(redis(folder)) if bus == "redis" else bus.replace("tail", "")
        self.pairs: list[dict[str, Any]] = []
        self.parts = 0

    def _database(self, wanted: str) -> str:
        if wanted == "sqlite":
            return ""
        return self.stack.enter_context(services.postgres(self.folder)) if wanted == "postgres" else wanted

    def prepare(self, pairs: int) -> tuple[float, float]:
        """Tables and pairs, once, also for later runs in this folder; the seconds of all, and of the pairs alone."""
        begun, made_s = time.monotonic(), 0.0
        kept = self.folder / "prepared" / "pairs.json"
        self.pairs = json.loads(kept.read_text()) if kept.exists() else []
        if len(self.pairs) < pairs:
            server = self._server("prepared", self._new_database("prepared"))
            self.pairs, made_s = server.prepare(pairs), server.pairs_s
            kept.write_text(json.dumps(self.pairs))
        else:
            self._kept_server().manage("migrate", "-v", "0")
        return time.monotonic() - begun, made_s

    def _kept_server(self) -> Server:
        address = f"{self.admin.rpartition('/')[0]}/handschlag_bench_prepared" if self.admin else ""
        return Server(self.folder / "prepared", database=address, bus=self.bus)

    def installation(self) -> Server:
        """A server on a fresh copy of what was prepared; it does not run yet."""
        self.parts += 1
        name = f"part_{self.parts}"
        address = self._new_database(name, template="prepared")
        server = self._server(name, address)
        self.stack.callback(self._drop, address)
        if not address:
            old = self.folder / "prepared" / SQLITE
            with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(server.folder / SQLITE)) as target:
                source.backup(target)
        return server

    def _server(self, name: str, database: str) -> Server:
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return Server(folder, database=database, bus=self.bus, workers=self.workers)

    def _new_database(self, name: str, template: str = "template0") -> str:
        if not self.admin:
            return ""
        import psycopg  # noqa: PLC0415 -- only where PostgreSQL is measured

        own, template = (
            f"handschlag_bench_{name}",
            template if template == "template0" else f"handschlag_bench_{template}",
        )
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {own}")
            connection.execute(f"CREATE DATABASE {own} TEMPLATE {template}")
        return f"{self.admin.rpartition('/')[0]}/{own}"

    def _drop(self, address: str) -> None:
        if not address:
            return
        import psycopg  # noqa: PLC0415 -- only where PostgreSQL is measured

        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2]} WITH (FORCE)")

    def database_cpu(self) -> float:
        """Processor time of the database server of our own so far, with that of its connections that ended."""
        found = self.folder / "postgres" / "postmaster.pid"
        if not found.exists():
            return 0.0
        postmaster = int(found.read_text().split()[0])
        family = [postmaster, *(pid for pid in _all_pids() if _parent(pid) == postmaster)]
        return sum(cpu_seconds_of(pid) for pid in family) + _waited(postmaster)

    def close(self) -> None:
        """Drop what was made, stop what was started."""
        self.stack.close()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The Redis that REDIS_URL names, or one of our own; LookupError where there is none."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    program = shutil.which("redis-server")
    if program is None:
        raise LookupError("no redis-server here, REDIS_URL is not set")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)  # noqa: S603
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _waited(pid: int) -> float:
    """Processor time of children that ended and were waited for."""
    fields = _stat(pid)
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK") if fields else 0.0
