"""A real node that is killed, stopped and blocked while people search and write; afterwards nothing has drifted."""

from time import monotonic

import pytest
from django.db import transaction

from core import clock
from search import drift, engine, rebuilding, writer
from search import index as search_index
from search.backends import cluster
from search.models import PendingWrite
from search.query import Query
from tests.factories.search import Shelf, Thing, declare
from tests.services.elasticsearch.node import Node, is_possible

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.django_db,
    pytest.mark.xdist_group("own node"),
    pytest.mark.skipif(bool(is_possible()), reason=f"a node to break: {is_possible()}"),
]

STOPPED_SECONDS = 8.0
LONGEST_ANSWER = 1.5
THINGS, ROUNDS = 1_000, 10  # ten thousand edits


class Stock(Shelf):
    """A shelf that finds its things by key: thousands are looked for."""

    def filter(self, pk__in):
        """Things with these keys."""
        wanted = {str(key) for key in pk__in}
        return Stock([thing for thing in self.things if str(thing.pk) in wanted], self.counter)


@pytest.fixture(scope="module")
def own_node():
    """A node that nobody else needs."""
    with Node.begin() as node:
        yield node


@pytest.fixture
def node(own_node, settings, search_ground):
    """The node in charge, three things in both indexes."""
    settings.SEARCH_BACKEND = "search.backends.guarded.GuardedEngine"
    settings.ELASTICSEARCH_URL = own_node.url
    cluster.forget_client()
    engine.forget_engine()
    writer.forget_rests()
    yield own_node
    cluster.forget_client()


@pytest.fixture
def shelf(node):
    """Things that the search knows."""
    stock = declare("vacancy", Stock())
    stock.things += [Thing(1), Thing(2), Thing(3)]
    rebuilding.rebuild(force=True)
    return stock


def mode():
    """Which engine answers."""
    return engine.get_engine().search(Query()).mode


def edit(*things, shelf, again=()):
    """Write as an action does: new things, or known ones again."""
    shelf.things.extend(things)
    with transaction.atomic():
        search_index.touch_many("vacancy", [thing.pk for thing in (*things, *again)])


def catch_up():
    """What the worker does until nothing waits; returns the seconds it took."""
    writer.forget_rests()
    PendingWrite.objects.update(due_at=clock.now())
    begun = monotonic()
    while writer.write_waiting():
        pass
    return monotonic() - begun


def drifted():
    """Differences in any index."""
    return [one.as_line() for one in drift.audit() if not one.is_clean]


def test_node_killed_under_ten_thousand_edits(node, shelf):
    assert mode() == "elasticsearch"
    node.kill()

    many = [Thing(pk) for pk in range(10, 10 + THINGS)]
    edit(*many, shelf=shelf)
    for _ in range(ROUNDS - 1):
        edit(shelf=shelf, again=many)
    while writer.write_waiting():
        pass  # the embedded index takes everything in, the dead one rests

    assert engine.get_engine().search(Query()).total == THINGS + 3
    assert mode() == "embedded"
    assert PendingWrite.objects.filter(quarantined_at__isnull=True, tries=0).count() >= THINGS

    node.restart()
    node.wait()
    assert catch_up() < 120
    engine.forget_engine()
    assert drifted() == []
    assert (mode(), engine.get_engine().search(Query()).total) == ("elasticsearch", THINGS + 3)


def test_node_stopped_for_eight_seconds(node, shelf):
    node.pause()
    until, longest, modes = monotonic() + STOPPED_SECONDS, 0.0, set()
    while monotonic() < until:
        begun = monotonic()
        modes.add(mode())
        longest = max(longest, monotonic() - begun)
    node.resume()

    assert modes == {"embedded"}
    assert longest < LONGEST_ANSWER
    engine.forget_engine()
    assert mode() == "elasticsearch"
    assert drifted() == []


def test_full_disk_blocks_writes_and_loses_none(node, shelf):
    index = cluster.live_index()
    cluster.writer().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": True})
    edit(Thing(4), shelf=shelf)
    writer.write_waiting()

    assert mode() == "elasticsearch"  # reading goes on
    assert [row.tries for row in PendingWrite.objects.order_by("pk")] == [0]
    assert drift.audit()[0].missing == ("4",)  # the control: without the catch-up there is a difference

    cluster.writer().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": None})
    catch_up()
    assert drifted() == []


def test_a_document_the_mapping_refuses_waits_alone(node, shelf, monkeypatch):
    plain = cluster.to_elastic

    def with_nonsense(values, number=0):
        return plain(values, number) | ({"nonsense": 1} if values["ref"] == "vacancy:5" else {})

    monkeypatch.setattr(cluster, "to_elastic", with_nonsense)
    edit(Thing(5), Thing(6), shelf=shelf)
    writer.write_waiting()

    row = PendingWrite.objects.get(target__name=cluster.live_index())
    assert (row.key, row.tries, row.fault) == ("5", 1, "strict_dynamic_mapping_exception")
    monkeypatch.undo()
    catch_up()
    assert drifted() == []
