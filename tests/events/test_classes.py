"""A class comes: all seats or none, never more than the school's share."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import limits
from events import actions
from events.models import ClassBooking, Occurrence, SchoolQuota
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.events import ClassBookingFactory, EventPageFactory, OccurrenceFactory

pytestmark = pytest.mark.django_db
State = ClassBooking.State


@pytest.fixture
def teacher(db):
    """Teaches at a verified school."""
    return MembershipFactory(school=True)


@pytest.fixture
def date(db):
    """Twenty-four seats for classes, at most twenty-four a school."""
    return OccurrenceFactory(page=EventPageFactory(classes=True), capacity=24)


def book(date, membership, seats, **more):
    values = {"school": membership.organisation, "class_name": "8b", "seats_wanted": seats, "client_key": uuid.uuid4()}
    return actions.book_class(date, by=membership.user, **{**values, **more})


def taken(date):
    return Occurrence.objects.get(pk=date.pk).taken


def test_all_seats_or_none(date, teacher):
    other = MembershipFactory(school=True, organisation__name="Gymnasium am Wall")

    first, second = book(date, teacher, 20), book(date, other, 10)

    assert (first.state, second.state, taken(date)) == (State.REQUESTED, State.WAITLISTED, 20)


def test_share_of_a_school_counts_over_all_dates(date, teacher):
    second = OccurrenceFactory(page=date.page, capacity=24)
    book(date, teacher, 20)

    with pytest.raises(actions.QuotaExceeded) as refusal:
        book(second, teacher, 5)

    assert refusal.value.left == 4
    assert (taken(second), ClassBooking.objects.count(), SchoolQuota.objects.get().taken) == (0, 1, 20)


def test_share_bites_only_where_it_is_set(teacher):
    date = OccurrenceFactory(page=EventPageFactory(registration="class", school_quota=None), capacity=60)

    assert book(date, teacher, 60).state == State.REQUESTED


def test_cancelling_moves_the_next_class_up_that_fits(date, teacher, outbox):
    large = MembershipFactory(school=True, organisation__name="Große Schule")
    small = MembershipFactory(school=True, organisation__name="Kleine Schule")
    first, waiting, fitting = book(date, teacher, 10), book(date, large, 20), book(date, small, 12)
    assert [row.state for row in (first, waiting, fitting)] == [State.REQUESTED, State.WAITLISTED, State.REQUESTED]

    with outbox():
        actions.cancel_booking(first, by=teacher.user)
    waiting.refresh_from_db()
    assert (waiting.state, taken(date)) == (State.WAITLISTED, 12)

    actions.cancel_booking(fitting, by=small.user)
    waiting.refresh_from_db()
    assert (waiting.state, taken(date)) == (State.REQUESTED, 20)
    assert large.user.notifications.get().kind == "class_moved_up"


def test_cancelled_seats_return_to_the_share(date, teacher):
    booking = book(date, teacher, 24)

    actions.cancel_booking(booking, by=teacher.user)

    assert (taken(date), SchoolQuota.objects.get().taken) == (0, 0)
    assert book(date, teacher, 24).state == State.REQUESTED


def test_same_key_books_once(date, teacher):
    key = uuid.uuid4()

    assert book(date, teacher, 5, client_key=key) == book(date, teacher, 5, client_key=key)
    assert taken(date) == 5


def test_sixth_booking_of_an_hour_is_refused(date, teacher):
    for _ in range(5):
        book(date, teacher, 1)

    with pytest.raises(limits.TooMany):
        book(date, teacher, 1)


def test_only_for_a_school_of_ones_own(date, teacher):
    with pytest.raises(PermissionDenied):
        book(date, teacher, 5, school=OrganisationFactory(school=True, verified=True))
    unchecked = MembershipFactory(school=True, organisation=OrganisationFactory(school=True))
    with pytest.raises(PermissionDenied):
        book(date, unchecked, 5)


def test_single_registration_takes_no_class(teacher):
    with pytest.raises(actions.Closed):
        book(OccurrenceFactory(), teacher, 5)


def test_organiser_confirms_and_calls_off(date, teacher, stranger):
    organiser = MembershipFactory(organisation=date.page.organisation).user
    booking = book(date, teacher, 5)
    with pytest.raises(PermissionDenied):
        actions.confirm_booking(booking, by=stranger)

    actions.confirm_booking(booking, by=organiser)
    assert booking.state == State.CONFIRMED
    actions.cancel_occurrence(date, by=organiser, reason="Krank.")

    booking.refresh_from_db()
    kinds = set(teacher.user.notifications.values_list("kind", flat=True))
    assert (booking.state, kinds) == (State.CANCELLED_BY_ORGANISER, {"class_confirmed", "class_cancelled"})


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_steps_of_a_class_booking(before, after):
    out = {"cancelled_by_school", "cancelled_by_organiser"}
    literal = {
        "requested": {"confirmed", "waitlisted", *out},
        "confirmed": {"list_complete", "done", *out},
        "list_complete": {"done", *out},
        "waitlisted": {"requested", *out},
    }

    assert ClassBooking(state=before).can_become(after) == (after in literal.get(before, set()))


def test_teacher_books_by_form(client, date, teacher):
    client.force_login(teacher.user)
    address = reverse("events:class_booking_new", args=[date.public_id])
    key = client.get(address).context["form"]["client_key"].value()
    typed = {"client_key": str(key), "school": teacher.organisation_id, "class_name": "8b", "seats_wanted": "30"}

    refused = client.post(address, typed)
    assert "Für Ihre Schule sind hier noch 24 Plätze vorgesehen." in refused.content.decode()
    accepted = client.post(address, {**typed, "seats_wanted": "20"})

    booking = ClassBooking.objects.get()
    assert accepted["Location"] == booking.get_absolute_url()
    assert "Klasse 8b, 20 Plätze" in client.get(booking.get_absolute_url()).content.decode()
    client.post(reverse("events:class_booking_cancel", args=[booking.public_id]))
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED_BY_SCHOOL


def test_organiser_sees_and_confirms_it_on_the_list(client, date, teacher):
    booking = book(date, teacher, 5)
    client.force_login(MembershipFactory(organisation=date.page.organisation).user)

    assert "Bestätigen" in client.get(reverse("events:day_list", args=[date.public_id])).content.decode()
    client.post(reverse("events:booking_confirm", args=[booking.public_id]))

    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_pages_of_a_booking_are_for_its_school(client, stranger, pupil):
    booking = ClassBookingFactory()
    organiser = MembershipFactory(organisation=booking.occurrence.page.organisation).user

    for person in (stranger, pupil, organiser):
        client.force_login(person)
        assert client.get(booking.get_absolute_url()).status_code == 404
        assert client.post(reverse("events:class_booking_cancel", args=[booking.public_id])).status_code == 404
    for person in (stranger, pupil):
        client.force_login(person)
        assert client.post(reverse("events:booking_confirm", args=[booking.public_id])).status_code == 404
        assert client.get(reverse("events:class_booking_new", args=[booking.occurrence.public_id])).status_code == 403
