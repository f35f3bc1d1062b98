"""Network, organisation and the queue of checks: what is public, what is not, and how often they ask."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from core import clock
from pages import tree
from pages.models import NetworkPage
from tests.factories.accounts import NetworkFactory, NetworkMemberFactory, OrganisationFactory, UserFactory
from tests.factories.apprenticeships import SlotFactory, VacancyFactory
from tests.pages.people import body_of, client_of, make_office, make_owner

pytestmark = pytest.mark.django_db


def queries_of(browser: Client, address: str) -> int:
    """How many queries a warm page takes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def network_page() -> Any:
    """The page of a network with one Kreis."""
    roots = tree.ensure()
    network = NetworkFactory()
    page = NetworkPage(title=network.name, slug=network.slug, network=network, lead="Wir kennen uns.")
    roots.networks.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_the_network_names_members_places_days_and_the_telephone(network_page: Any) -> None:
    firm = NetworkMemberFactory(network=network_page.network).organisation
    hidden = NetworkMemberFactory(
        network=network_page.network, organisation=OrganisationFactory(name="Noch nicht geprüft GmbH")
    ).organisation
    slot = SlotFactory(vacancy__organisation=firm)

    text = Client().get(network_page.url).content.decode()

    assert firm.name in text
    assert slot.vacancy.get_absolute_url() in text
    assert network_page.network.phone in text
    assert hidden.name not in text


def test_an_empty_network_says_so(network_page: Any) -> None:
    text = Client().get(network_page.url).content.decode()

    assert "Gerade ist kein Platz frei." in text
    assert "Gerade ist kein Tag frei." in text


def test_the_network_asks_as_often_for_one_as_for_three(network_page: Any) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            firm = NetworkMemberFactory(network=network_page.network).organisation
            SlotFactory(vacancy=VacancyFactory(organisation=firm))
        counts.append(queries_of(Client(), network_page.url))

    assert counts[0] == counts[1]


def test_an_organisation_shows_what_is_free_and_whom_to_call() -> None:
    slot = SlotFactory()
    firm = slot.vacancy.organisation

    text = Client().get(firm.get_absolute_url()).content.decode()

    assert firm.phone in text
    assert slot.vacancy.get_absolute_url() in text


def test_an_unchecked_organisation_is_there_for_its_people_only() -> None:
    firm = OrganisationFactory()
    owner = make_owner()
    own = Organisation.objects.filter(pk=body_of(owner).pk)
    own.update(verification=firm.verification, verified_on=None)

    assert Client().get(firm.get_absolute_url()).status_code == 404
    assert client_of(owner).get(firm.get_absolute_url()).status_code == 404
    assert client_of(owner).get(own.get().get_absolute_url()).status_code == 200


def test_a_merged_organisation_leads_to_its_successor() -> None:
    now = OrganisationFactory(verified=True)
    old = OrganisationFactory(verification=Organisation.Verification.MERGED, merged_into=now, merged_on=clock.today())

    assert Client().get(old.get_absolute_url())["Location"] == now.get_absolute_url()


def test_an_organisation_asks_as_often_for_one_as_for_three() -> None:
    firm = OrganisationFactory(verified=True)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            SlotFactory(vacancy=VacancyFactory(organisation=firm))
        counts.append(queries_of(Client(), firm.get_absolute_url()))

    assert counts[0] == counts[1]


def test_the_moderator_sees_all_that_waits_and_a_guild_its_members() -> None:
    office, other = make_office(), make_office()
    firm = OrganisationFactory(named_body=body_of(office), verification=Organisation.Verification.IN_REVIEW)
    vacancy = VacancyFactory(submitted=True, organisation=firm)

    for person in (UserFactory(moderator=True), office):
        text = client_of(person).get("/pruefung/").content.decode()
        assert firm.name in text
        assert f"/betrieb/inserat/{vacancy.pk}/pruefung/" in text
    assert firm.name not in client_of(other).get("/pruefung/").content.decode()


@pytest.mark.parametrize("make", [make_owner, lambda: UserFactory(pupil=True), lambda: UserFactory(editor=True)])
def test_nobody_else_sees_the_queue(make: Any) -> None:
    assert client_of(make()).get("/pruefung/").status_code == 404


def test_the_queue_asks_as_often_for_one_as_for_three() -> None:
    moderator = client_of(UserFactory(moderator=True))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            waiting = OrganisationFactory(verification=Organisation.Verification.IN_REVIEW)
            VacancyFactory(submitted=True, organisation=waiting)
        counts.append(queries_of(moderator, "/pruefung/"))

    assert counts[0] == counts[1]
