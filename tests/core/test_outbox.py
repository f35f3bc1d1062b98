"""The outbox: nothing lost at a commit, nothing left by a rollback, each effect on its own, poison put aside."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from core import clock, outbox
from core.models import OutboxRow
from tests.core.recorder import Recorder, handling
from tests.factories.core import OutboxRowFactory


def later(seconds):
    return clock.frozen(clock.now() + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_post_and_deliver_hands_over_the_values():
    recorder = Recorder()
    with handling("probe", recorder):
        outbox.post("probe", pk=7, words=["a", "b"], nothing=None)

        delivered = outbox.deliver()

    assert delivered == 1
    assert recorder.calls == [{"pk": 7, "words": ["a", "b"], "nothing": None}]


@pytest.mark.django_db
def test_deliver_does_nothing_twice():
    recorder = Recorder()
    with handling("probe", recorder):
        outbox.post("probe", pk=7)

        outbox.deliver()
        outbox.deliver()

    assert len(recorder.calls) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_post_outside_a_transaction_is_refused():
    with handling("probe", Recorder()), pytest.raises(outbox.NotInTransaction):
        outbox.post("probe", pk=7)

    assert OutboxRow.objects.count() == 0


@pytest.mark.django_db
def test_post_of_an_unknown_kind_is_refused():
    with pytest.raises(LookupError, match="never heard of"):
        outbox.post("never heard of")


@pytest.mark.django_db
@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", (1, 2), {1: 2}, uuid4()])
def test_post_takes_plain_values_only(value):
    with handling("probe", Recorder()), pytest.raises(TypeError):
        outbox.post("probe", value=value)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rollback_leaves_nothing():
    with handling("probe", Recorder()), transaction.atomic():
        outbox.post("probe", pk=7)
        transaction.set_rollback(True)

    assert OutboxRow.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_inline_delivers_on_commit_and_not_before(settings):
    settings.OUTBOX = "inline"
    recorder = Recorder()

    with handling("probe", recorder):
        with transaction.atomic():
            outbox.post("probe", pk=7)
            assert recorder.calls == []

        assert recorder.calls == [{"pk": 7}]


@pytest.mark.django_db
def test_several_handlers_fail_and_succeed_apart():
    works, fails = Recorder(), Recorder(fails=1)
    with handling("probe", works, fails):
        outbox.post("probe", pk=7)

        outbox.deliver()
        with later(11):
            outbox.deliver()

    assert (len(works.calls), len(fails.calls)) == (1, 2)


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time():
    recorder = Recorder(fails=3)
    with handling("probe", recorder):
        outbox.post("probe")
        outbox.deliver()

        for seconds, calls in [(9, 1), (11, 2), (25, 2), (32, 3), (60, 3), (75, 4)]:
            with later(seconds):
                outbox.deliver()
            assert len(recorder.calls) == calls, seconds


def test_delay_doubles_up_to_an_hour():
    assert [outbox.delay(tries).total_seconds() for tries in (1, 2, 3, 9, 10, 50)] == [10, 20, 40, 2560, 3600, 3600]


@pytest.mark.django_db
def test_a_failure_keeps_kind_and_place_but_not_the_words():
    with handling("probe", Recorder(fails=1)):
        outbox.post("probe")
        outbox.deliver()

    fault = OutboxRow.objects.get().fault
    assert fault.startswith("ConnectionError at recorder.py:")
    assert "example.org" not in fault


@pytest.mark.django_db
def test_the_tenth_failure_goes_to_quarantine_and_the_others_go_on(caplog):
    poison, healthy = Recorder(fails=99), Recorder()
    with handling("poison", poison), handling("probe", healthy):
        outbox.post("poison")
        for round_ in range(15):
            outbox.post("probe", round=round_)
            with later(4000 * round_):
                outbox.deliver()

    assert len(poison.calls) == outbox.MAX_TRIES
    assert len(healthy.calls) == 15
    assert OutboxRow.objects.filter(quarantined_at__isnull=False).count() == 1
    assert "quarantined" in caplog.text


@pytest.mark.django_db
def test_release_gives_another_life():
    recorder = Recorder()
    OutboxRowFactory(handler="tests.core.recorder.0", quarantined_at=clock.now(), tries=10)
    with handling("probe", recorder):
        assert outbox.deliver() == 0

        assert outbox.release() == 1
        outbox.deliver()

    assert len(recorder.calls) == 1


@pytest.mark.django_db
def test_a_killed_workers_rows_are_free_after_the_lease():
    row = OutboxRowFactory(
        handler="tests.core.recorder.0", lease=uuid4(), leased_until=clock.now() + timedelta(seconds=30), tries=1
    )
    recorder = Recorder()
    with handling("probe", recorder):
        outbox.deliver()
        assert recorder.calls == []

        with later(31):
            outbox.deliver()

    assert len(recorder.calls) == 1
    row.refresh_from_db()
    assert row.tries == 2


@pytest.mark.django_db
def test_a_row_that_another_worker_took_over_is_left_alone():
    recorder = Recorder()
    OutboxRowFactory(handler="tests.core.recorder.0")
    with handling("probe", recorder):
        [row] = outbox._claim(10)
        OutboxRow.objects.update(lease=uuid4())

        mine = outbox._still_ours([row])

    assert mine == []
    assert recorder.calls == []


@pytest.mark.django_db
def test_a_handler_that_is_gone_counts_as_a_failure():
    OutboxRowFactory(kind="gone", handler="gone.tasks.gone")

    outbox.deliver()

    assert OutboxRow.objects.get().fault.startswith("KeyError")


@pytest.mark.django_db
def test_rows_are_delivered_in_the_order_of_posting():
    recorder = Recorder()
    with handling("probe", recorder):
        for number in range(5):
            outbox.post("probe", number=number)

        assert outbox.deliver(limit=3) == 3
        outbox.deliver()

    assert [call["number"] for call in recorder.calls] == [0, 1, 2, 3, 4]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [3, 30])
def test_rows_of_one_kind_run_together_at_the_price_of_one(rows, django_assert_num_queries):
    calls = []
    with handling("probe", calls.append, together=True):
        for number in range(rows):
            outbox.post("probe", number=number)

        with django_assert_num_queries(8):  # due? savepoint, claim (2), release, read, lease, done
            assert outbox.deliver() == rows

        assert outbox.deliver() == 0
    assert [[values["number"] for values in call] for call in calls] == [[*range(rows)]]
    assert {row.tries for row in OutboxRow.objects.filter(done_at__isnull=False)} == {1}


@pytest.mark.django_db
def test_one_bad_row_of_many_is_found_and_tried_alone():
    good = []

    def note(many):
        if any(values["number"] == 2 for values in many):
            raise ValueError
        good.extend(values["number"] for values in many)

    with handling("probe", note, together=True):
        for number in range(4):
            outbox.post("probe", number=number)
        outbox.deliver()
        assert good == [0, 1, 3]

        outbox.post("probe", number=4)
        with later(30):
            outbox.deliver()

    bad = OutboxRow.objects.get(done_at=None)
    assert (bad.values, bad.tries, bad.fault[:10]) == ({"number": 2}, 2, "ValueError")
    assert good == [0, 1, 3, 4]


@pytest.mark.django_db
def test_what_another_worker_took_over_is_left_out_of_the_group():
    with handling("probe", Recorder(), together=True):
        for number in range(3):
            outbox.post("probe", number=number)
        rows = outbox._claim(10)
        OutboxRow.objects.filter(pk=rows[1].pk).update(lease=uuid4())

        mine = outbox._still_ours(rows)

    assert [row.values["number"] for row in mine] == [0, 2]


@pytest.mark.django_db
def test_private_values_are_wiped_after_delivery():
    with handling("probe", Recorder(), private=True):
        outbox.post("probe", code="123456")
        outbox.deliver()

    assert OutboxRow.objects.get().values == {}


@pytest.mark.django_db
def test_prune_keeps_a_week_and_whatever_is_not_done():
    old = clock.now() - timedelta(days=8)
    OutboxRowFactory(done_at=old)
    OutboxRowFactory(done_at=clock.now())
    OutboxRowFactory(created_at=old)
    OutboxRowFactory(created_at=old, quarantined_at=old)

    assert outbox.prune() == 1
    assert OutboxRow.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_an_idle_outbox_asks_once_and_posting_writes_once(rows, django_assert_num_queries):
    recorders = [Recorder() for _ in range(rows)]
    with handling("probe", *recorders):
        with django_assert_num_queries(1):  # one insert for all handlers
            outbox.post("probe")
        outbox.deliver()

        with django_assert_num_queries(1):  # is something due?
            outbox.deliver()


@pytest.mark.django_db
def test_deliver_three_times_over_has_one_effect_when_the_handler_bears_it():
    """At least once: a worker may die between the effect and its mark."""
    seen = set()

    def note(pk):
        seen.add(pk)

    with handling("probe", Recorder()):
        outbox._handlers["probe"] = {"once": outbox.Registered(note, private=False)}
        outbox.post("probe", pk=7)
        for _ in range(3):
            outbox.deliver()
            OutboxRow.objects.update(done_at=None, lease=None, leased_until=None)

    assert seen == {7}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_share_the_rows_and_run_none_twice():
    recorder = Recorder()
    faults = []

    def work():
        try:
            while outbox.deliver(limit=3):
                pass
        except Exception as fault:  # noqa: BLE001 -- shown below
            faults.append(fault)
        finally:
            connection.close()

    with handling("probe", recorder):
        with transaction.atomic():
            for number in range(40):
                outbox.post("probe", number=number)
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert faults == []
    assert sorted(call["number"] for call in recorder.calls) == list(range(40))
