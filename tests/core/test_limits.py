"""Limits: exact under parallel load, closed at the limit, open again in the next window."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core import clock, limits
from core.models import LimitWindow

START = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)


def at(seconds):
    return clock.frozen(START + timedelta(seconds=seconds))


@pytest.fixture(params=["database", "process"])
def hit(request, monkeypatch, db):
    """Both ways of counting keep one contract."""
    limits._counts.clear()
    return limits.hit if request.param == "database" else limits.hit_in_process


def test_up_to_the_limit_passes_and_one_more_does_not(hit):
    with at(10):
        for _ in range(3):
            hit("probe", "a", limit=3, seconds=60)

        with pytest.raises(limits.TooMany) as reached:
            hit("probe", "a", limit=3, seconds=60)

    assert reached.value.retry_after == 50


def test_keys_and_names_count_apart(hit):
    with at(0):
        hit("probe", "a", limit=1, seconds=60)
        hit("probe", "b", limit=1, seconds=60)
        hit("other", "a", limit=1, seconds=60)


def test_the_next_window_is_open(hit):
    with at(0):
        hit("probe", "a", limit=1, seconds=60)
    with at(60):
        hit("probe", "a", limit=1, seconds=60)


def test_refused_uses_do_not_lengthen_the_wait(hit):
    with at(0):
        hit("probe", "a", limit=1, seconds=60)
    for second in range(1, 60, 10):
        with at(second), pytest.raises(limits.TooMany):
            hit("probe", "a", limit=1, seconds=60)
    with at(60):
        hit("probe", "a", limit=1, seconds=60)


@pytest.mark.django_db
def test_the_key_is_stored_hashed():
    limits.hit("probe", "192.0.2.7", limit=1, seconds=60)

    assert "192.0.2.7" not in LimitWindow.objects.get().key


@pytest.mark.django_db
@pytest.mark.parametrize("uses", [1, 3])
def test_a_use_after_the_first_is_one_statement(uses, django_assert_num_queries):
    with at(0):
        limits.hit("probe", "a", limit=9, seconds=60)

        with django_assert_num_queries(uses):  # a guarded update each
            for _ in range(uses):
                limits.hit("probe", "a", limit=9, seconds=60)


@pytest.mark.django_db
def test_prune_removes_windows_a_day_after_their_end():
    with at(0):
        limits.hit("probe", "a", limit=1, seconds=60)
        assert limits.prune() == 0
    with at(86400 + 61):
        assert limits.prune() == 1


def test_the_process_forgets_the_oldest_first(monkeypatch):
    monkeypatch.setattr(limits, "KEYS_IN_PROCESS", 2)
    limits._counts.clear()
    with at(0):
        for key in ("a", "b", "c"):
            limits.hit_in_process("probe", key, limit=1, seconds=60)

    assert len(limits._counts) == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_at_once_get_exactly_the_limit():
    outcomes = []
    barrier = threading.Barrier(20)

    def use():
        barrier.wait()
        try:
            limits.hit("probe", "a", limit=5, seconds=3600)
            outcomes.append("passed")
        except limits.TooMany:
            outcomes.append("refused")
        finally:
            connection.close()

    with at(0):
        limits.hit("warm", "a", limit=5, seconds=3600)
    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count("passed"), outcomes.count("refused")) == (5, 15)


@pytest.mark.django_db
def test_a_claim_is_made_once_and_spoils_no_other():
    assert limits.claim_each("ticket", ["a", "b"], seconds=60) == {"a", "b"}
    assert limits.claim_each("ticket", ["b", "c"], seconds=60) == {"c"}
    assert limits.claim_each("other", ["b"], seconds=60) == {"b"}
    assert limits.claim_each("ticket", [], seconds=60) == set()


@pytest.mark.django_db
def test_a_full_window_is_told_with_whose_it_is():
    for _time in range(2):
        limits.hit_each("letters", ["fast"], limit=2, seconds=60)

    with pytest.raises(limits.TooMany) as problem:
        limits.hit_each("letters", ["fast", "slow"], limit=2, seconds=60)

    assert problem.value.keys == {"fast"}
