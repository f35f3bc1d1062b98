"""From an address to a question: limits with notes, places that are asked back, one canonical address."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search import panel
from search.forms import SearchForm
from search.query import MAX_WINDOW, Query


def asked(text=""):
    """What these parameters ask."""
    return SearchForm(QueryDict(text)).asked()


def test_empty_question_asks_for_all_places():
    query = asked().query

    assert (query.kinds, query.words, query.filters, query.page) == (("vacancy",), (), (), 1)
    assert asked().url == "?"


def test_same_state_has_one_address():
    one = asked("radius=25&q=tischler&utm=1&kind=eq&kind=internship&page=1")
    two = asked("kind=internship&kind=eq&kind=eq&q=tischler&radius=25&sort=fit")

    assert one.url == two.url == "?q=tischler&radius=25&kind=eq&kind=internship"


def test_a_change_goes_back_to_page_one():
    assert asked("q=tischler&page=3").address(kind="eq") == "?q=tischler&kind=eq"
    assert asked("q=tischler&page=3").address(page="4") == "?q=tischler&page=4"


def test_long_text_is_cut_with_a_note():
    found = asked("q=" + "x" * 500)

    assert len(found.query.text) == 120
    assert found.notes == ("Das war sehr lang. Gesucht wird nur nach den ersten 120 Zeichen.",)


def test_many_words_are_cut_with_a_note():
    found = asked("q=" + "+".join("abcdefghijklmn"))

    assert found.notes == ("Das waren sehr viele Wörter. Gesucht wird nach den ersten zwölf.",)


def test_unknown_place_says_so_beside_the_field():
    found = asked("q=tischler&place=Quastenhausen-Xy")

    assert found.place_problem == "Diesen Ort kennen wir nicht. Versuch es mit der Postleitzahl."
    assert found.query.near is None
    assert found.place == "Quastenhausen-Xy"


def test_misspelt_place_is_understood():
    assert asked("place=Altenbrug").origin == "Altenburg"


def test_a_place_that_exists_ten_times_asks_which():
    found = asked("place=Neuenkirchen")

    questions = panel.questions(found)

    assert len(questions) == 1
    assert len(questions[0].links) >= 8
    assert all("," in link.label for link in questions[0].links)


def test_every_answer_to_that_question_is_clear():
    links = panel.questions(asked("place=Neuenkirchen"))[0].links

    chosen = [SearchForm(QueryDict(link.url[1:])).asked() for link in links]

    assert [panel.questions(one) for one in chosen] == [[] for _ in links]


def test_place_field_wins_over_the_text():
    assert asked("q=tischler+leipzig&place=04600").query.near.plz == "04600"


def test_chosen_filter_wins_over_the_words():
    found = asked("q=praktikum+maurer&kind=eq")

    assert found.query.values("kind") == ("eq",)


def test_unknown_values_are_ignored():
    found = asked("kind=banana&certificate=doctor&trade=nobody&radius=-3&sort=best&about=user&page=x&size=-1")

    assert found.query == asked().query


def test_window_is_bounded():
    found = asked("page=99999&size=50").query

    assert found.page * found.size <= MAX_WINDOW


def test_ambiguous_word_asks_and_a_click_settles_it():
    question = panel.questions(asked("q=spengler"))[0]

    assert [link.label for link in question.links] == ["Dachdecker/in", "Klempner/in"]
    settled = SearchForm(QueryDict(question.links[0].url[1:])).asked()
    assert settled.query.values("trade") == ("dachdecker",)
    assert panel.questions(settled) == []


def test_refusal_has_a_note():
    assert asked("q=tischler+ohne+mathe").notes == ("Danach können wir noch nicht filtern: ohne mathe",)


@pytest.mark.parametrize("field", ["q", "place", "radius", "kind", "page", "trade", "travel_time", "new_since"])
@given(text=st.text(max_size=60))
def test_any_text_anywhere_is_no_error(field, text):
    data = QueryDict(mutable=True)
    data[field] = text

    found = SearchForm(data).asked()

    assert SearchForm(QueryDict(found.url[1:])).asked().url == found.url


WORDS = ("praktikum", "tischler", "2027", "in altenburg", "mit quali", "15 km")


@pytest.mark.parametrize("turn", range(len(WORDS)))
@pytest.mark.parametrize("way", [1, -1])
def test_the_one_box_reads_the_same_in_every_order(turn, way):
    asked = SearchForm({"q": " ".join((*WORDS[turn:], *WORDS[:turn])[::way])}).asked()

    assert asked.query.trades == ("tischler",)
    assert asked.query.words == ()
    assert (asked.query.near.plz, asked.query.near.km) == ("04600", 15)
    assert dict(asked.query.filters) == {
        "kind": ("internship",), "start_year": ("2027",), "certificate": ("first_extended",)
    }  # fmt: skip


def test_a_chosen_radius_counts_before_a_typed_one():
    assert SearchForm({"q": "tischler altenburg 15km"}).asked().query.near.km == 15
    assert SearchForm({"q": "tischler altenburg 15km", "radius": "50"}).asked().query.near.km == 50


@pytest.mark.parametrize(
    ("params", "area"),
    [
        ({"q": "schreiner bayern"}, "bayern"),
        ({"q": "bäcker aus dem Allgäu"}, "allgaeu"),
        ({"q": "friseur NRW"}, "nordrhein-westfalen"),
        ({"q": "maler", "place": "Sauerland"}, "sauerland"),
        ({"q": "maler", "place": "Bodensee"}, "bodensee"),
    ],
)
def test_a_land_or_a_landscape_is_an_area(params, area):
    asked = SearchForm(params).asked()

    assert asked.query.values("area") == (area,)
    assert (asked.query.words, asked.query.near, asked.place_problem) == ((), None, "")
    assert Query.from_params(asked.query.to_params()) == asked.query


def test_a_land_beside_a_town_says_nothing_new():
    asked = SearchForm({"q": "tischler thüringen altenburg"}).asked()

    assert asked.query.near.plz == "04600"
    assert asked.query.values("area") == ()


def test_an_internship_inside_the_word_is_one():
    asked = SearchForm({"q": "Tischlerpraktikum"}).asked()

    assert (asked.query.trades, asked.query.values("kind")) == (("tischler",), ("internship",))
