"""The desks: everybody sees the own one, nobody another's, and the work does not grow with the rows."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from apprenticeships.models import Application, Vacancy
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory, SlotFactory, VacancyFactory
from tests.pages.people import body_of, client_of, make_counsellor, make_member, make_office, make_owner

pytestmark = pytest.mark.django_db


def text_of(person: Any, address: str) -> str:
    answer = client_of(person).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def queries_of(person: Any, address: str) -> int:
    """How many queries a warm page takes."""
    browser = client_of(person)
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_firm_sees_who_waits_and_its_acts() -> None:
    owner = make_owner()
    application = ApplicationFactory(sent=True, vacancy__organisation=body_of(owner))
    SlotFactory(vacancy=application.vacancy)

    text = text_of(owner, "/betrieb/")

    assert application.why in text
    assert f'action="/betrieb/inserat/{application.vacancy_id}/besetzt/"' in text
    assert f'href="/betrieb/inserat/{application.vacancy_id}/tage/"' in text
    assert "0 gebucht" in text


def test_besetzt_is_one_click_while_nobody_waits() -> None:
    owner = make_owner()
    vacancy = VacancyFactory(organisation=body_of(owner))

    client_of(owner).post(f"/betrieb/inserat/{vacancy.pk}/besetzt/")

    vacancy.refresh_from_db()
    assert vacancy.state == Vacancy.State.FILLED


def test_another_firm_sees_nothing_of_it() -> None:
    application = ApplicationFactory(sent=True)
    stranger = make_owner()

    text = text_of(stranger, "/betrieb/")

    assert application.why not in text
    assert application.vacancy.get_absolute_url() not in text
    other = application.vacancy.organisation.public_id
    assert client_of(stranger).get(f"/betrieb/?organisation={other}").status_code == 404


@pytest.mark.parametrize("address", ["/betrieb/", "/innung/", "/klasse/", "/innung/worte/"])
def test_a_pupil_has_no_desk_of_an_organisation(address: str) -> None:
    assert client_of(UserFactory(pupil=True)).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/mein/", "/betrieb/", "/innung/", "/klasse/", "/pruefung/"])
def test_nobody_comes_in_without_signing_in(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert "/konto/anmelden/" in answer["Location"]


def test_the_guild_posts_for_members_that_asked_for_it_only() -> None:
    office = make_office()
    asked = make_member(body_of(office), name="Fleischerei Wittig-Lorenz")
    silent = OrganisationFactory(verified=True, named_body=body_of(office), name="Bäckerei Sonnabend")

    text = text_of(office, "/innung/")

    assert f"/betrieb/inserat/neu/?betrieb={asked.public_id}" in text
    assert silent.name in text
    assert str(silent.public_id) not in text


def test_another_guild_sees_no_members() -> None:
    member = make_member(body_of(make_office()))

    assert member.name not in text_of(make_office(), "/innung/")


def test_the_pupil_sees_own_applications_only() -> None:
    mine, other = ApplicationFactory(sent=True), ApplicationFactory(sent=True)

    text = text_of(mine.pupil, "/mein/")

    assert mine.get_absolute_url() in text
    assert other.get_absolute_url() not in text


def test_somebody_at_work_is_led_from_mein_to_the_own_desk() -> None:
    for person, home in ((make_owner(), "/betrieb/"), (make_office(), "/innung/"), (make_counsellor(), "/klasse/")):
        assert client_of(person).get("/mein/")["Location"] == home


def test_a_counsellor_has_no_guild_desk() -> None:
    assert client_of(make_counsellor()).get("/innung/").status_code == 403


def test_a_counsellor_of_an_unchecked_centre_reads_that_it_waits() -> None:
    centre = OrganisationFactory(kind=Organisation.Kind.GUIDANCE_CENTRE)
    person = MembershipFactory(organisation=centre, role="counsellor").user

    text = text_of(person, "/klasse/")

    assert centre.get_verification_display() in text
    assert client_of(person).post("/klasse/", {"title": "Holz"}).status_code == 403


def test_the_firm_desk_asks_as_often_for_one_as_for_three() -> None:
    owner = make_owner()
    vacancy = VacancyFactory(organisation=body_of(owner))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ApplicationFactory(sent=True, vacancy=vacancy)
            BookingFactory(slot=SlotFactory(vacancy=VacancyFactory(organisation=body_of(owner))))
        counts.append(queries_of(owner, "/betrieb/"))

    assert counts[0] == counts[1]


def test_the_guild_desk_asks_as_often_for_one_as_for_three() -> None:
    office = make_office()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ApplicationFactory(sent=True, vacancy__organisation=make_member(body_of(office)))
        counts.append(queries_of(office, "/innung/"))

    assert counts[0] == counts[1]


def test_the_pupil_desk_asks_as_often_for_one_as_for_three() -> None:
    pupil = UserFactory(adult=True)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ApplicationFactory(sent=True, pupil=pupil)
            BookingFactory(pupil=pupil)
        counts.append(queries_of(pupil, "/mein/"))

    assert counts[0] == counts[1]
    assert Application.objects.filter(pupil=pupil).count() == 3
