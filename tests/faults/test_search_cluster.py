"""Two nodes, growing as docs/search.md says: copies, a lost node, new columns, shards, rollover, snapshot.

Starts servers of its own for some minutes: asked for with CLUSTER=1, on a machine with 4 GB to spare.
"""

import os
import threading
import time
from urllib.request import urlopen

import pytest

from search import documents, rebuilding
from search.backends import cluster, schema
from search.backends.elasticsearch import ElasticsearchEngine, compile_window
from search.backends.plan import Plan
from search.engine import Unavailable, forget_engine, get_engine
from search.models import IndexTarget
from search.query import Query
from tests.factories.search import Thing, declare
from tests.search.contract import near, words
from tests.services.elasticsearch.node import Node, is_possible

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("CLUSTER"), reason="two nodes: set CLUSTER=1 on an idle machine"),
    pytest.mark.skipif(bool(is_possible()), reason=is_possible() or "possible"),
]

TRADES = (("tischler", "Tischler/in"), ("maurer", "Maurer/in"), ("baecker", "Bäcker/in"), ("maler", "Maler/in"))
CODES = ("04600", "04109", "04603", "04626", "06712", "07545", "99423", "01067")
STOCK = 400


def questions():
    """Words, circles and filters; what they mean is asked of the word tables, so not before a test runs."""
    typed = ("tischler", "holz treppen", "lindenau", "maurer altenburg", "bäcker", "malerei")
    around = [Query(near=near("04600", 25)), Query(near=near("04109", 50)).where("certificate", "middle")]
    return [*map(words, typed), *around]


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory):
    """A folder both nodes may write snapshots to."""
    folder = tmp_path_factory.mktemp("snapshots")
    folder.chmod(0o777)
    return folder


@pytest.fixture(scope="module")
def nodes(snapshots):
    """Two nodes of one cluster: the first forms it alone, the second joins."""
    shared = f'path.repo: ["{snapshots}"]'
    first = Node.begin(cluster="handschlag-two", discovery=shared).wait()
    joins = f'{shared}\ndiscovery.seed_hosts: ["127.0.0.1:{first.transport}"]'
    second = Node.begin(cluster="handschlag-two", discovery=joins).wait()
    yield first, second
    second.stop()
    first.stop()


@pytest.fixture
def stock(nodes, settings, monkeypatch):
    """A rebuilt index on both nodes, one copy each; what is compared here is not haste."""
    settings.ELASTICSEARCH_URL = ",".join(node.url for node in nodes)
    settings.ELASTICSEARCH_PREFIX = f"two{time.monotonic_ns()}"
    settings.ELASTICSEARCH_REPLICAS = 1
    settings.SEARCH_BACKEND = "search.backends.guarded.GuardedEngine"
    monkeypatch.setattr(cluster, "READ_SECONDS", 20.0)
    monkeypatch.setattr(cluster, "FAST_SECONDS", 5.0)
    cluster.forget_client()
    forget_engine()
    shelf = declare("vacancy")
    shelf.things += [_thing(number) for number in range(1, STOCK + 1)]
    started = time.monotonic()
    rebuilding.rebuild(force=True)
    wait_for("green")
    report("rebuild with a copy", f"{time.monotonic() - started:.1f} s for {STOCK}")
    yield shelf
    cluster.forget_client()


def _thing(number):
    trade, title = TRADES[number % len(TRADES)]
    firm = ("Tischlerei Lindenau", "Wierabach Treppen", "Sprotte Dächer", "Mühle Altenburg")[number % 7 % 4]
    certificate = ("none", "first", "middle")[number % 3]
    body = "Wir bauen Treppen und Möbel aus Holz. " * (number % 5)
    return Thing(
        number, title=title, trade=trade, organisation=firm, body=body, plz=CODES[number % 8], certificate=certificate
    )


def report(what, figure):
    """A line of what was seen, for `pytest -s`."""
    print(f"\n{what}: {figure}", flush=True)  # noqa: T201 -- the figures of docs/search.md


def wait_for(status, seconds=120, nodes=2):
    """Until the cluster has that colour and so many nodes."""
    cluster.client().options(request_timeout=seconds).cluster.health(
        wait_for_status=status, wait_for_nodes=f">={nodes}", timeout=f"{seconds}s"
    )


def seen(engine, query):
    """Order numbers and total, as the engine gives them."""
    found = engine.search(query)
    return [row.order_id for row in found.rows], found.total


class Prober(threading.Thread):
    """Asks all the time; keeps how many answers came, how many were refused, and the longest pause between answers."""

    def __init__(self, ask):
        super().__init__(daemon=True)
        self.ask, self.over = ask, threading.Event()
        self.answers, self.faults, self.longest = 0, [], 0.0

    def run(self):
        """One question after the other."""
        last = time.monotonic()
        while not self.over.wait(0.02):
            try:
                assert self.ask() == STOCK
            except (Unavailable, AssertionError) as fault:
                self.faults.append(fault)
            else:
                self.answers += 1
                self.longest, last = max(self.longest, time.monotonic() - last), time.monotonic()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.over.set()
        self.join(30)


def test_a_lost_copy_loses_nothing_and_comes_back(stock, nodes):
    _first, second = nodes
    before = [seen(ElasticsearchEngine(), query) for query in questions()]
    with Prober(lambda: get_engine().search(Query(kinds=("vacancy",))).total) as prober:
        second.kill()
        time.sleep(3)
        assert [seen(ElasticsearchEngine(), query) for query in questions()] == before
        modes = {get_engine().search(Query()).mode for _ in range(10)}
    report(
        "node killed", f"{prober.answers} answers, {len(prober.faults)} refused, longest pause {prober.longest:.2f} s"
    )
    second.restart()
    second.wait()
    started = time.monotonic()
    wait_for("green")
    report("copy back", f"{time.monotonic() - started:.1f} s after the node answered")

    assert modes == {"elasticsearch"}
    assert prober.faults == []  # the second address, or the embedded index, answered each one
    assert [seen(ElasticsearchEngine(), query) for query in questions()] == before


