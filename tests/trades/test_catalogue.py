"""The list of trades: by field or letter, found by any of their words."""

import pytest
from django.test import RequestFactory

from tests.factories.trades import SynonymFactory, TradeFactory, TradePageFactory
from trades import catalogue


def read(**asked):
    return catalogue.read(RequestFactory().get("/berufe/", asked))


@pytest.fixture
def three(db):
    """A joiner with a southern word, a baker, a bricklayer; all with live pages."""
    made = [TradeFactory(), TradeFactory(baker=True), TradeFactory(staged=True)]
    for trade in made:
        TradePageFactory(trade=trade)
    SynonymFactory(trade=made[0])
    return made


def shown(found):
    return [(section.code, [trade.pk for trade in section.trades]) for section in found.sections]


def test_list_stands_by_field_in_the_order_of_fields(three):
    assert shown(read()) == [("building", ["maurer"]), ("wood", ["tischler"]), ("food", ["baecker"])]


def test_list_by_letter_puts_umlauts_with_their_vowel(three):
    assert shown(read(order="abc")) == [("B", ["baecker"]), ("M", ["maurer"]), ("T", ["tischler"])]


@pytest.mark.parametrize("query", ["Schreiner", "SCHREIN", "tischlerin", " Tischler/in ", "TISCH"])
def test_list_finds_a_trade_by_any_of_its_words(three, query):
    assert shown(read(q=query)) == [("wood", ["tischler"])]


@pytest.mark.parametrize("query", ["bäcker", "BÄCKERIN", "Bäcker", "backer"])
def test_list_ignores_case_and_dots(three, query):
    assert shown(read(q=query)) == [("food", ["baecker"])]


def test_list_narrows_to_a_field(three):
    found = read(field="wood")

    assert (found.field, shown(found), found.is_filtered) == ("wood", [("wood", ["tischler"])], True)


@pytest.mark.parametrize("asked", [{"field": "nonsense"}, {"order": "nonsense"}, {"q": " \x00 "}])
def test_list_takes_nonsense_for_nothing(three, asked):
    found = read(**asked)

    assert (found.total, found.is_filtered, found.by_letter) == (3, False, False)


def test_list_is_empty_for_an_unknown_word(three):
    assert (read(q="Astronaut").sections, read(q="Astronaut").total) == ([], 0)


def test_list_cuts_a_long_question(three):
    assert len(read(q="x" * 500).query) == catalogue.QUERY_LIMIT


def test_list_hides_trades_without_a_live_page(three):
    three[1].page.unpublish(log_action=False)
    TradeFactory(outside=True)

    assert shown(read()) == [("building", ["maurer"]), ("wood", ["tischler"])]


def test_links_keep_what_was_asked(three):
    found = read(q="schreiner", field="wood", order="abc")

    assert [(tab.title, tab.current) for tab in found.tabs] == [("Nach Berufsfeld", False), ("Von A bis Z", True)]
    assert found.tabs[0].url == "/berufe/?q=schreiner&field=wood"
    assert found.chips[0].url == "/berufe/?q=schreiner&order=abc"
    assert [chip.title for chip in found.chips if chip.current] == ["Holz"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_a_fixed_number_of_times(db, django_assert_num_queries, count):
    for trade in [TradeFactory(), TradeFactory(baker=True), TradeFactory(staged=True)][:count]:
        TradePageFactory(trade=trade)

    with django_assert_num_queries(2):  # words, trades with a live page
        read(q="e")


def test_index_page_answers_a_stranger(three, client):
    response = client.get("/berufe/", {"q": "schreiner"})

    assert response.status_code == 200
    assert "Tischler/in" in response.content.decode()
    assert "Bäcker/in" not in response.content.decode()


def test_index_page_says_when_nothing_fits(three, client):
    response = client.get("/berufe/", {"q": "<script>Astronaut"})

    assert "Diesen Beruf haben wir nicht gefunden." in response.content.decode()
    assert "<script>Astronaut" not in response.content.decode()
