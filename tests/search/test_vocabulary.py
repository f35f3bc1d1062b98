"""Changed words are read beside the questions: nobody waits for them, and everybody has them soon."""

import threading
import time
from dataclasses import replace

import pytest

from search import analysis, vocabulary
from search.resolver import resolve_trades, trade_index
from search.vocabulary import TradeWords
from tests.factories.search import FactVocabulary

SOON = 5.0  # seconds a thread may take on a busy machine


class SlowWords(FactVocabulary):
    """One trade; reading it again waits until the test lets it go on."""

    def __init__(self):
        self.name, self.stamp, self.may_read = "Tischler/in", 1, threading.Event()
        self.may_read.set()

    def trades(self):
        self.may_read.wait(SOON)
        male = self.name.removesuffix("/in")
        return [TradeWords("tischler", self.name, male, f"{male}in")]

    def edit(self, name):
        self.name, self.stamp = name, self.stamp + 1
        self.may_read.clear()
        vocabulary.renew()


@pytest.fixture
def words(settings):
    provider = SlowWords()
    vocabulary.register(provider)
    assert resolve_trades("Tischler")[0][0].id == "tischler"
    settings.SEARCH_RELOAD = "thread"
    yield provider
    provider.may_read.set()
    wait_for_threads()


def wait_for_threads():
    for thread in threading.enumerate():
        if thread.name == "search words":
            thread.join(SOON)


def test_questions_are_answered_from_the_old_words_while_new_ones_are_read(words):
    words.edit("Schreiner/in")

    begun = time.monotonic()
    during = [hit.id for hit in resolve_trades("Tischler")[0]]
    took = time.monotonic() - begun
    words.may_read.set()
    wait_for_threads()

    assert (during, took < SOON / 2) == (["tischler"], True)
    assert vocabulary.current().name("tischler") == "Schreiner/in"
    assert [hit.why for hit in resolve_trades("Schreiner")[0]] == ["name"]


def test_new_words_are_ready_before_the_first_question_meets_them(words, monkeypatch):
    words.edit("Schreiner/in")
    vocabulary.current()
    words.may_read.set()
    wait_for_threads()
    monkeypatch.setattr("search.resolver.question.TradeIndex", None)  # building one now would fail

    assert trade_index().vocabulary.name("tischler") == "Schreiner/in"


def test_unchanged_words_stay_the_same_object(words):
    before = vocabulary.current()
    vocabulary.renew()
    vocabulary.current()
    wait_for_threads()

    assert vocabulary.current() is before


def test_words_that_cannot_be_read_leave_the_old_ones(words, monkeypatch, caplog):
    def away():
        raise vocabulary.DatabaseError("the database is away")

    before = vocabulary.current()
    monkeypatch.setattr(words, "trades", away)
    words.edit("Schreiner/in")
    vocabulary.current()
    wait_for_threads()

    assert vocabulary.current() is before
    assert "the database is away" in caplog.text


def test_an_analyser_is_lent_for_one_call_only():
    language = vocabulary.current().language
    other = analysis.analyser_of(replace(language, stopwords=frozenset({"holz"})))

    with analysis.using(other):
        assert analysis.tokens("Holz") == []
    assert analysis.tokens("Holz") == ["holz"]
