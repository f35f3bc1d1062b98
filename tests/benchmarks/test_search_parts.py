"""What the parts of the search measure stand on: kept builds, bounded asking, judged figures, questions that break."""

import json
from types import SimpleNamespace

import pytest

from benchmarks import built, levels, search_freshness, search_fuzz, search_peers, search_quality
from benchmarks.peers import exchange
from benchmarks.peers.exchange import Answer, Question, Row


class Memory:
    """A peer that keeps its rows here and counts what it was asked to do."""

    means, digest = "none", ""

    def __init__(self):
        self.rows, self.builds = [], 0

    def holds(self):
        return len(self.rows)

    def build(self, rows):
        self.rows, self.builds = list(rows), self.builds + 1

    def ask(self, question):
        return Answer([row.pk for row in self.rows if question.text in row.title])

    def megabytes(self):
        return 1.0

    def service_cpu_s(self):
        return 0.0


@pytest.fixture
def job(tmp_path):
    """A job of three rows and four questions, one of them without an answer."""
    exchange.write(tmp_path / "rows.jsonl", [Row(1, "Tischler"), Row(2, "Maurer"), Row(3, "Bäcker")])
    exchange.write(tmp_path / "questions.jsonl", [Question(text) for text in ("Tischler", "Maurer", "Bäcker", "Koch")])
    return tmp_path


def test_a_build_of_the_same_rows_is_kept_and_of_others_is_not(job, tmp_path):
    peer, stock = Memory(), tmp_path / "stock"

    first = search_peers.measured(peer, "a peer", job, stock)
    second = search_peers.measured(peer, "a peer", job, stock)
    assert peer.builds == 1
    assert (first["build_cpu_s"], first["build_load"]) == (second["build_cpu_s"], second["build_load"])
    assert (first["asked"], first["answered"]) == (4, 0.75)

    exchange.write(job / "rows.jsonl", [Row(1, "Tischler")])
    search_peers.measured(peer, "a peer", job, stock)
    assert (peer.builds, peer.holds()) == (2, 1)


def test_rows_that_are_gone_are_built_again(job, tmp_path):
    peer, stock = Memory(), tmp_path / "stock"
    search_peers.ready(peer, "a peer", job, stock)
    peer.rows.clear()

    search_peers.ready(peer, "a peer", job, stock)

    assert peer.builds == 2


def test_a_build_that_broke_off_is_none(tmp_path):
    built.measured(tmp_path, "a peer", lambda: None, digest="x")
    assert built.figures(tmp_path, "a peer", "x")

    with pytest.raises(ZeroDivisionError):
        built.measured(tmp_path, "a peer", lambda: 1 / 0, digest="x")

    assert built.figures(tmp_path, "a peer", "x") is None


def test_asking_ends_when_its_time_is_over_but_not_at_once():
    questions = [Question(str(number)) for number in range(10)]

    assert len(list(search_peers.within(questions, 60))) == 10
    assert len(list(search_peers.within(questions, 0))) == len(levels.NAMES)


class Still:
    """A writer or prober that does nothing."""

    made = failed = 0
    seen = ()

    def __init__(self, *_):
        pass

    def start(self):
        pass

    stop = start

    def empty_seconds(self):
        return 0


@pytest.mark.parametrize(("is_done", "differing", "missed"), [(True, 0, 0), (False, 0, 1), (True, 2, 1)])
def test_a_rebuild_that_failed_or_lost_something_is_no_rebuild(monkeypatch, is_done, differing, missed):
    for name in ("Writer", "Prober"):
        monkeypatch.setattr(search_freshness, name, Still)
    monkeypatch.setattr(search_freshness, "rebuilt", lambda *_: (is_done, "Search index rebuilt in 1.0 s"))
    monkeypatch.setattr(search_freshness, "wait_until_settled", lambda *_: 0.0)
    audit = json.dumps({"missing": differing, "stale": 0, "orphaned": 0})

    rows = search_freshness.rebuild("embedded", SimpleNamespace(manage=lambda *_: audit), 1.0)

    assert sum(row["reached"] == "missed" for row in rows) == missed


def test_a_page_without_a_next_step_is_seen():
    assert search_fuzz.helps('<main><h1>Nichts</h1><a href="/suche/">anders suchen</a></main>')
    assert not search_fuzz.helps('<nav><a href="/">Start</a></nav><main><h1>Nichts</h1></main>')


def test_a_clause_of_a_persons_making_is_seen():
    body = {"bool": {"must": [{"term": {"kind": "x"}}, {"query_string": {"query": "a OR b"}}]}}

    assert {*search_fuzz.clauses(body)} - search_fuzz.CLAUSES == {"query_string"}


def test_random_texts_are_the_same_every_time_and_reach_the_limits():
    texts = list(search_fuzz.random_texts(2_000))

    assert texts == list(search_fuzz.random_texts(2_000))
    assert max(map(len, texts)) > 400
    assert max(len(text.split()) for text in texts) > 40


def test_faults_of_random_questions_are_counted_and_miss(monkeypatch):
    monkeypatch.setattr(search_fuzz, "is_plain", lambda params: "O" not in params["q"])
    monkeypatch.setattr(search_fuzz, "pages", lambda count: {"asked": count, "faults": 0, "without_help": 0})

    rows, behind = search_quality.fuzz(SimpleNamespace(fuzz=300, pages=1))

    assert behind["questions"]["faults"] > 0
    assert levels.is_missed(rows)
    json.dumps(behind)
