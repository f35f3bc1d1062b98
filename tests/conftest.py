"""What every test may lean on: a migrated database, strictness, services, the outbox held until asked."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import ports
from tests import database
from tests.strict import strictness  # noqa: F401 -- an autouse fixture

SERVICES = {
    "postgres": ("POSTGRES_URL", "PostgreSQL: set POSTGRES_URL"),
    "redis": ("REDIS_URL", "Redis: set REDIS_URL"),
    "elasticsearch": (
        "ELASTICSEARCH_URL",
        "Elasticsearch: set ELASTICSEARCH_URL (python -m tests.services.elasticsearch.node starts one)",
    ),
}
COLLECT_AFTER = 20_000  # new objects; Python alone collects after 700
PARTS = ("journey", "elasticsearch", "stage")  # marks that are parts of their own (tests/__main__.py)


def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis must not judge speed on a busy machine, and runs the same examples in CI each time."""
    from hypothesis import settings  # noqa: PLC0415 -- only where tests run

    settings.register_profile("handschlag", deadline=None, max_examples=60, derandomize=bool(os.environ.get("CI")))
    settings.load_profile("handschlag")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files that name a group stay in one process."""
    from tests import groups  # noqa: PLC0415 -- only where tests are distributed

    return groups.scheduler(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--only-database` for the second database: what could not turn out otherwise there was judged on the first."""
    parser.addoption("--only-database", action="store_true", help="only what a second database may answer otherwise")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A part that is one mark (`-m journey`) reads the files that say it: the others take longer than its start."""
    mark = config.getoption("-m")
    if mark in PARTS and collection_path.match("test_*.py") and not says(collection_path, mark):
        return True
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was read to begin with stays to the end: the collector of garbage need not walk over it in every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


@cache
def says(file: Path, mark: str) -> bool:
    """Whether a file of tests names this mark."""
    return f"mark.{mark}" in file.read_text()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a test that its part would not find, and keep what `--only-database` means."""
    for item in items:
        lost = [mark for mark in PARTS if item.get_closest_marker(mark) and not says(item.path, mark)]
        if lost:
            raise pytest.UsageError(f"{item.nodeid} has the mark {lost[0]}, but its file does not name it")
    keep_only_database(config, items)


def keep_only_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--only-database` does not mean: tests without a database, and more of the same statements.

    A test tried with many values asks in the same words each time, so its first and its last set are enough; one
    that commits (locks, races, constraints at the end of a transaction) is tried with all of its sets.
    """
    if not config.getoption("--only-database"):
        return
    asking = [item for item in items if asks_the_database(item)]
    ends = set(first_and_last(asking))
    chosen = {item for item in asking if item in ends or is_transactional(item)}
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = [item for item in items if item in chosen]


def first_and_last(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each test the first and the last of its sets by name: an order that is the same in every process."""
    sets: dict[str, list[pytest.Item]] = {}
    for item in items:
        sets.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for found in sets.values():
        yield min(found, key=lambda item: item.nodeid)
        yield max(found, key=lambda item: item.nodeid)


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask at all: pytest-django blocks the database for every other one."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose service is missing, with the reason; where CI is set its absence is a failure."""
    needed = [mark.args[0] for mark in item.iter_markers("service")]
    needed += ["elasticsearch"] if item.get_closest_marker("elasticsearch") else []
    for name in needed:
        variable, reason = SERVICES[name]
        if not os.environ.get(variable):
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{reason} (docs/environment.md)")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """SQLite starts from the migrated template; PostgreSQL takes pytest-django's own way."""
    from django.db import connection  # noqa: PLC0415 -- settings are ready only now

    if connection.vendor != "sqlite":
        yield from _migrated(request, django_db_blocker)
        return
    with django_db_blocker.unblock():
        database.use_template()
        connection.close()
        connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]
    yield
    connection.close()


def _migrated(request: pytest.FixtureRequest, blocker: Any) -> Iterator[None]:
    """A migrated database of its own for this process, dropped afterwards; the first process migrates for all."""
    from pytest_django.fixtures import _set_suffix_to_test_databases  # noqa: PLC0415

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)
    with blocker.unblock():
        database.use_server()
    yield
    with blocker.unblock():
        database.drop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A transactional test leaves its rows: put the migrated state back for the next one.

    After the last one the test database is gone, and the name in the settings is no longer ours to drop.
    """
    try:
        return (yield)
    finally:
        if nextitem and is_transactional(item):
            database.restore()


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test's rows outlive it."""
    mark = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (mark and mark.kwargs.get("transaction")))


@pytest.fixture(scope="session", autouse=True)
def _no_flush() -> Iterator[None]:
    """The whole database is put back after a transactional test, so emptying each table before is time for nothing."""
    from django.test import TransactionTestCase  # noqa: PLC0415 -- settings are ready only now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
        yield


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test meets what an earlier one left in the cache: Wagtail keeps the paths of its sites there."""
    from django.core.cache import cache  # noqa: PLC0415 -- settings are ready only now

    cache.clear()


@pytest.fixture
def no_index_yet(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A folder of its own for the search: an index that another test left in the usual one holds other things."""
    from search import engine  # noqa: PLC0415 -- settings are ready only now

    settings.SEARCH_DIR = tmp_path / "search"
    engine.forget_engine()
    yield
    engine.forget_engine()


@pytest.fixture
def outbox() -> Any:
    """`with outbox():` delivers what the block posted, and what that delivery posts in turn, as the worker does."""
    from core import outbox as core_outbox  # noqa: PLC0415 -- needs loaded models

    @contextmanager
    def deliver() -> Iterator[None]:
        yield
        while core_outbox.deliver(limit=500):
            pass

    return deliver


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port nobody listens on."""
    return ports.free_port()


@pytest.fixture(autouse=True)
def no_timetable(request: pytest.FixtureRequest) -> Iterator[Any]:
    """No table of travel times is loaded, and none is looked for; `timetable_of` and `real_timetable` say otherwise."""
    from core import reach  # noqa: PLC0415 -- needs the settings

    real = reach.rides
    reach.rides = lambda origin, mode: {}  # type: ignore[assignment]
    yield real
    reach.rides = real


@pytest.fixture
def timetable_of(no_timetable: Any) -> Any:
    """`timetable_of(origin, mode, {target: (minutes, "06:35")})`: a table that knows these ways."""
    from core import reach  # noqa: PLC0415

    def give(origin: str, mode: str, ways: dict[str, tuple[int | None, str]]) -> None:
        known = {target: reach.Ride(way, time.fromisoformat(first)) for target, (way, first) in ways.items()}
        reach.rides = lambda plz, means: known if (plz, means) == (origin, mode) else {}  # type: ignore[assignment]

    return give


@pytest.fixture
def real_timetable(no_timetable: Any, db: Any) -> Iterator[None]:
    """What was loaded into the database counts."""
    from core import reach, timetable  # noqa: PLC0415

    reach.rides = no_timetable
    timetable.forget()
    yield
    timetable.forget()
