"""Fifty people and one last seat; and the same without the guard, so that the test is known to see it."""

import threading
import time
import uuid
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from core import seats
from events import actions
from events.models import Occurrence, Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import OccurrenceFactory

PEOPLE, CROWD = 50, 16


def in_threads(jobs):
    """Run all at once, each on its own connection; returns the results in the order of the jobs."""
    results = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(place, job):
        try:
            start.wait()
            results[place] = job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def patiently(job):
    """A browser's „noch einmal“: SQLite gives up a lock after five seconds, a crowd of fifty needs longer."""
    for _ in range(20):
        try:
            return job()
        except OperationalError:
            time.sleep(0.05)
    raise AssertionError("The database stayed locked")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_last_seat_goes_to_exactly_one_of_fifty():
    date = OccurrenceFactory(capacity=1)
    people = [UserFactory(adult=True) for _ in range(PEOPLE)]

    rows = in_threads(
        [
            lambda person=person: patiently(lambda: actions.register(date, by=person, client_key=uuid.uuid4()))
            for person in people
        ]
    )

    states = [row.state for row in rows]
    date.refresh_from_db()
    waiting = Registration.objects.filter(occurrence=date).waiting()
    assert (states.count("registered"), states.count("waitlisted"), date.taken) == (1, PEOPLE - 1, 1)
    assert sorted(row.queue_number for row in waiting) == list(range(1, PEOPLE))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_person_clicking_ten_times_takes_one_seat():
    date = OccurrenceFactory(capacity=20)
    person, key = UserFactory(adult=True), uuid.uuid4()

    in_threads([lambda: patiently(lambda: actions.register(date, by=person, client_key=key)) for _ in range(10)])

    date.refresh_from_db()
    assert (date.taken, Registration.objects.count()) == (1, 1)


def looked_first(date):
    """The habit that sells too much: read, decide, write."""
    seen = Occurrence.objects.get(pk=date.pk)
    if seen.taken >= seen.capacity:
        return False
    time.sleep(0.05)
    Occurrence.objects.filter(pk=date.pk).update(taken=F("taken") + 1)
    return True


@contextmanager
def without_constraint():
    """The table as it would be without its rule; SQLite builds it anew from the model's list of rules."""
    rules = Occurrence._meta.constraints
    rule = next(one for one in rules if one.name.endswith("taken_within_capacity"))
    Occurrence._meta.constraints = [one for one in rules if one is not rule]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Occurrence, rule)
    try:
        yield
    finally:
        Occurrence.objects.update(taken=0)
        Occurrence._meta.constraints = rules
        with connection.schema_editor() as editor:
            editor.add_constraint(Occurrence, rule)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_guard_and_constraint_the_last_seat_is_sold_twice():
    date = OccurrenceFactory(capacity=1)

    with without_constraint():
        sold = in_threads([lambda: patiently(lambda: looked_first(date)) for _ in range(CROWD)])

    assert sum(sold) > 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_the_constraint_the_same_habit_is_stopped():
    date = OccurrenceFactory(capacity=1)

    def stopped():
        try:
            return looked_first(date)
        except IntegrityError:
            return False

    sold = in_threads([lambda: patiently(stopped) for _ in range(CROWD)])

    assert sum(sold) == 1


@pytest.mark.django_db
def test_constraint_bites():
    date = OccurrenceFactory(capacity=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(pk=date.pk).update(taken=2)

    assert seats.take(date) is True
    assert seats.take(date) is False
