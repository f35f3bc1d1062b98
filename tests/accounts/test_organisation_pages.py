"""Pages of an organisation and who may see them: owner, colleague, stranger, whoever is invited."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Delegation, Membership, Organisation, User
from tests.accounts.conftest import go
from tests.factories.accounts import DelegationFactory, MembershipFactory

KEY = "5f0b2c1e-6c57-4f0e-9a54-0d9f1a1b2c3d"


def url(name: str, organisation: Organisation) -> str:
    return reverse(f"accounts:{name}", args=[organisation.public_id])


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404), ("mia", 404), ("moderator", 404)]
)
def test_organisation_is_for_its_people(who: str, status: int, firm: Organisation, request: Any) -> None:
    assert go(request.getfixturevalue(who)).get(url("organisation", firm)).status_code == status


@pytest.mark.parametrize("page", ["organisation_edit", "member_invite", "delegation_give"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("stranger", 404), ("mia", 404)])
def test_changing_is_for_the_owner(page: str, who: str, status: int, firm: Organisation, request: Any) -> None:
    assert go(request.getfixturevalue(who)).get(url(page, firm)).status_code == status


def test_foreign_and_missing_organisation_look_the_same(firm: Organisation, stranger: User) -> None:
    client = go(stranger)
    missing = "/konto/organisationen/00000000-0000-4000-8000-000000000000/"

    foreign, gone = client.get(url("organisation", firm)), client.get(missing)

    assert (foreign.status_code, foreign.content) == (gone.status_code, gone.content)


def test_owner_edits_and_colleague_cannot_post(firm: Organisation, owner: User, colleague: User) -> None:
    values = {"name": firm.name, "street": firm.street, "postal_code": "04600", "phone": "03447 000222"}

    refused = go(colleague).post(url("organisation_edit", firm), values)
    saved = go(owner).post(url("organisation_edit", firm), values)

    firm.refresh_from_db()
    assert (refused.status_code, saved.status_code, firm.phone) == (403, 302, "03447 000222")


def test_posted_state_changes_nothing(firm: Organisation, owner: User) -> None:
    values = {"name": firm.name, "street": firm.street, "postal_code": "04600", "phone": firm.phone}

    go(owner).post(
        url("organisation_edit", firm), {**values, "verification": "verified", "may_train": "on", "kind": "chamber"}
    )

    firm.refresh_from_db()
    assert (firm.verification, firm.may_train, firm.kind) == ("unverified", False, "firm")


def test_invited_stranger_opens_an_account_and_signs_in_by_code(
    firm: Organisation, owner: User, token_of: Any, code_of: Any
) -> None:
    go(owner).post(
        url("member_invite", firm),
        {"email": "neu@mail.example", "role": "firm_staff", "client_key": KEY},
    )
    address = reverse("accounts:invitation", args=[token_of("neu@mail.example")])
    guest = Client()

    shown = guest.get(address)
    opened = guest.post(address, {"first_name": "Uwe", "last_name": "Zschau", "role": "firm_owner"})
    guest.post(opened.url, {"code": code_of("neu@mail.example")})

    assert (shown.status_code, guest.get(url("organisation", firm)).status_code) == (200, 200)
    assert Membership.objects.get(user__email="neu@mail.example").role == "firm_staff"
    assert guest.get(address).status_code == 410


def test_invitation_for_a_known_person_asks_to_sign_in(firm: Organisation, owner: User, token_of: Any) -> None:
    person = actions.create_person("da@mail.example", by=None)
    actions.invite(firm, by=owner, email=person.email, role="firm_staff")
    address = reverse("accounts:invitation", args=[token_of(person.email)])

    assert "Anmelden und annehmen" in Client().get(address).content.decode()
    wrong = go(owner).post(address)
    right = go(person).post(address)

    assert (wrong.status_code, right.status_code) == (200, 302)
    assert Membership.objects.active().filter(user=person).count() == 1


def test_unknown_token_is_a_missing_page() -> None:
    token = "x" * 22

    assert Client().get(f"/konto/einladung/{token}/").status_code == 404
    assert Client().get(f"/e/{token}/").status_code == 404


def test_last_owner_is_told_and_stays(firm: Organisation, owner: User) -> None:
    held = owner.memberships.get()

    page = go(owner).post(reverse("accounts:member_change", args=[held.public_id]), {"act": "end"})

    assert "kann nicht gehen" in page.content.decode()
    assert Membership.objects.get().state == "active"


def test_member_page_is_hidden_from_strangers(owner: User, stranger: User) -> None:
    address = reverse("accounts:member_change", args=[owner.memberships.get().public_id])

    assert go(stranger).get(address).status_code == 404
    assert go(stranger).post(address, {"act": "end"}).status_code == 404


def test_firm_gives_and_ends_an_order(guild: Organisation) -> None:
    person = MembershipFactory(organisation__verified=True).user
    firm = person.memberships.get().organisation

    go(person).post(url("delegation_give", firm), {"office": guild.pk, "scope": "both"})
    given = Delegation.objects.get()
    go(person).post(reverse("accounts:delegation_end", args=[firm.public_id, given.pk]))

    assert (given.office, Delegation.objects.current().count()) == (guild, 0)


def test_foreign_order_cannot_be_ended(stranger: User) -> None:
    given = DelegationFactory()
    own = stranger.memberships.get().organisation

    assert go(stranger).post(reverse("accounts:delegation_end", args=[own.public_id, given.pk])).status_code == 404
    assert Delegation.objects.current().count() == 1
