"""A counsellor's selection: made once, filled, ordered, withdrawn; nobody else may touch it."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation
from pages import actions, tree
from pages.models import SelectionPage
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    """A counsellor of a checked guidance centre, and the page tree."""
    tree.ensure()
    return make_counsellor()


def make_counsellor() -> Any:
    centre = OrganisationFactory(
        kind=Organisation.Kind.GUIDANCE_CENTRE, verification=Organisation.Verification.VERIFIED
    )
    return MembershipFactory(organisation=centre, role=Membership.Role.COUNSELLOR).user


@pytest.fixture
def page(owner: Any) -> SelectionPage:
    return actions.make_selection(title="Holz", intro="Für die 9b", by=owner, client_key=uuid.uuid4())


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def items(page: SelectionPage) -> list[Any]:
    page.refresh_from_db()
    return [entry["value"] for entry in page.items.raw_data]


def test_the_same_key_makes_one_selection(owner: Any) -> None:
    key = uuid.uuid4()

    first = actions.make_selection(title="Holz", intro="", by=owner, client_key=key)
    second = actions.make_selection(title="Holz", intro="", by=owner, client_key=key)

    assert first.pk == second.pk
    assert SelectionPage.objects.count() == 1


def test_only_counsellors_make_one(owner: Any) -> None:
    with pytest.raises(PermissionDenied):
        actions.make_selection(title="Holz", intro="", by=UserFactory(), client_key=uuid.uuid4())


def test_items_are_added_once_moved_and_dropped(owner: Any, page: SelectionPage) -> None:
    for word in ("eins", "zwei", "zwei"):
        page = actions.add_item(page, "words", word, by=owner)
    last = page.items.raw_data[-1]["id"]

    page = actions.raise_item(page, last, by=owner)
    assert items(page) == ["zwei", "eins"]

    page = actions.drop_item(page, last, by=owner)
    assert items(page) == ["eins"]
    with pytest.raises(actions.NoSuchItem):
        actions.drop_item(page, last, by=owner)


def test_a_list_nobody_reads_is_refused(owner: Any, page: SelectionPage) -> None:
    for number in range(actions.MOST_ITEMS):
        page = actions.add_item(page, "words", str(number), by=owner)

    with pytest.raises(actions.TooMany):
        actions.add_item(page, "words", "noch eins", by=owner)


def test_a_colleague_of_another_centre_gets_404_and_changes_nothing(page: SelectionPage) -> None:
    stranger = make_counsellor()

    answer = client_of(stranger).get(reverse("pages:selection_edit", args=[page.pk]))

    assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        actions.add_item(page, "words", "fremd", by=stranger)


def test_a_class_opens_it_without_an_account_and_sees_its_cards(owner: Any, page: SelectionPage) -> None:
    trade = TradeFactory()
    actions.add_item(page, "trade", {"trade": trade.pk, "why": "Weil <b>Holz</b>"}, by=owner)

    answer = Client().get(page.url)

    assert answer.status_code == 200
    assert "Weil &lt;b&gt;Holz&lt;/b&gt;" in answer.content.decode()
    assert "<svg" in answer.content.decode()


def test_a_withdrawn_selection_is_gone(owner: Any, page: SelectionPage) -> None:
    actions.withdraw_selection(page, by=owner)

    assert Client().get(page.url).status_code == 404


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(owner: Any, page: SelectionPage) -> None:
    address = reverse("pages:selection_add", args=[page.pk, "vacancy"])

    answer = client_of(owner).post(address, {"vacancy-vacancy": "der Platz in Altenburg", "vacancy-why": "nah"})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "keine Adresse eines Platzes" in body
    assert "der Platz in Altenburg" in body
    assert 'value="nah"' in body
