"""A cluster that answers badly: the embedded index stands in and says so; a part is never shown as the whole."""

import pytest

from search import engine
from search.backends import cluster
from search.backends.guarded import FAILURES, OPEN_SECONDS, Breaker
from search.engine import Unavailable
from search.query import Query
from tests.factories.search import Thing
from tests.services.proxy import FAULTS, OF_THE_LINE, Faulty

pytestmark = pytest.mark.django_db

BANNER = "Vereinfachte Suche – alle Inhalte sind auffindbar."
ONE = {
    "order_id": [1_000_000_000_001],
    "ref": ["vacancy:1"],
    "lat": [50.98],
    "lon": [12.43],
    "answer": [1.0],
    "fairness": [1.0],
}


def healthy(path, body):
    """What a node with one document says."""
    if path.endswith("/_mget"):
        return {
            "docs": [
                {"_id": one, "found": True, "_source": {"ref": "vacancy:1", "about": "vacancy"}} for one in body["ids"]
            ]
        }
    empty = {name: {"doc_count": 0, "values": {"buckets": []}} for name in body.get("aggs", {})}
    hit = {"_id": "vacancy:1#0", "_score": 1.0, "fields": ONE}
    return {
        "timed_out": False,
        "_shards": {"failed": 0},
        "hits": {"total": {"value": 1}, "hits": [hit] if body.get("size", 10) else []},
        "aggregations": empty,
    }


@pytest.fixture
def node(settings, index):
    """A stand-in for the cluster before a filled embedded index."""
    index(Thing(1), Thing(2))
    with Faulty(healthy) as server:
        settings.SEARCH_BACKEND = "search.backends.guarded.GuardedEngine"
        settings.ELASTICSEARCH_URL = server.url
        cluster.forget_client()
        engine.forget_engine()
        yield server
    cluster.forget_client()


def test_a_healthy_cluster_answers_without_banner(node, client):
    page = client.get("/suche/", {"q": "tischler"})

    assert page.headers["X-Search-Mode"] == "elasticsearch"
    assert BANNER not in page.content.decode()
    assert page.context["page"].total == 1  # the stand-in's one, not the embedded index's two


@pytest.mark.parametrize("fault", [*FAULTS, *OF_THE_LINE])
def test_a_fault_is_answered_from_the_embedded_index_with_a_banner(node, client, fault):
    node.fault = fault

    page = client.get("/suche/", {"q": "tischler"})

    assert page.status_code == 200
    assert page.headers["X-Search-Mode"] == "embedded"
    assert BANNER in page.content.decode()
    assert page.context["page"].total == 2
    node.fault = ""
    engine.forget_engine()
    assert client.get("/suche/", {"q": "tischler"}).headers["X-Search-Mode"] == "elasticsearch"


@pytest.mark.parametrize("fault", [*FAULTS, *OF_THE_LINE])
def test_the_bare_cluster_never_shows_an_empty_list_for_a_fault(node, fault):
    node.fault = fault

    with pytest.raises(Unavailable):
        engine.get_engine().cluster.search(Query())


@pytest.mark.parametrize(("fault", "tries"), [("429", 2), ("503", 2), ("wrong mapping", 1), ("timed out", 1)])
def test_only_a_fast_passing_fault_is_tried_once_more(node, fault, tries):
    node.fault = fault

    with pytest.raises(Unavailable):
        engine.get_engine().cluster.count(Query())

    assert node.asked == tries


def test_reading_falls_back_when_the_cluster_goes_between_question_and_cards(node):
    results = engine.get_engine().search(Query())
    node.fault = "503"

    assert results.read(results.rows)[0]["ref"] == ["vacancy:1"]
    assert results.read(results.rows)[0]["plz"] == ["04600"]  # from the embedded index: the stand-in has none


def test_a_hanging_cluster_is_waited_for_once_a_page(node, client):
    node.fault = "hanging"
    node.asked = 0

    client.get("/suche/", {"q": "tischler", "place": "04600"})  # several counts for the radius, then the window

    assert node.asked == 1


def test_without_an_embedded_index_the_fault_is_said(node, client, settings, tmp_path):
    node.fault = "503"
    settings.SEARCH_DIR = tmp_path / "nothing"

    assert client.get("/suche/", {"q": "tischler"}).status_code == 503


class Clock:
    """A clock that goes when told."""

    now = 100.0

    def __call__(self):
        return self.now


def test_breaker_opens_after_five_failures_and_lets_one_probe_pass():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES - 1):
        breaker.failed(was_slow=False)
    assert breaker.lets_pass()
    breaker.failed(was_slow=False)

    assert not breaker.lets_pass()
    clock.now += OPEN_SECONDS
    assert [breaker.lets_pass(), breaker.lets_pass()] == [True, False]
    breaker.succeeded()
    assert breaker.lets_pass()


def test_failures_spread_over_a_minute_leave_the_breaker_closed():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(3 * FAILURES):
        breaker.failed(was_slow=False)
        clock.now += 3

    assert breaker.lets_pass()


def test_a_failed_probe_keeps_the_breaker_open():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed(was_slow=False)
    clock.now += OPEN_SECONDS
    assert breaker.lets_pass()
    breaker.failed(was_slow=False)

    assert not breaker.lets_pass()
