"""The journey planner of a network in the admin: checked, tried before it is saved, changed by those who may."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import Network
from core.models import District
from tests.factories.accounts import NetworkFactory, UserFactory
from tests.factories.core import PostalCodeFactory

pytestmark = pytest.mark.django_db

SOUND = "https://fahrplan.example/suche?nach={to}&datum={day}&an={time}&p={lat},{lon}"
CONTACT = {"contact_name": "Frau Kessler", "contact_role": "", "phone": "", "phone_hours": "", "email": ""}


@pytest.fixture
def network():
    """A network around Altenburg."""
    made = NetworkFactory(journey_address="")
    made.districts.set([PostalCodeFactory(code="04600").district])
    return made


@pytest.fixture
def publisher(client):
    """Somebody who may enter the admin and change networks."""
    person = UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_network"]))
    client.force_login(person)
    return person


def door(name, *args):
    return reverse(f"wagtailsnippets_accounts_network:{name}", args=args)


def test_an_address_is_tried_before_it_is_saved(client, publisher, network):
    given = CONTACT | {"journey_address": SOUND}

    posted = client.post(door("preview_on_edit", network.pk), given)
    shown = unquote(client.get(door("preview_on_edit", network.pk)).content.decode())

    assert posted.json()["is_valid"] is True
    assert "https://fahrplan.example/suche?nach=04" in shown
    assert "an=07:00" in shown
    assert 'target="_blank"' in shown
    assert Network.objects.get(pk=network.pk).journey_address == ""


def test_a_sound_address_is_saved_and_nothing_else_is_touched(client, publisher, network):
    client.post(door("edit", network.pk), CONTACT | {"journey_address": SOUND, "name": "Anders", "districts": []})

    network.refresh_from_db()
    assert (network.journey_address, network.contact_name) == (SOUND, "Frau Kessler")
    assert network.name != "Anders"
    assert District.objects.filter(networks=network).count() == 1


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://fahrplan.example/?to={to}", "beginnt mit https://"),
        ("https://fahrplan.example/?to={to}&wer={user}", "Es gibt nur diese Platzhalter"),
        ("https://fahrplan.example/?am={day}", "Das Ziel fehlt"),
    ],
)
def test_a_wrong_address_is_kept_with_the_reason(address, reason, client, publisher, network):
    page = client.post(door("edit", network.pk), CONTACT | {"journey_address": address}).content.decode()

    assert reason in page
    assert address.split("?")[0] in page
    assert client.post(door("preview_on_edit", network.pk), CONTACT | {"journey_address": address}).json() == {
        "is_valid": False,
        "is_available": False,
    }
    assert Network.objects.get(pk=network.pk).journey_address == ""


def test_nobody_adds_or_deletes_a_network_and_others_stay_outside(client, network):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post(door("delete", network.pk))
    added = client.get(door("add")).status_code
    client.force_login(UserFactory())

    assert (added, Network.objects.filter(pk=network.pk).exists()) == (302, True)
    assert client.get(door("edit", network.pk)).status_code in {302, 403}