def test_new_columns_are_built_beside_the_old_and_nobody_waits(stock, monkeypatch):
    old = ElasticsearchEngine(cluster.alias())
    before = [seen(old, query) for query in questions()]
    with Prober(lambda: old.search(Query(kinds=("vacancy",))).total) as prober:
        # A release with another column: its alias has another name and is not there yet.
        monkeypatch.setattr(cluster, "fingerprint", lambda: "feedbeef")
        monkeypatch.setattr(cluster, "OWN", {**cluster.OWN, "season": {"type": "keyword"}})
        waiting = get_engine().search(Query()).mode
        rebuilding.rebuild(force=True)
        wait_for("green")
    properties = cluster.client().indices.get_mapping(index=cluster.alias()).body
    forget_engine()
    report("new columns", f"{prober.answers} answers of the old alias meanwhile, {len(prober.faults)} refused")

    assert waiting == "embedded"  # until the first rebuild the stand-in answers, with the banner
    assert get_engine().search(Query()).mode == "elasticsearch"
    assert prober.faults == []
    assert "season" in str(properties)
    assert [seen(ElasticsearchEngine(), query) for query in questions()] == before
    assert schema.fingerprint() != "feedbeef"
    assert IndexTarget.objects.filter(state=IndexTarget.State.LIVE).count() >= 1


def test_shards_by_kind_and_region_give_one_order_only_with_global_counts(stock):
    """An index per region behind one alias: scores of several shards need `dfs_query_then_fetch`."""
    alias = f"{cluster.alias()}-regions"
    regions = {"east": ("01", "04"), "west": ("06", "07", "99")}
    client = cluster.writer()
    for region, beginnings in regions.items():
        name = f"{alias}-{region}"
        settings = {**cluster.SETTINGS, "number_of_shards": 2, "number_of_replicas": 1}
        client.indices.create(
            index=name, settings=settings, mappings={"dynamic": "strict", "properties": cluster.columns()},
            aliases={alias: {}},
        )  # fmt: skip
        things = [thing for thing in stock.things if thing.plz.startswith(beginnings)]
        ElasticsearchEngine(name).index(
            [entry for thing in things for entry in documents.of_kind("vacancy").entries(thing, 1)]
        )
    whole = ElasticsearchEngine()

    def order(query, index, **how):
        plan = Plan(query, whole._words.knows, whole._words)
        hits = cluster.writer().search(index=index, body=compile_window(plan).to_dict(), **how)["hits"]
        return [(round(hit["_score"] or 0, 3), hit["sort"][-1]) for hit in hits["hits"]][:50], hits["total"]["value"]

    asked = [query for query in questions() if query.words]
    single = [order(query, cluster.alias()) for query in asked]
    with_counts = [order(query, alias, search_type="dfs_query_then_fetch") for query in asked]
    without = [order(query, alias) for query in asked]
    differing = sum(one != other for one, other in zip(single, without, strict=True))
    report("four shards", f"{differing} of {len(asked)} questions in another order or score without global counts")

    assert with_counts == single
    assert [total for _hits, total in without] == [total for _hits, total in single]
    assert differing > 0


def test_rollover_and_snapshot(stock, snapshots, nodes):
    client, name = cluster.writer(), f"{cluster.alias()}-past"
    client.indices.create(index=f"{name}-000001", aliases={name: {"is_write_index": True}})
    for number in range(3):
        client.index(index=name, document={"number": number}, refresh=True)
    rolled = client.indices.rollover(alias=name, conditions={"max_docs": 3})
    client.index(index=name, document={"number": 3}, refresh=True)

    assert (rolled["rolled_over"], rolled["new_index"]) == (True, f"{name}-000002")
    assert client.count(index=name)["count"] == 4
    assert client.count(index=f"{name}-000002")["count"] == 1

    live = cluster.live_index()
    before = [seen(ElasticsearchEngine(live), query) for query in questions()]
    client.snapshot.create_repository(
        name="nightly", repository={"type": "fs", "settings": {"location": str(snapshots)}}
    )
    started = time.monotonic()
    taken = client.snapshot.create(repository="nightly", snapshot="one", indices=live, wait_for_completion=True)
    saved = time.monotonic() - started
    client.snapshot.restore(
        repository="nightly", snapshot="one", indices=live, include_aliases=False, wait_for_completion=True,
        rename_pattern="(.+)", rename_replacement="$1-back",
    )  # fmt: skip
    report("snapshot", f"{saved:.1f} s, restored {time.monotonic() - started - saved:.1f} s later")

    assert taken["snapshot"]["state"] == "SUCCESS"
    assert [seen(ElasticsearchEngine(f"{live}-back"), query) for query in questions()] == before


def test_without_the_elected_node_reading_goes_on(stock, nodes):
    """Two nodes cannot outvote each other: with the one that votes gone nothing is decided until it is back."""
    first, second = nodes
    before = [seen(ElasticsearchEngine(), query) for query in questions()]
    first.kill()
    time.sleep(3)
    after = [seen(ElasticsearchEngine(), query) for query in questions()]
    with urlopen(f"{second.url}/", timeout=5) as answer:  # noqa: S310 -- our own address
        alive = answer.status
    first.restart()
    first.wait()
    wait_for("green")

    assert alive == 200
    assert after == before
