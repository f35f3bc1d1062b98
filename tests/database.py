"""One migrated SQLite file per state of the migrations, copied for each test process: 10 s become 1 s."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import django
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from core import garbage
from tests.services import postgres

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(gettempdir()) / "handschlag-test-databases"
APPS = ("core", "accounts", "messaging", "search", "trades", "apprenticeships", "events", "site/pages")


@cache
def migrations_hash() -> str:
    """A name for the state in which this process found all our migrations and the locked packages."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    digest.update(",".join(settings.INSTALLED_APPS).encode())  # other settings, other tables
    for app in APPS:
        for file in sorted((ROOT / app / "migrations").glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time builds the template."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def copy(source: Path, target: Path) -> None:
    """Copy a database with SQLite's own backup, so that an open write-ahead log is included."""
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    with new:
        old.backup(new)
    old.close()
    new.close()


def template() -> Path:
    """Where the migrated SQLite file of this state lies, once there has been one."""
    return FOLDER / f"{migrations_hash()}.sqlite3"


def lay_tables(path: Path) -> None:
    """Begin a new installation with the tables of the template where it stands: migrating takes most of a minute."""
    if template().exists() and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        copy(template(), path)


def build(target: Path) -> None:
    """Migrate an empty database and keep a copy of it as the template."""
    with garbage.rarely_sought():
        config = setup_databases(verbosity=0, interactive=False)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    copy(Path(settings.DATABASES["default"]["TEST"]["NAME"]), partial)
    partial.rename(target)
    teardown_databases(config, verbosity=0)


def use_template() -> None:
    """Put a copy of the template where the test database is expected, building the template first if need be."""
    FOLDER.mkdir(exist_ok=True)
    with locked(FOLDER / "lock"):
        if not template().exists():
            build(template())
    copy(template(), Path(connection.settings_dict["TEST"]["NAME"]))


def use_server() -> None:
    """A migrated PostgreSQL database for this process, from the dump that the first one leaves behind."""
    FOLDER.mkdir(exist_ok=True)
    with locked(FOLDER / "postgres.lock"):  # not the one of SQLite, which every test that commits takes
        if not _load_dump():
            with garbage.rarely_sought():
                setup_databases(verbosity=0, interactive=False, serialized_aliases=())  # the copy is what comes back
        _keep_template()


def _load_dump() -> bool:
    """Make the database of this process from the dump of a migrated one; False where none fits this server."""
    if not dump().exists():
        return False
    name = connection.creation._get_test_db_name()
    _as_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    if not _client("psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-f", str(dump()), "-d", name):
        return False
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    return True


def _keep_template() -> None:
    """Remember the freshly migrated PostgreSQL database of this process under a second name, and as a dump."""
    name = connection.settings_dict["NAME"]
    _as_server(f'DROP DATABASE IF EXISTS "{name}_fresh"', f'CREATE DATABASE "{name}_fresh" TEMPLATE "{name}"')
    if not dump().exists():
        partial = dump().with_suffix(".partial-sql")
        if _client("pg_dump", "--no-owner", f"--file={partial}", f"{name}_fresh"):
            partial.rename(dump())


def dump() -> Path:
    """Where the dump of a freshly migrated PostgreSQL lies, once there has been one."""
    return FOLDER / f"{migrations_hash()}.sql"


def _client(name: str, *arguments: str) -> bool:
    """Run a program of PostgreSQL against the server of the tests; False where it is missing or fails."""
    given, program = connection.settings_dict, postgres.program(name)
    place = [f"--host={given['HOST']}", f"--port={given['PORT']}", f"--username={given['USER']}"]
    command, environment = [program, *place, *arguments], {**os.environ, "PGPASSWORD": given["PASSWORD"]}
    return bool(program) and not subprocess.run(command, env=environment, capture_output=True, check=False).returncode  # noqa: S603


def drop() -> None:
    """Remove both databases of this process, whoever still holds a connection: threads of servers end later."""
    name = connection.settings_dict["NAME"]
    _as_server(*(f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)' for each in (name, f"{name}_fresh")))


def restore() -> None:
    """Put the freshly migrated state back after a transactional test has emptied all tables, Wagtail's root too."""
    connections.close_all()
    # Asynchronous tests ask the database from asgiref's own thread; its connection must not outlive the tables.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
    if connection.vendor == "sqlite":
        use_template()
        return
    name = connection.settings_dict["NAME"]
    _as_server(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{name}_fresh"')


def _as_server(*statements: str) -> None:
    """Run statements outside of any database of ours."""
    import psycopg  # noqa: PLC0415 -- only where PostgreSQL is tested

    connections.close_all()
    given = connection.settings_dict
    address = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"] or None,
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        for statement in statements:
            server.execute(statement)


if __name__ == "__main__":  # leaves the dump behind, so that it can be made beside other tests
    django.setup()
    if not dump().exists():
        use_server()
        drop()
