"""Pages of a registration and of the day: the person, the organiser, and everybody else."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from events import actions
from events.models import Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import OccurrenceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def new(occurrence):
    return reverse("events:registration_new", args=[occurrence.public_id])


def test_signing_in_comes_first_and_leads_back(client, occurrence):
    answer = client.get(new(occurrence))

    assert answer.status_code == 302
    assert new(occurrence) in answer["Location"].replace("%2F", "/")


def test_one_press_takes_the_seat(client, occurrence, pupil, outbox, mailoutbox):
    client.force_login(pupil)
    key = client.get(new(occurrence)).context["form"]["client_key"].value()

    with outbox():
        first = client.post(new(occurrence), {"client_key": str(key)})
        second = client.post(new(occurrence), {"client_key": str(key)})

    row = Registration.objects.get()
    assert first["Location"] == second["Location"] == row.get_absolute_url()
    assert "Du bist dabei." in client.get(row.get_absolute_url()).content.decode()


def test_mail_to_an_adult_leaves_at_once_with_the_date(occurrence, outbox, mailoutbox):
    with outbox():
        person = UserFactory(adult=True, last_name="Nachname")
        RegistrationFactory(occurrence=occurrence, person=person)

    ticket = next(mail for mail in mailoutbox if mail.to == [person.email])
    assert ticket.subject == f"Angemeldet: {occurrence.page.title}"
    assert "04600 Altenburg" in ticket.body
    assert person.last_name not in ticket.body


def test_refusal_stands_in_the_form(client, pupil, occurrence):
    RegistrationFactory(occurrence=occurrence, person=pupil)
    other = OccurrenceFactory(starts_at=occurrence.starts_at)
    client.force_login(pupil)

    answer = client.post(new(other), {"client_key": str(uuid.uuid4())})

    assert answer.status_code == 200
    assert "Zur selben Zeit gibt es schon eine Anmeldung" in answer.content.decode()


def test_below_sixteen_the_address_is_asked_for_and_kept(client, occurrence):
    young = UserFactory(pupil_15=True)
    client.force_login(young)
    assert "E-Mail deiner Eltern" in client.get(new(occurrence)).content.decode()

    answer = client.post(new(occurrence), {"client_key": str(uuid.uuid4()), "guardian_email": young.email})
    assert young.email in answer.content.decode()
    assert "Postfach deiner Eltern" in answer.content.decode()

    client.post(new(occurrence), {"client_key": str(uuid.uuid4()), "guardian_email": "eltern@mail.example"})
    assert "Deine Eltern haben den Link." in client.get(Registration.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", Registration.State)
def test_every_state_has_a_page(client, occurrence, pupil, state):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)
    Registration.objects.filter(pk=row.pk).update(
        state=state, queue_number=1, offered_until=clock.now() if state == "offered_seat" else None
    )
    client.force_login(pupil)

    assert client.get(row.get_absolute_url()).status_code == 200


PERSONAL = ["registration_detail", "registration_ics"]
POSTED = ["registration_cancel", "registration_accept", "registration_again"]


@pytest.mark.parametrize("name", PERSONAL + POSTED)
def test_pages_of_a_registration_are_for_the_person_alone(client, occurrence, owner, stranger, pupil, name):
    row = RegistrationFactory(occurrence=occurrence)
    ask = client.post if name in POSTED else client.get

    for person in (owner, stranger, pupil):
        client.force_login(person)
        assert ask(reverse(f"events:{name}", args=[row.public_id])).status_code == 404
        assert ask(reverse(f"events:{name}", args=[uuid.uuid4()])).status_code == 404
    row.refresh_from_db()
    assert row.state == "registered"


@pytest.mark.parametrize("name", POSTED)
def test_a_get_changes_nothing(client, occurrence, pupil, name):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)
    client.force_login(pupil)

    assert client.get(reverse(f"events:{name}", args=[row.public_id])).status_code == 405


def test_sign_off_and_come_back_by_button(client, occurrence, pupil):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)
    client.force_login(pupil)

    client.post(reverse("events:registration_cancel", args=[row.public_id]))
    assert "Doch kommen" in client.get(row.get_absolute_url()).content.decode()
    client.post(reverse("events:registration_again", args=[row.public_id]), {"client_key": str(uuid.uuid4())})

    row.refresh_from_db()
    assert row.state == "registered"


def test_second_press_on_sign_off_is_answered_kindly(client, occurrence, pupil):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)
    client.force_login(pupil)
    address = reverse("events:registration_cancel", args=[row.public_id])

    client.post(address)
    answer = client.post(address, follow=True)

    assert "Das ist in der Zwischenzeit schon geschehen." in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_own_list_counts_queries(client, pupil, count, django_assert_max_num_queries):
    for _ in range(count):
        date = OccurrenceFactory(starts_at=clock.now().replace(minute=0) + (_ + 2) * timedelta(days=1))
        RegistrationFactory(occurrence=date, person=pupil)
    client.force_login(pupil)
    client.get(reverse("events:registration_list"))

    with django_assert_max_num_queries(10):
        answer = client.get(reverse("events:registration_list"))

    assert len(answer.context["registrations"]) == count


class TestDay:
    """The organiser's list."""

    def test_names_the_person_as_chosen(self, client, occurrence, owner):
        person = UserFactory(adult=True, shown_name="Amira", last_name="Nachname")
        RegistrationFactory(occurrence=occurrence, person=person)
        client.force_login(owner)

        text = client.get(reverse("events:day_list", args=[occurrence.public_id])).content.decode()

        assert "Amira" in text
        assert "Nachname" not in text
        assert person.email not in text

    def test_check_in_by_button_twice_is_one(self, client, occurrence, colleague):
        row = RegistrationFactory(occurrence=occurrence)
        client.force_login(colleague)
        address = reverse("events:registration_mark", args=[row.public_id, "da"])

        client.post(address)
        client.post(address)

        row.refresh_from_db()
        assert row.state == "checked_in"
        assert row.events.count() == 2

    def test_absent_only_after_the_beginning(self, client, occurrence, owner):
        row = RegistrationFactory(occurrence=occurrence)
        client.force_login(owner)
        address = reverse("events:registration_mark", args=[row.public_id, "fehlt"])

        client.post(address)
        row.refresh_from_db()
        assert row.state == "registered"
        with clock.frozen(occurrence.starts_at):
            client.post(address)
        row.refresh_from_db()
        assert row.state == "no_show"

    @pytest.mark.parametrize("step", ["da", "teilgenommen", "fehlt"])
    def test_strangers_get_404(self, client, occurrence, stranger, pupil, step):
        row = RegistrationFactory(occurrence=occurrence, person=pupil)

        for person in (stranger, pupil):
            client.force_login(person)
            assert client.get(reverse("events:day_list", args=[occurrence.public_id])).status_code == 404
            assert client.get(reverse("events:occurrence_cancel", args=[occurrence.public_id])).status_code == 404
            assert client.post(reverse("events:registration_mark", args=[row.public_id, step])).status_code == 404

    def test_one_date_is_called_off(self, client, occurrence, owner):
        other = OccurrenceFactory(page=occurrence.page)
        client.force_login(owner)

        client.post(reverse("events:occurrence_cancel", args=[occurrence.public_id]), {"reason": "Krank."})

        occurrence.refresh_from_db()
        other.refresh_from_db()
        assert (occurrence.state, other.state) == ("cancelled", "scheduled")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(self, client, owner, count, django_assert_max_num_queries):
        date = OccurrenceFactory(page__organisation=owner.memberships.get().organisation, capacity=20)
        for _ in range(count):
            RegistrationFactory(occurrence=date)
        client.force_login(owner)
        client.get(reverse("events:day_list", args=[date.public_id]))

        with django_assert_max_num_queries(11):
            client.get(reverse("events:day_list", args=[date.public_id]))


def test_reminder_is_told_once_before_and_once_on_the_day(occurrence):
    person = RegistrationFactory(occurrence=occurrence).person

    with clock.frozen(occurrence.starts_at - timedelta(days=1, hours=12)):
        actions.remind()
        actions.remind()
    with clock.frozen(occurrence.starts_at - timedelta(minutes=30)):
        actions.remind()
        actions.remind()

    assert person.notifications.filter(kind="event_reminder").count() == 2
