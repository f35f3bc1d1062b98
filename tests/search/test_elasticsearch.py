"""Elasticsearch keeps the contract on a real node, and agrees with the embedded engine."""

import pytest

from search import documents
from search.backends import cluster
from search.backends.elasticsearch import ElasticsearchEngine
from tests.search.contract import EngineContract

pytestmark = pytest.mark.elasticsearch


class TestElasticsearch(EngineContract):
    """The cluster, asked through the alias."""

    @pytest.fixture
    def engine(self, node_index):
        """The engine over an index of its own."""
        return ElasticsearchEngine()

    @pytest.fixture
    def fill(self, shelf, engine):
        """Things go to shelf and index."""

        def put(*things):
            shelf.things.extend(things)
            engine.index([entry for thing in things for entry in documents.of_kind("vacancy").entries(thing, 1)])

        return put


def test_an_index_with_other_columns_is_not_asked(node_index):
    assert cluster.alias().startswith(node_index)
