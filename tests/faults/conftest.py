"""Faults of the search meet the same things and index as its other tests; faults of conversations play on stages."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.stage import Prepared, Stage, prepare
from tests.search.conftest import index, node_index, search_ground, shelf  # noqa: F401 -- fixtures

# As many as the plays take, with the readers of all or of a few.
PAIRS = 130 if os.environ.get("FAULTS") == "few" else 146


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Servers are started and killed here: whoever asks for it gets it, CI has a part of its own for it.

    `stage("all")` marks what is played with FAULTS=all only.
    """
    asked = os.environ.get("FAULTS")
    marks = {item: mark for item in items if (mark := item.get_closest_marker("stage"))}
    if asked == "few":
        left_out = [item for item, mark in marks.items() if "all" in mark.args]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in () if asked else marks:
        item.add_marker(pytest.mark.skip(reason="faults: set FAULTS=few or FAULTS=all on an idle machine"))


@pytest.fixture(autouse=True)
def _impatient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients send again after half a second, not after three."""
    if request.node.get_closest_marker("stage"):
        monkeypatch.setattr("benchmarks.chat.client.RESEND_SECONDS", 0.5)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A database with enough pairs for every play on it."""
    return prepare(tmp_path_factory.mktemp("stage"), PAIRS)


@pytest.fixture(scope="session")
def stage(prepared: Prepared) -> Iterator[Stage]:
    """One installation of two processes on SQLite; every play takes pairs of its own."""
    made = Stage(prepared.path.parent)
    made.server.start()
    yield made
    made.server.stop()


@pytest.fixture(scope="session")
def take(prepared: Prepared) -> Any:
    """`take(4)` gives pairs that nobody has played with."""
    rest = iter(prepared.pairs)
    return lambda number: [next(rest) for _pair in range(number)]
