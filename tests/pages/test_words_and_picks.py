"""A guild's own words on a profile, and the way from a place into a class's selection."""

import uuid
from typing import Any

import pytest

from pages import actions, tree
from pages.models import SelectionPage
from tests.factories.apprenticeships import VacancyFactory
from tests.factories.trades import TradeFactory
from tests.pages.people import body_of, client_of, make_counsellor, make_office
from trades.models import GuildBlock

pytestmark = pytest.mark.django_db
WORDS = "/innung/worte/"


@pytest.fixture
def counsellor() -> Any:
    """Works in a checked centre; the page tree stands."""
    tree.ensure()
    return make_counsellor()


def write(person: Any, trade: Any, text: str, organisation: Any = None) -> Any:
    body = (organisation or body_of(person)).pk
    return client_of(person).post(WORDS, {"organisation": body, "trade": trade.pk, "text": text})


def test_a_guild_writes_changes_and_removes_its_words() -> None:
    office, trade = make_office(), TradeFactory()

    write(office, trade, "Donnerstags ist die Werkstatt offen.")
    answer = write(office, trade, "Freitags ist die Werkstatt offen.")

    block = GuildBlock.objects.get()
    assert answer["Location"] == trade.get_absolute_url()
    assert block.text == "Freitags ist die Werkstatt offen."
    assert block.text in client_of(office).get(f"{WORDS}?worte={block.pk}").content.decode()
    client_of(office).post(f"{WORDS}{block.pk}/entfernen/")
    assert not GuildBlock.objects.exists()


def test_another_guild_neither_reads_nor_removes_nor_speaks_in_its_name() -> None:
    office, stranger, trade = make_office(), make_office(), TradeFactory()
    write(office, trade, "Donnerstags offen.")
    block = GuildBlock.objects.get()

    assert client_of(stranger).get(f"{WORDS}?worte={block.pk}").status_code == 404
    assert client_of(stranger).post(f"{WORDS}{block.pk}/entfernen/").status_code == 404
    answer = write(stranger, trade, "Fremde Worte.", body_of(office))

    assert answer.status_code == 422
    assert "Fremde Worte." in answer.content.decode()
    assert GuildBlock.objects.get().text == "Donnerstags offen."


def test_empty_words_are_refused_beside_the_field() -> None:
    answer = write(make_office(), TradeFactory(), "   ")

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_place_goes_into_the_chosen_selection_once(counsellor: Any) -> None:
    page = actions.make_selection(title="Holz", intro="", by=counsellor, client_key=uuid.uuid4())
    vacancy = VacancyFactory()
    address = f"/klasse/dazu/vacancy/{vacancy.pk}/"
    data = {"client_key": str(uuid.uuid4()), "selection": page.pk, "title": "", "why": "Nah am Bahnhof"}

    for _ in range(2):
        answer = client_of(counsellor).post(address, data)

    page.refresh_from_db()
    assert answer["Location"] == f"/klasse/auswahl/{page.pk}/"
    assert [item["value"] for item in page.items.raw_data] == [{"vacancy": vacancy.pk, "why": "Nah am Bahnhof"}]


def test_a_trade_starts_a_new_selection_and_a_double_click_makes_one(counsellor: Any) -> None:
    trade = TradeFactory()
    data = {"client_key": str(uuid.uuid4()), "selection": "", "title": "Holz und Bau", "why": ""}

    for _ in range(2):
        client_of(counsellor).post(f"/klasse/dazu/trade/{trade.pk}/", data)

    page = SelectionPage.objects.get()
    assert (page.title, len(page.items.raw_data)) == ("Holz und Bau", 1)


def test_a_new_selection_needs_a_title(counsellor: Any) -> None:
    data = {"client_key": str(uuid.uuid4()), "selection": "", "title": "", "why": "Weil es passt"}

    answer = client_of(counsellor).post(f"/klasse/dazu/trade/{TradeFactory().pk}/", data)

    assert answer.status_code == 422
    assert "Weil es passt" in answer.content.decode()
    assert not SelectionPage.objects.exists()


def test_a_selection_of_somebody_else_cannot_be_chosen(counsellor: Any) -> None:
    page = actions.make_selection(title="Holz", intro="", by=counsellor, client_key=uuid.uuid4())
    data = {"client_key": str(uuid.uuid4()), "selection": page.pk, "title": "", "why": ""}

    answer = client_of(make_counsellor()).post(f"/klasse/dazu/trade/{TradeFactory().pk}/", data)

    page.refresh_from_db()
    assert answer.status_code == 422
    assert not page.items.raw_data


@pytest.mark.parametrize("path", ["vacancy/987654321", "vacancy/x", "event/7", "trade/nichts", "person/1"])
def test_what_is_not_there_cannot_be_picked(counsellor: Any, path: str) -> None:
    assert client_of(counsellor).get(f"/klasse/dazu/{path}/").status_code == 404


def test_a_draft_cannot_be_picked_and_others_may_not_pick(counsellor: Any) -> None:
    draft, public = VacancyFactory(draft=True), VacancyFactory()

    assert client_of(counsellor).get(f"/klasse/dazu/vacancy/{draft.pk}/").status_code == 404
    assert client_of(make_office()).get(f"/klasse/dazu/vacancy/{public.pk}/").status_code == 403
