"""A class and its day: consents counted at school, heads at the door, and what is forgotten afterwards."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from core import clock
from events import actions
from events.models import ClassBooking
from tests.factories.accounts import MembershipFactory
from tests.factories.events import ClassBookingFactory, EventPageFactory, OccurrenceFactory

pytestmark = pytest.mark.django_db
State = ClassBooking.State


@pytest.fixture
def teacher():
    return MembershipFactory(school=True)


@pytest.fixture
def organiser(occurrence, owner):
    return owner


@pytest.fixture
def booking(occurrence, teacher):
    """A class of twenty whose seats are held."""
    page = occurrence.page
    page.registration = "class"
    page.save()
    return actions.book_class(
        occurrence,
        by=teacher.user,
        school=teacher.organisation,
        class_name="8b",
        seats_wanted=2,
        client_key=uuid.uuid4(),
    )


def booked(date, state, **more):
    """A booking that has come to this state."""
    booking = ClassBookingFactory(occurrence=date, **more)
    ClassBooking.objects.filter(pk=booking.pk).update(state=state)
    return booking


def state_of(booking):
    return ClassBooking.objects.get(pk=booking.pk).state


def test_the_last_consent_of_a_confirmed_class_completes_its_list(booking, teacher, organiser):
    actions.report_consents(booking, by=teacher.user, count=1)
    booking.refresh_from_db()
    actions.confirm_booking(booking, by=organiser)
    assert state_of(booking) == State.CONFIRMED

    actions.report_consents(booking, by=teacher.user, count=2)

    assert state_of(booking) == State.LIST_COMPLETE
    assert [row.after for row in booking.events.all()] == ["requested", "confirmed", "list_complete"]


def test_a_list_that_was_complete_before_the_yes_is_complete_with_it(booking, teacher, organiser):
    actions.report_consents(booking, by=teacher.user, count=2)
    assert state_of(booking) == State.REQUESTED

    booking.refresh_from_db()
    actions.confirm_booking(booking, by=organiser)

    assert state_of(booking) == State.LIST_COMPLETE


def test_more_consents_than_seats_are_refused_twice(booking, teacher):
    with pytest.raises(actions.TooMany):
        actions.report_consents(booking, by=teacher.user, count=3)
    with pytest.raises(IntegrityError):
        ClassBooking.objects.filter(pk=booking.pk).update(consents=3)


def test_only_the_school_counts_consents(booking, organiser, stranger):
    for person in (organiser, stranger):
        with pytest.raises(PermissionDenied):
            actions.report_consents(booking, by=person, count=1)


@pytest.mark.parametrize("typed", ["", "viele", "-1", "3", "99"])
def test_a_wrong_number_is_said_beside_the_field_and_kept(client, booking, teacher, typed):
    client.force_login(teacher.user)

    page = client.post(reverse("events:class_booking_consents", args=[booking.public_id]), {"count": typed})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"count"}
    assert f'value="{typed}"' in page.content.decode() or not typed
    assert ClassBooking.objects.get(pk=booking.pk).consents == 0


def test_the_organiser_sees_the_number_and_no_stranger_the_page(client, booking, teacher, organiser, stranger):
    actions.report_consents(booking, by=teacher.user, count=1)
    address = reverse("events:day_list", args=[booking.occurrence.public_id])

    client.force_login(organiser)
    assert "1 von 2 Zustimmungen" in client.get(address).content.decode()
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert client.post(reverse("events:booking_came", args=[booking.public_id]), {"came": 1}).status_code == 404
    posted = client.post(reverse("events:class_booking_consents", args=[booking.public_id]), {"count": 1})
    assert posted.status_code == 404


def test_heads_are_counted_once_the_day_has_begun(booking, organiser):
    actions.confirm_booking(booking, by=organiser)
    with pytest.raises(actions.WrongStep):
        actions.note_class(booking, by=organiser, came=2)

    with clock.frozen(booking.occurrence.starts_at + timedelta(minutes=5)):
        with pytest.raises(actions.TooMany):
            actions.note_class(booking, by=organiser, came=3)
        actions.note_class(booking, by=organiser, came=1)
        actions.note_class(booking, by=organiser, came=1)  # a second press
        with pytest.raises(actions.WrongStep):
            actions.note_class(booking, by=organiser, came=2)

    booking.refresh_from_db()
    assert (booking.state, booking.came, booking.events.count()) == (State.DONE, 1, 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.CONFIRMED, State.DONE),
        (State.LIST_COMPLETE, State.DONE),
        (State.REQUESTED, State.CANCELLED_BY_ORGANISER),
        (State.WAITLISTED, State.CANCELLED_BY_ORGANISER),
        (State.CANCELLED_BY_SCHOOL, State.CANCELLED_BY_SCHOOL),
    ],
)
def test_after_the_day_each_booking_ends(before, after):
    date = OccurrenceFactory(page=EventPageFactory(classes=True))
    booking = booked(date, before)

    with clock.frozen(date.ends_at + timedelta(hours=13)):
        actions.close_classes()
        actions.close_classes()

    assert state_of(booking) == after


def test_thirty_days_later_only_numbers_stay():
    date = OccurrenceFactory(page=EventPageFactory(classes=True))
    came = booked(date, State.CONFIRMED, seats=5)
    gone = booked(date, State.CANCELLED_BY_SCHOOL, seats=5)

    with clock.frozen(date.ends_at + timedelta(days=31)):
        actions.close_classes()
        again = actions.close_classes()

    came.refresh_from_db()
    assert (came.class_name, came.booked_by, came.state) == ("", None, State.DONE)
    assert not ClassBooking.objects.filter(pk=gone.pk).exists()
    assert again == 0
