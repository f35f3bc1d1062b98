"""Faults of the search meet the same things and index as its other tests."""

from tests.search.conftest import index, node_index, search_ground, shelf  # noqa: F401 -- fixtures
