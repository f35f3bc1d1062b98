"""Revisions carry old copies of dates; publishing one gives no seat away twice and revives nothing."""

import pytest

from events import actions
from events.models import EventPage, Occurrence, Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import OccurrenceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def stored(occurrence) -> Occurrence:
    return Occurrence.objects.get(pk=occurrence.pk)


def revision_of(occurrence):
    return EventPage.objects.get(pk=occurrence.page_id).save_revision()


def test_seats_taken_since_the_revision_stay_taken(occurrence):
    revision = revision_of(occurrence)
    RegistrationFactory(occurrence=occurrence)

    revision.publish()

    assert stored(occurrence).taken == 1


def test_cancelled_date_stays_cancelled(occurrence, owner):
    revision = revision_of(occurrence)
    actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")

    revision.publish()

    assert (stored(occurrence).state, stored(occurrence).cancelled_reason) == ("cancelled", "Krank.")


def test_fewer_seats_than_people_closes_and_sends_nobody_away(occurrence):
    rows = [RegistrationFactory(occurrence=occurrence) for _ in range(2)]
    page = EventPage.objects.get(pk=occurrence.page_id)
    date = page.occurrences.get()
    date.capacity = 1
    page.occurrences.set([date])

    page.save_revision().publish()

    assert (stored(occurrence).capacity, stored(occurrence).taken) == (2, 2)
    assert {row.state for row in Registration.objects.filter(pk__in=[row.pk for row in rows])} == {"registered"}


def test_more_seats_are_offered_to_those_who_wait(occurrence):
    rows = [RegistrationFactory(occurrence=occurrence) for _ in range(3)]
    page = EventPage.objects.get(pk=occurrence.page_id)
    date = page.occurrences.get()
    date.capacity = 5
    page.occurrences.set([date])

    page.save_revision().publish()

    rows[2].refresh_from_db()
    assert (rows[2].state, stored(occurrence).taken) == ("offered_seat", 3)


def test_date_with_people_survives_a_revision_without_it(occurrence):
    RegistrationFactory(occurrence=occurrence)
    empty = OccurrenceFactory(page=occurrence.page)
    page = EventPage.objects.get(pk=occurrence.page_id)
    page.occurrences.set([])

    page.save_revision().publish()

    assert list(Occurrence.objects.filter(page=page)) == [occurrence]
    assert Occurrence.objects.filter(pk=empty.pk).exists() is False


def test_moved_date_is_told_once(occurrence, owner):
    person = UserFactory(adult=True)
    RegistrationFactory(occurrence=occurrence, person=person)
    page = EventPage.objects.get(pk=occurrence.page_id)
    date = page.occurrences.get()
    date.starts_at, date.ends_at = date.starts_at.replace(minute=30), date.ends_at.replace(minute=45)
    page.occurrences.set([date])
    revision = page.save_revision()

    revision.publish()
    revision.publish()

    assert person.notifications.filter(kind="event_moved").count() == 1
    assert stored(occurrence).revision_number == 1
