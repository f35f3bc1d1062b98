"""The door: a ticket of 128 bits says whose it is, a button checks in, and nobody else learns anything."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from events.models import Occurrence, Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import OccurrenceFactory, RegistrationFactory
from tests.second_step import take

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def pupil(db):
    """Of age: nobody at the door needs a second step for the name."""
    return UserFactory(adult=True)


@pytest.fixture
def registration(occurrence, pupil):
    return RegistrationFactory(occurrence=occurrence, person=pupil)


def door(registration):
    return reverse("events:check_in", args=[registration.check_in_code])


def test_codes_have_128_bits_and_differ(occurrence):
    codes = {RegistrationFactory(occurrence=occurrence).check_in_code for _ in range(5)}

    assert len(codes) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}", code) for code in codes)


def test_the_ticket_is_shown_to_its_person(client, registration, pupil):
    client.force_login(pupil)

    page = client.get(registration.get_absolute_url()).content.decode()

    assert 'aria-label="Ticket für den Einlass"' in page


@pytest.mark.parametrize("state", sorted(set(State) - {State.REGISTERED, State.CHECKED_IN}))
def test_no_ticket_for_whom_nobody_expects(client, registration, pupil, state):
    Registration.objects.filter(pk=registration.pk).update(state=state, queue_number=1)
    client.force_login(pupil)

    assert "Ticket für den Einlass" not in client.get(registration.get_absolute_url()).content.decode()


def test_looking_changes_nothing_and_pressing_twice_is_once(client, registration, owner):
    client.force_login(owner)

    client.get(door(registration))
    registration.refresh_from_db()
    assert registration.state == State.REGISTERED

    for _ in range(3):
        client.post(door(registration))
    registration.refresh_from_db()
    assert [row.after for row in registration.events.all()] == [State.REGISTERED, State.CHECKED_IN]
    assert "Eingecheckt." in client.get(door(registration)).content.decode()


def test_a_colleague_opens_the_door_too(client, registration, colleague):
    client.force_login(colleague)

    assert client.post(door(registration)).status_code == 302
    assert Registration.objects.get(pk=registration.pk).state == State.CHECKED_IN


def test_the_own_ticket_leads_to_the_registration_and_checks_nobody_in(client, registration, pupil):
    client.force_login(pupil)

    answers = [client.get(door(registration)), client.post(door(registration))]

    assert [answer.headers["Location"] for answer in answers] == [registration.get_absolute_url()] * 2
    assert Registration.objects.get(pk=registration.pk).state == State.REGISTERED


def test_a_stranger_and_a_wrong_code_find_nothing(client, registration, stranger, owner):
    client.force_login(stranger)
    assert client.get(door(registration)).status_code == 404
    assert client.post(door(registration)).status_code == 404

    client.force_login(owner)
    assert client.get(reverse("events:check_in", args=["0" * 32])).status_code == 404


@pytest.mark.parametrize(("shift", "warned"), [(0, False), (3, True)])
def test_a_ticket_of_another_day_is_said_aloud(client, registration, owner, shift, warned):
    start = registration.occurrence.starts_at
    client.force_login(owner)

    with clock.frozen(start - timedelta(days=shift)):
        page = client.get(door(registration)).content.decode()

    assert ("gilt nicht für heute" in page) == warned


def test_who_signed_off_does_not_come_in(client, registration, owner):
    Registration.objects.filter(pk=registration.pk).update(state=State.CANCELLED)
    client.force_login(owner)

    client.post(door(registration))

    assert Registration.objects.get(pk=registration.pk).state == State.CANCELLED
    assert "kein Einlass" in client.get(door(registration)).content.decode()


@pytest.mark.parametrize("typed", ["{code}", " {CODE} ", "http://localhost:8000/innung/einlass/{code}/"])
def test_a_scanner_may_type_code_or_address(client, registration, owner, typed):
    client.force_login(owner)
    address = reverse("events:day_list", args=[registration.occurrence.public_id])
    code = registration.check_in_code

    answer = client.get(address, {"code": typed.format(code=code, CODE=code.upper())})

    assert answer.headers["Location"] == door(registration)


@pytest.mark.parametrize("typed", ["", "abc", "<b>", "g" * 32])
def test_what_is_no_code_is_said_beside_the_field(client, registration, owner, typed):
    client.force_login(owner)
    address = reverse("events:day_list", args=[registration.occurrence.public_id])

    page = client.get(address, {"code": typed})

    assert page.status_code == 200
    assert page.context["code_form"].errors.keys() == {"code"}


def test_the_list_of_another_date_does_not_show_the_person(client, registration, owner):
    other = OccurrenceFactory(page=registration.occurrence.page)
    client.force_login(owner)

    page = client.get(reverse("events:day_list", args=[other.public_id])).content.decode()

    assert Occurrence.objects.count() == 2
    assert "Noch niemand angemeldet." in page


@pytest.mark.parametrize("page", ["list", "door"])
def test_a_minor_is_named_after_the_second_step_only(client, occurrence, owner, page):
    minor = UserFactory(pupil_16=True, shown_name="Kanarienvogel")
    row = RegistrationFactory(occurrence=occurrence, person=minor)
    address = door(row) if page == "door" else reverse("events:day_list", args=[occurrence.public_id])
    client.force_login(owner)

    before = client.get(address)
    after = take(client, owner).get(address)

    assert before.headers["Location"].startswith(reverse("accounts:second_step_first"))
    assert (after.status_code, "Kanarienvogel" in after.content.decode()) == (200, True)


def test_a_list_of_adults_asks_for_no_second_step(client, occurrence, owner):
    RegistrationFactory(occurrence=occurrence)
    client.force_login(owner)

    assert client.get(reverse("events:day_list", args=[occurrence.public_id])).status_code == 200
