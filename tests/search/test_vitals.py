"""What /health says of the search: well after a rebuild, and each fault by its own figure."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock, health
from search import drift, rebuilding, vitals, writer
from search import index as changes
from search.backends import store
from search.engine import Unavailable, forget_engine, get_engine
from search.models import PendingWrite
from tests.factories.search import Thing, declare

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    """An index of two things, just rebuilt."""
    shelf = declare("vacancy")
    shelf.things += [Thing(1), Thing(2)]
    rebuilding.rebuild(force=True)
    return shelf


def figures():
    """What is told of the only index."""
    return vitals.facts()["indexes"][0]


def change(key=1):
    """A change nobody has written yet."""
    with transaction.atomic():
        changes.touch("vacancy", key)


def test_well_after_a_rebuild_and_it_says_when(built, client, settings):
    answer = client.get("/health/").json()

    assert answer["parts"]["search"] == "ok"
    told = answer["figures"]["search"]
    assert (told["engine"], told["breaker"]) == ("embedded", "none")
    assert told["indexes"][0]["rebuilt_at"].startswith(str(clock.now().date()))
    assert settings.SECRET_KEY not in str(answer)


def test_waiting_change_is_counted_and_late_after_a_minute(built):
    change()
    assert (figures()["waiting"], vitals.condition()) == (1, health.Condition.OK)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        change()  # the same thing again: it is owed since the first change
        assert figures()["oldest_seconds"] >= 61
        assert vitals.condition() == health.Condition.DEGRADED
        writer.write_waiting()
        assert (figures()["waiting"], figures()["oldest_seconds"], vitals.condition()) == (0, 0, health.Condition.OK)


def test_quarantined_change_degrades(built):
    change()
    PendingWrite.objects.update(quarantined_at=clock.now())

    assert (figures()["waiting"], figures()["quarantined"]) == (0, 1)
    assert vitals.condition() == health.Condition.DEGRADED


def test_audit_tells_what_it_found_and_what_is_left(built):
    built.things.append(Thing(3))  # behind the pipeline's back
    drift.audit()
    assert (figures()["drift_found"], figures()["drift_left"]) == (1, 1)
    assert vitals.condition() == health.Condition.DEGRADED
    drift.audit(repair=True)

    assert (figures()["drift_found"], figures()["drift_left"]) == (1, 0)
    assert vitals.condition() == health.Condition.OK


def test_two_nights_without_an_audit_degrade(built):
    with clock.frozen(clock.now() + timedelta(hours=37)):
        assert vitals.condition() == health.Condition.DEGRADED
        drift.audit()
        assert vitals.condition() == health.Condition.OK


def test_down_without_any_index():
    assert vitals.condition() == health.Condition.DOWN


@pytest.mark.parametrize("is_there", [True, False], ids=["stand-in there", "no stand-in"])
def test_open_breaker_degrades_while_the_embedded_index_answers(built, settings, monkeypatch, is_there):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    settings.SEARCH_BACKEND = "search.backends.guarded.GuardedEngine"
    forget_engine()
    assert (vitals.facts()["breaker"], vitals.condition()) == ("closed", health.Condition.OK)
    for _ in range(5):
        get_engine().breaker.failed(was_slow=False)
    if not is_there:
        monkeypatch.setattr(store, "live_name", _gone)

    assert vitals.facts()["breaker"] == "open"
    assert vitals.condition() == (health.Condition.DEGRADED if is_there else health.Condition.DOWN)


def _gone():
    raise Unavailable("no search index yet")


def test_figures_ask_one_query_and_no_engine(built, django_assert_num_queries):
    with django_assert_num_queries(1):
        vitals.facts()
