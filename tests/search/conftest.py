"""Every test of the search has its own index folder, the reference words, and no document class but its own."""

import os
import uuid

import pytest

from search import documents, engine, vocabulary
from search.backends import cluster, store
from tests.factories.search import declare, use_reference_words

pytest.register_assert_rewrite("tests.search.contract")


@pytest.fixture(autouse=True)
def search_ground(settings, tmp_path):
    """An empty folder for the index, reference words, no document class."""
    settings.SEARCH_DIR = tmp_path / "search"
    before = use_reference_words()
    known = {document.kind: documents.unregister(document.kind) for document in documents.registered()}
    engine.forget_engine()
    yield
    for kind in documents.NUMBERS:
        documents.unregister(kind)
    for document in known.values():
        documents.register(document)
    if before:
        vocabulary.register(before)
    engine.forget_engine()


@pytest.fixture
def shelf():
    """An empty shelf of places that the search knows."""
    return declare("vacancy")


@pytest.fixture
def index(shelf):
    """An empty live index, and `index(*things)` to fill shelf and index."""
    store.switch_to(store.new_build())

    def fill(*things, kind="vacancy", on=None):
        (on or shelf).things.extend(things)
        entries = [entry for thing in things for entry in documents.of_kind(kind).entries(thing, 1)]
        engine.get_engine().index(entries)

    return fill


@pytest.fixture
def node_index(settings, request):
    """An empty live index on the node, with names of its own; returns their beginning."""
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    settings.ELASTICSEARCH_PREFIX = prefix = f"t{uuid.uuid4().hex[:12]}"
    cluster.forget_client()
    cluster.create(f"{prefix}-first")
    cluster.writer().indices.put_alias(index=f"{prefix}-first", name=cluster.alias())
    yield prefix
    cluster.forget_client()
    cluster.writer().indices.delete(index=",".join(cluster.writer().indices.get(index=f"{prefix}-*")))
    cluster.forget_client()
