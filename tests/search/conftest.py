"""Every test of the search has its own index folder, the reference words, and no document class but its own."""

import pytest

from search import documents, engine, vocabulary
from search.backends import store
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
