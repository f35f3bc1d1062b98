"""An edited building block is found once the worker has made the index anew; nothing else waits for that."""

import pytest

from search import actions, engine, rebuilding, renewal, tables, targets, vocabulary
from search.backends import store
from search.models import IndexTarget, KnownWord, PartWord
from search.query import Query
from tests.factories.search import FactVocabulary, Thing

pytestmark = pytest.mark.django_db


class StoredVocabulary(FactVocabulary):
    """Trades from files, German from the database."""

    def language(self):
        return tables.stored()

    def version(self):
        return tables.version()


@pytest.fixture
def rebuilt(shelf, monkeypatch):
    """A live index of one place whose title has a block that nobody knows yet."""
    monkeypatch.setattr(renewal, "_watch", renewal._Watch())
    monkeypatch.setattr(renewal, "QUIET_SECONDS", 0.0)
    actions.load_language()
    vocabulary.register(StoredVocabulary())
    shelf.things.append(Thing(1, title="Quarkofenbauer", trade="", body="", organisation="Lindenau"))
    rebuilding.rebuild()
    return store.live_name()


def found(word):
    return engine.get_engine().search(Query(text=word, words=(word,))).total


def add(row):
    row.save()
    row.save_revision()
    vocabulary.renew()


def test_a_new_building_block_is_found_after_the_worker_ran(rebuilt):
    add(PartWord(word="quark"))
    before = found("quark")

    renewal.watch()

    assert (before, found("quark"), found("quarkofenbauer")) == (0, 1, 1)
    assert store.live_name() != rebuilt
    assert renewal.is_behind() is False


def test_the_index_is_left_alone_when_the_words_are_its_own(rebuilt):
    renewal.watch()
    add(KnownWord(word="quarkofen"))  # decides how a question is read, not what stands in the index
    renewal.watch()

    assert store.live_name() == rebuilt


def test_several_edits_in_one_go_wait_for_each_other(rebuilt, monkeypatch):
    monkeypatch.setattr(renewal, "QUIET_SECONDS", 3600.0)
    add(PartWord(word="quark"))
    renewal.watch()

    assert (store.live_name() == rebuilt, renewal.is_behind()) == (True, True)


def test_a_rebuild_that_is_refused_rests_and_leaves_the_old_index(rebuilt, monkeypatch, caplog):
    tries = []

    def refuse(*args, **kwargs):
        tries.append(1)
        raise rebuilding.Refused("too few documents")

    monkeypatch.setattr(rebuilding, "_verify", refuse)
    add(PartWord(word="quark"))
    renewal.watch()
    renewal.watch()

    assert (len(tries), store.live_name() == rebuilt, "too few documents" in caplog.text) == (1, True, True)


def test_an_index_from_before_the_tables_is_made_anew_once(rebuilt):
    IndexTarget.objects.update(language="")
    assert [target.name for target in targets.behind(vocabulary.current().language.digest)] == ["embedded"]

    renewal.watch()

    assert renewal.is_behind() is False
