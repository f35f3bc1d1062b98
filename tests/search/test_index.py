"""The way of a change: version and outbox row, the worker's batch, rebuild, audit."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from core.models import OutboxRow
from search import documents, engine, rebuilding, targets, writer
from search import index as search_index
from search.backends import store
from search.models import DocumentVersion, IndexTarget, PendingWrite
from search.query import Query
from tests.factories.search import Thing, declare
from tests.search.contract import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def owed(db):
    """The embedded index is known: changes are owed to it."""
    writer.forget_rests()
    return targets.register("embedded", IndexTarget.State.LIVE)


def touch(*pks, deleted=False):
    """Announce changes as an action does."""
    with transaction.atomic():
        search_index.touch_many("vacancy", pks, deleted=deleted)


def total():
    """How many documents the live index has."""
    return engine.get_engine().search(Query()).total


def test_touch_raises_the_version_and_posts_one_row(shelf):
    touch(1, 2)
    touch(2)

    assert list(DocumentVersion.objects.values_list("key", "version")) == [("1", 1), ("2", 2)]
    assert OutboxRow.objects.filter(kind="search_changed").count() == 2


@pytest.mark.django_db(transaction=True)
def test_touch_outside_a_transaction_is_refused(shelf):
    with pytest.raises(search_index.NotInTransaction):
        search_index.touch("vacancy", 1)


def test_rollback_leaves_nothing(shelf):
    with transaction.atomic():
        search_index.touch("vacancy", 1)
        transaction.set_rollback(True)

    assert DocumentVersion.objects.count() == 0


def test_change_reaches_the_index_and_is_written_once(shelf, index, outbox):
    with outbox():
        shelf.things.append(Thing(1))
        touch(1)

    assert total() == 1
    assert writer.write_waiting() == 0


def test_hidden_and_deleted_things_leave_the_index(shelf, index, outbox):
    index(Thing(1), Thing(2), Thing(3))
    with outbox():
        shelf.things[0].hidden = True
        shelf.things = [thing for thing in shelf.things if thing.pk != 2]
        touch(1)
        touch(2, deleted=True)

    assert engine.get_engine().versions("vacancy") == {"3": 1}


def test_a_change_between_reading_and_marking_is_not_lost(shelf, index, monkeypatch):
    shelf.things.append(Thing(1))
    touch(1)
    plain = writer.batch_of

    def slow(kind, versions):
        found = plain(kind, versions)
        touch(1)
        return found

    monkeypatch.setattr(writer, "batch_of", slow)
    writer.write_waiting()
    monkeypatch.undo()

    assert writer.write_waiting() == 1
    assert engine.get_engine().versions("vacancy") == {"1": 2}


def test_without_an_index_changes_wait_for_the_rebuild(shelf):
    shelf.things.append(Thing(1))
    touch(1)

    assert writer.write_waiting() == 0
    rebuilding.rebuild()
    assert total() == 1
    assert PendingWrite.objects.count() == 0


def test_rebuild_keeps_the_build_before_and_drops_older_ones(shelf):
    shelf.things.append(Thing(1))
    names = []
    for _ in range(3):
        rebuilding.rebuild()
        names.append(store.live_name())

    assert (store.root() / "PREVIOUS").read_text() == names[1]
    assert sorted(path.name for path in store.root().iterdir() if path.is_dir()) == sorted(names[1:])


def test_rebuild_replays_what_changes_meanwhile(shelf, monkeypatch):
    shelf.things += [Thing(1), Thing(2, title="Maurer/in")]
    plain = rebuilding._load

    def load(sink, document):
        loaded = plain(sink, document)
        shelf.things[0].title = "Bäcker/in"
        touch(1)
        return loaded

    monkeypatch.setattr(rebuilding, "_load", load)
    rebuilding.rebuild()

    assert engine.get_engine().search(words("bäcker")).total == 1


def test_much_smaller_index_is_refused_and_the_old_one_stays(shelf):
    shelf.things += [Thing(pk) for pk in range(1, 11)]
    rebuilding.rebuild()
    live = store.live_name()
    shelf.things = shelf.things[:5]

    with pytest.raises(CommandError, match="--force"):
        call_command("rebuild_search", stdout=StringIO())

    assert store.live_name() == live
    call_command("rebuild_search", "--force", stdout=StringIO())
    assert total() == 5


def test_only_one_rebuild_at_a_time(shelf):
    with store.rebuilding(), pytest.raises(CommandError, match="another rebuild"):
        call_command("rebuild_search", stdout=StringIO())


def test_one_kind_can_be_rebuilt(shelf):
    events = declare("event")
    shelf.things.append(Thing(1))
    events.things.append(Thing(1))
    rebuilding.rebuild()
    events.things.append(Thing(2))

    call_command("rebuild_search", "--kind", "event", stdout=StringIO())

    assert total() == 3


def audit(*options):
    """Exit code and lines of the audit."""
    out = StringIO()
    try:
        call_command("search_audit", *options, stdout=out)
    except SystemExit as stop:
        return stop.code, [json.loads(line) for line in out.getvalue().splitlines()]
    return 0, [json.loads(line) for line in out.getvalue().splitlines()]


def test_audit_names_what_differs_and_repairs_it(shelf):
    shelf.things += [Thing(1), Thing(2)]
    rebuilding.rebuild()
    shelf.things = [Thing(1), Thing(3)]
    touch(1)

    before = audit()
    repaired = audit("--repair")

    line = {"kind": "vacancy", "database": 2, "index": 2, "missing": 1, "stale": 1, "orphaned": 1}
    assert before == (1, [line])
    assert repaired == (0, [line | {"missing": 0, "stale": 0, "orphaned": 0}])


def test_document_with_a_field_nobody_allowed_is_refused():
    class Leaky(documents.SearchDocument):
        kind = "vacancy"
        phone = documents.Keyword()

    with pytest.raises(ValueError, match="phone"):
        documents.register(Leaky)


def test_fields_hold_no_person_and_no_contact():
    forbidden = {"email", "phone", "name", "pupil", "user", "born_year", "street", "contact"}

    assert documents.SearchDocument.fields().keys() == documents.ALLOWED
    assert documents.ALLOWED & forbidden == set()
