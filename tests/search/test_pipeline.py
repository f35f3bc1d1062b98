"""The pipeline with a cluster: one row per index, external versions, rebuild, rollback, drift; on a real node."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from core import clock
from search import documents, drift, rebuilding, targets, writer
from search import index as search_index
from search.backends import cluster, sinks, store
from search.backends.elasticsearch import ElasticsearchEngine
from search.models import DocumentVersion, IndexTarget, PendingWrite
from search.query import Query
from tests.factories.search import Thing

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def ground(shelf, node_index, settings):
    """Three things in both indexes."""
    writer.forget_rests()
    shelf.things += [Thing(1), Thing(2), Thing(3)]
    cluster.remove(f"{node_index}-first")
    rebuilding.rebuild()


def touch(*pks, deleted=False):
    """Announce changes as an action does."""
    with transaction.atomic():
        search_index.touch_many("vacancy", pks, deleted=deleted)


def held():
    """What the cluster holds."""
    return sinks.ClusterSink(cluster.live_index()).versions("vacancy")


def test_every_index_is_owed_a_row_and_gets_it(shelf):
    shelf.things = [thing for thing in shelf.things if thing.pk != 3]
    touch(1)
    touch(3, deleted=True)

    assert PendingWrite.objects.filter(key="1").count() == 2
    assert writer.write_waiting() == 4
    assert held() == {"1": 1, "2": 0}
    assert sinks.EmbeddedSink().versions("vacancy") == {"1": 1, "2": 0}


def test_an_older_write_never_covers_a_newer_one(shelf):
    late = writer.batch_of("vacancy", {"1": 1})[0]
    shelf.things[0].title = "Maurer/in"
    touch(1)
    touch(1)
    writer.write_waiting()

    assert sinks.ClusterSink(cluster.live_index()).write(late) == {}
    assert held()["1"] == 2


def test_a_deletion_is_not_undone_by_a_late_write(shelf):
    touch(1)
    late = writer.batch_of("vacancy", {"1": 1})[0]
    del shelf.things[0]
    touch(1, deleted=True)
    writer.write_waiting()

    sinks.ClusterSink(cluster.live_index()).write(late)

    assert "1" not in held()


def test_fewer_places_of_work_leave_no_entry_behind(shelf, monkeypatch):
    document = documents.of_kind("vacancy")
    plain, width = document.entries.__func__, [3]
    monkeypatch.setattr(document, "entries", classmethod(lambda cls, *given: plain(cls, *given) * width[0]))
    touch(1)
    writer.write_waiting()
    assert len(sinks.ClusterSink(cluster.live_index()).stored(["vacancy:1"])["vacancy:1"]) == 3
    width[0] = 1
    touch(1)
    writer.write_waiting()

    assert len(sinks.ClusterSink(cluster.live_index()).stored(["vacancy:1"])["vacancy:1"]) == 1


def test_a_broken_thing_is_quarantined_and_the_others_go_on(shelf, monkeypatch):
    document = documents.of_kind("vacancy")
    plain = document.contents.__func__

    def contents(cls, thing):
        if thing.pk == 1:
            raise ValueError("no such trade")
        return plain(cls, thing)

    monkeypatch.setattr(document, "contents", classmethod(contents))
    touch(1, 2)
    for _ in range(10):
        writer.write_waiting()
        PendingWrite.objects.update(due_at=clock.now())

    rows = PendingWrite.objects.filter(key="1")
    assert {row.tries for row in rows} == {10}
    assert all(row.quarantined_at and "ValueError" in row.fault for row in rows)
    assert held()["2"] == 1
    touch(1)
    assert not PendingWrite.objects.filter(quarantined_at__isnull=False).exists()


def test_changes_during_a_rebuild_reach_both_indexes(shelf, monkeypatch):
    before = cluster.live_index()
    plain = rebuilding._load

    def load(sink, document):
        loaded = plain(sink, document)
        if not sinks.is_embedded(sink.name):
            shelf.things.append(Thing(4))
            touch(4)
            writer.write_waiting()
            assert held()["4"] == 1  # the live one, long before the switch
        return loaded

    monkeypatch.setattr(rebuilding, "_load", load)
    rebuilding.rebuild()

    assert cluster.live_index() != before
    assert held() == {"1": 0, "2": 0, "3": 0, "4": 1}
    assert PendingWrite.objects.count() == 0
    settings_of_it = cluster.writer().indices.get_settings(index=cluster.live_index())[cluster.live_index()]["settings"]
    assert settings_of_it["index"]["refresh_interval"] == "1s"  # while it was filled nobody had to see news


@pytest.mark.parametrize("moment", ["_verify", "_settle"])
def test_a_killed_rebuild_leaves_a_searched_index_and_the_next_one_clears_up(shelf, monkeypatch, moment):
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(rebuilding, moment, lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            patch.setattr(rebuilding, "_embedded", lambda **_: {})
            with pytest.raises(KeyboardInterrupt):
                rebuilding.rebuild()
        assert ElasticsearchEngine().search(Query()).total == 3

    rebuilding.rebuild()

    states = sorted(target.state for target in IndexTarget.objects.order_by("pk"))
    assert "building" not in states
    assert states.count("live") == 2
    assert targets.live()[0].name == cluster.live_index()
    indexes = set(cluster.writer().indices.get(index=f"{cluster.alias()}-*"))
    assert indexes == {t.name for t in IndexTarget.objects.order_by("pk") if not sinks.is_embedded(t.name)}


def test_the_way_back_is_up_to_date(shelf):
    before = cluster.live_index()
    rebuilding.rebuild()
    shelf.things.append(Thing(4))
    touch(4)
    writer.write_waiting()

    assert rebuilding.roll_back() == before
    assert held()["4"] == 1


def test_one_engine_can_be_built_anew_alone():
    build, index = store.live_name(), cluster.live_index()

    call_command("rebuild_search", "--engine", "elasticsearch", stdout=StringIO())
    assert (store.live_name(), cluster.live_index() != index) == (build, True)

    index = cluster.live_index()
    call_command("rebuild_search", "--engine", "embedded", stdout=StringIO())
    assert (store.live_name() != build, cluster.live_index()) == (True, index)


def test_the_index_before_goes_after_a_day():
    before = cluster.live_index()
    rebuilding.rebuild()
    assert targets.clear_away() == 0
    IndexTarget.objects.filter(name=before).update(retired_at=clock.now() - timedelta(hours=25))

    assert targets.clear_away() == 1
    assert not cluster.writer().indices.exists(index=before)


def test_an_index_that_lost_documents_is_refused_and_the_old_one_stays(shelf):
    before = cluster.live_index()
    shelf.things = shelf.things[:1]

    with pytest.raises(rebuilding.Refused, match="--force"):
        rebuilding.rebuild()

    assert cluster.live_index() == before


def test_drift_is_found_by_buckets_and_repaired(shelf):
    index = cluster.live_index()
    cluster.writer().delete(index=index, id="vacancy:1#0")  # lost behind our back
    stray = writer.batch_of("vacancy", {"2": 0})[0].entries[0] | {"ref": "vacancy:77"}
    sinks.ClusterSink(index).write(sinks.Batch([stray]))  # nobody's any more
    DocumentVersion.objects.create(kind="vacancy", key="3", version=4)  # changed without a row

    found = drift.audit()[0]
    assert (found.missing, found.stale, found.orphaned) == (("1",), ("3",), ("77",))
    assert (found.database, found.index) == (3, 3)
    assert all(one.is_clean for one in drift.audit(repair=True))


def test_an_index_ahead_of_a_restored_database_is_repaired(shelf):
    for _ in range(3):
        touch(1)
    writer.write_waiting()
    DocumentVersion.objects.filter(key="1").update(version=1)

    assert not drift.audit()[0].is_clean
    assert all(one.is_clean for one in drift.audit(repair=True))
    assert held()["1"] > 3


def test_another_hosts_folder_is_never_written(settings):
    settings.SEARCH_HOST = "second"
    touch(1)

    assert [target.name for target in targets.mine()] == [cluster.live_index()]
    assert writer.write_waiting() == 1
    assert PendingWrite.objects.get().target.name == "embedded"
