"""Services a measure needs beside the product: an Elasticsearch node with the stock's index, a PostgreSQL of its own.

A node or server that is named by the environment (ELASTICSEARCH_URL, POSTGRES_URL) is used; else one is started from
what this machine has, and its data stay in the stock's folder, so that filling is done once.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chat.server import ROOT, Server
from benchmarks.ports import free_port

PREFIX = "handschlag-benchmark"
os.environ.setdefault("ELASTICSEARCH_HEAP", "1g")  # read when the node's module is imported


def end_in_order() -> None:
    """A run that is asked to end stops what it started first: else its node would hold the folder."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))


def why_no_cluster() -> str:
    """Empty when an Elasticsearch can be had, else what is missing."""
    from tests.services.elasticsearch.node import is_possible  # noqa: PLC0415 -- only where a node is asked for

    return "" if os.environ.get("ELASTICSEARCH_URL") else is_possible()


@contextmanager
def cluster(folder: Path) -> Iterator[str | None]:
    """The address of a node that holds the index of this folder's stock; None where none can be started."""
    if why_no_cluster():
        yield None
        return
    with node(folder) as address:
        more = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "ELASTICSEARCH_URL": address}
        environment = Server(folder, more=more | {"ELASTICSEARCH_PREFIX": PREFIX}).environment()
        fill = [sys.executable, "-W", "ignore", "-m", "benchmarks.stock", str(folder), "0"]
        subprocess.run(fill, env=environment, cwd=ROOT, check=True)  # noqa: S603
        yield address


@contextmanager
def node(folder: Path) -> Iterator[str]:
    """One Elasticsearch: the one that is named, or one of our own whose data stay in the folder."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given
        return
    from tests.services.elasticsearch.node import Node  # noqa: PLC0415 -- only where a node is asked for

    running = Node.begin(cluster="handschlag-benchmark", folder=folder / "elasticsearch")
    try:
        yield running.wait().url
    finally:
        running.stop(keep=True)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """One PostgreSQL: the named one, or one of our own in the folder; LookupError where there is none."""
    if given := os.environ.get("POSTGRES_URL"):
        yield given
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs or os.geteuid() or not shutil.which("runuser"):
        raise LookupError("no PostgreSQL here, POSTGRES_URL is not set")
    data, port = folder / "postgres", free_port()
    _as_postgres(data, programs[-1], port, "start")
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        _as_postgres(data, programs[-1], port, "stop")


def database_of(address: str, name: str) -> str:
    """The address of another database of this server, made where it is not there."""
    import psycopg  # noqa: PLC0415 -- only where PostgreSQL is asked for

    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"{address.rpartition('/')[0]}/{name}"


def _as_postgres(data: Path, programs: Path, port: int, verb: str) -> None:
    """Start or stop the server; its files belong to its own user, who must be able to reach them."""
    data.parent.chmod(0o755)  # a passing folder is closed to all but its owner
    if not data.exists():
        data.mkdir(mode=0o700)
        shutil.chown(data, "postgres", "postgres")
        _run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB"
    more = ["-o", options, "-l", str(data / "log")] if verb == "start" else ["-m", "fast"]
    _run(str(programs / "pg_ctl"), "-D", str(data), "-w", *more, verb)


def _run(*command: str) -> None:
    call = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(call, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise LookupError(done.stderr[-500:])
