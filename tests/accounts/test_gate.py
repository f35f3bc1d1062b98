"""The second step comes first where an office opens minors' data; a page says why, and nobody is left standing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import gate, second_step
from accounts.models import Membership, User
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.second_step import take

FIRST = "/konto/zweiter-schritt/zuerst/"
DESKS = {
    "moderator": ["/moderation/", "/pruefung/zustimmungen/", "/nachrichten/"],
    "counsellor": ["/pruefung/zustimmungen/", "/konto/elternabend/", "/nachrichten/"],
    "operator": ["/admin/users/"],
}


@pytest.fixture
def operator() -> User:
    """Runs the installation."""
    return UserFactory(kind="staff", is_superuser=True, is_staff=True)


@pytest.fixture
def counsellor() -> User:
    """Works at a checked school."""
    school = OrganisationFactory(kind="school", verified=True)
    return MembershipFactory(organisation=school, role=Membership.ADVISING_ROLES[0]).user


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("who", "address"), [(who, address) for who, found in DESKS.items() for address in found])
def test_desk_of_an_office_opens_after_the_step(who: str, address: str, request: Any) -> None:
    person = request.getfixturevalue(who)
    client = browser(person)

    before = client.get(address)
    page = client.get(before.url).content.decode()
    ticket = client.get("/nachrichten/verbindung/").status_code
    after = take(client, person).get(address)

    assert client.get("/nachrichten/verbindung/").status_code == 200
    assert before.url == f"{FIRST}?next={address.replace('/', '%2F')}"
    assert f"{reverse('mfa_add_webauthn')}?next={address.replace('/', '%2F')}" in page
    assert (ticket, after.status_code) == (401, 200)


@pytest.mark.parametrize("who", ["mia", "owner", "guild_office", "stranger"])
def test_others_are_never_asked_here(who: str, request: Any) -> None:
    assert gate.is_due(request.getfixturevalue(who)) is False
    assert browser(request.getfixturevalue(who)).get("/nachrichten/").status_code == 200


def test_form_sent_without_the_step_changes_nothing_and_leads_to_it(moderator: User) -> None:
    answer = browser(moderator).post("/moderation/1/uebernehmen/")

    assert answer.url == FIRST


def test_whoever_has_it_set_up_confirms_instead_of_setting_up(moderator: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415 -- beside its only use

    TOTP.activate(moderator, generate_totp_secret())
    page = browser(moderator).get(f"{FIRST}?next=/moderation/").content.decode()

    assert f"{reverse('mfa_reauthenticate')}?next=%2Fmoderation%2F" in page
    assert reverse("mfa_add_webauthn") not in page


def test_way_back_leads_to_this_site_only(moderator: User) -> None:
    page = browser(moderator).get(f"{FIRST}?next=https://boese.example/").content.decode()

    assert "boese" not in page


@pytest.mark.parametrize(("demo", "due"), [(True, False), (False, True)])
def test_demo_people_pass_in_demo_mode_only(moderator: User, settings: Any, demo: bool, due: bool) -> None:
    moderator.email = f"moderator{second_step.DEMO_HOST}"
    settings.DEMO = demo

    assert gate.is_due(moderator) is due
