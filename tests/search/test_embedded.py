"""The embedded engine keeps the contract, and what is its alone."""

import math
import os
import subprocess
import sys

import pytest

from search import analysis, ranking
from search.backends import store
from search.engine import Unavailable, get_engine
from search.query import Query
from tests.factories.search import Thing
from tests.search.contract import EngineContract, near, words


class TestEmbedded(EngineContract):
    """tantivy on this machine's disk."""

    @pytest.fixture
    def fill(self, index):
        """Things go to shelf and index."""
        return index

    @pytest.fixture
    def engine(self, index):
        """The engine the settings name."""
        return get_engine()


def test_without_an_index_it_says_so(shelf):
    with pytest.raises(Unavailable):
        get_engine().search(Query())


def test_index_with_other_columns_is_not_opened(shelf, index):
    (store.root() / "CURRENT").write_text("ffffffff-old")

    with pytest.raises(Unavailable):
        get_engine().search(Query())


def test_scores_are_those_of_the_written_formula(index):
    texts = ["holz", "holz holz stein", "stein glas metall", "glas"]
    index(*(Thing(pk, title=text, trade="", organisation="", body="") for pk, text in enumerate(texts, start=1)))
    lengths = [len(text.split()) for text in texts]
    average = sum(lengths) / len(lengths)
    df = sum("holz" in text for text in texts)
    idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))

    results = get_engine().search(words("holz"))
    found = {row.order_id % 10**12: row.score for row in results.rows}

    def part(tf, length):
        return idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / average))

    parts = [len(analysis.parts(text)) for text in texts]
    mean = sum(parts) / len(parts)
    for pk, tf in ((1, 1), (2, 2)):
        by_title = ranking.BOOSTS["title"] * part(tf, lengths[pk - 1])
        by_parts = ranking.BOOSTS["parts"] * idf * tf / (tf + 1.2 * (0.25 + 0.75 * parts[pk - 1] / mean))
        assert found[pk] == pytest.approx(by_title + by_parts, rel=1e-3)


def test_nearest_come_first_even_beyond_the_window(index):
    index(*(Thing(pk, plz="20095") for pk in range(1, 1_101)), Thing(2_000, plz="04600"))

    rows = get_engine().search(Query(near=near("04600", 0), order="distance")).rows

    assert min(row.km for row in rows) == 0.0


def test_columns_stand_in_the_same_order_in_every_process():
    code = (
        "import django; django.setup();"
        "from search.backends.schema import declared; print(*[name for name, _ in declared()])"
    )
    orders = {
        subprocess.run(  # noqa: S603 -- our own interpreter, a fixed text
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(orders) == 1
