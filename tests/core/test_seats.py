"""Seats: never more than there are, however many click at once; with its own negative control."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from core import seats
from core.seats import Seated

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(scope="module")
def bench_class() -> type[Seated]:
    """A thing with seats that only this test knows."""
    with isolate_apps("core"):

        class Bench(Seated):
            class Meta(Seated.Meta):
                app_label = "core"
                ordering = ["pk"]

    return Bench


@pytest.fixture
def bench(bench_class: type[Seated], transactional_db: None) -> Iterator[Seated]:
    """Twenty seats, none taken."""
    with connection.schema_editor() as editor:
        editor.create_model(bench_class)
    yield bench_class.objects.create(capacity=20)
    with connection.schema_editor() as editor:
        editor.delete_model(bench_class)


def in_parallel(number, work):
    barrier, results = threading.Barrier(number), []

    def run():
        barrier.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_fifty_at_once_get_exactly_twenty(bench):
    results = in_parallel(50, lambda: seats.take(type(bench).objects.get(pk=bench.pk)))

    bench.refresh_from_db()
    assert (results.count(True), results.count(False)) == (20, 30)
    assert bench.taken == 20


def test_counting_first_would_oversell(bench):
    """Negative control: the usual way gives more than twenty people a seat, or fails at the constraint."""
    everybody_looked = threading.Barrier(30)

    def count_then_write():
        free = type(bench).objects.get(pk=bench.pk).taken < 20
        everybody_looked.wait()
        return free

    assert in_parallel(30, count_then_write).count(True) == 30


def test_the_constraint_is_the_last_guard(bench):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(bench).objects.filter(pk=bench.pk).update(taken=21)


def test_a_class_takes_all_its_seats_or_none(bench):
    assert seats.take(bench, 18) is True
    assert seats.take(bench, 3) is False
    assert seats.take(bench, 2) is True
    assert (bench.taken, bench.seats_left, bench.is_full) == (20, 0, True)


def test_given_back_seats_can_be_taken_again(bench):
    seats.take(bench, 20)

    assert seats.give_back(bench) is True
    assert bench.seats_left == 1
    assert seats.take(bench) is True


def test_nobody_gives_back_what_was_not_taken(bench):
    assert seats.give_back(bench) is False
    assert bench.taken == 0


@pytest.mark.parametrize("n", [0, -1])
def test_only_whole_seats(bench, n):
    with pytest.raises(ValueError, match="one at a time"):
        seats.take(bench, n)
    with pytest.raises(ValueError, match="one at a time"):
        seats.give_back(bench, n)


def test_without_capacity_there_is_always_room(bench_class, bench):
    endless = bench_class.objects.create(capacity=None)

    assert seats.take(endless, 500) is True
    assert (endless.taken, endless.seats_left, endless.is_full) == (500, None, False)


@pytest.mark.parametrize(("wanted", "kept"), [(25, 25), (12, 12), (8, 10), (0, 10), (None, None)])
def test_fewer_seats_never_remove_people(bench, wanted, kept):
    seats.take(bench, 10)

    assert seats.resize(bench, wanted) == kept
    assert bench.taken == 10


def test_a_seat_is_taken_by_one_update_and_read_back(bench, django_assert_num_queries):
    with django_assert_num_queries(2):  # guarded update, the new figures
        seats.take(bench)


def test_seated_is_abstract():
    assert Seated._meta.abstract is True
    assert issubclass(Seated, models.Model)
