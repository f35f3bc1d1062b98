"""Search page, suggestions, watch list: as page, fragment and JSON, for strangers and owners, with bad input."""

import re
from html import unescape

import pytest
from django.urls import reverse

from core import clock
from search import actions
from search.backends import store
from search.models import WatchItem
from tests.factories.accounts import UserFactory
from tests.factories.search import Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    """The search page."""
    return reverse("search:search")


@pytest.fixture
def pupil():
    """Somebody signed in."""
    return UserFactory()


def test_page_shows_cards_with_reasons(client, index, url):
    index(Thing(1, plz="04600"), Thing(2, trade="maurer", title="Maurer/in"))

    page = client.get(url, {"q": "schreiner", "place": "Altenburg"})

    assert page.status_code == 200
    assert page.headers["X-Search-Mode"] == "embedded"
    html = page.content.decode()
    assert "1 Platz für Tischler/in" in html
    assert "du nach Tischler/in gesucht hast (Schreiner ist dasselbe)" in html
    assert "/plaetze/1/" in html
    assert "/plaetze/2/" not in html


def test_anonymous_page_sets_no_cookie(client, index, url):
    index(Thing(1))

    assert client.get(url).cookies == {}


def test_fragment_is_the_same_without_the_page(client, index, url):
    index(Thing(1))

    fragment = client.get(url, {"q": "tischler"}, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in fragment
    assert "/plaetze/1/" in fragment


def test_json_has_the_same_hits(client, index, url):
    index(Thing(1, plz="04600"))

    found = client.get(url, {"q": "schreiner", "place": "04600", "format": "json"}).json()

    assert found["total"] == 1
    hit = found["hits"][0]
    assert (hit["kind"], hit["id"], hit["trade"], hit["km"]) == ("vacancy", "1", ["tischler"], 0.0)
    assert hit["reasons"][0] == "du nach Tischler/in gesucht hast (Schreiner ist dasselbe)"
    assert found["facets"]["kind"] == {"apprenticeship": 1}


def test_empty_result_offers_ways_on(client, index, url):
    index(Thing(1, plz="04109"), *(Thing(pk, trade="zimmerer", plz="04600") for pk in (2, 3)))

    html = client.get(url, {"q": "tischler", "place": "04600", "radius": "10"}).content.decode()

    assert "Hier ist gerade kein Platz frei" in html
    assert "Bis 50 km suchen: 1 Treffer" in html
    assert "Zimmerer/Zimmerin" in html
    assert "2 Plätze" in html


@pytest.mark.parametrize(
    "params", [{"q": "tischler blorkfuchs"}, {"q": "schreiner bayern"}, {"q": "tischler", "place": "Bayern"}]
)
def test_nothing_for_a_trade_there_leads_to_the_trade_everywhere(client, index, url, params):
    index(Thing(1, plz="04600"), Thing(2, plz="04600"), Thing(3, trade="zimmerer", plz="04600"))

    html = client.get(url, params).content.decode()
    way = re.search(r'href="([^"]+)"[^>]*>\s*Alles für Tischler/in: 2 Treffer', html)

    assert way is not None
    assert "in der Nähe" not in html.split("<main")[1].split("</main>")[0]
    there = client.get(url + unescape(way[1])).content.decode()
    assert "2 Plätze für Tischler/in" in there


@pytest.mark.parametrize("params", [{"q": "tischler paris"}, {"q": "tischler", "place": "Paris"}])
def test_a_town_abroad_is_named_and_left_out(client, index, url, params):
    index(Thing(1, plz="04600"), Thing(2, plz="04600"), Thing(3, trade="zimmerer", plz="04600"))

    html = client.get(url, params).content.decode()

    assert "Dieser Ort liegt nicht in Deutschland." in html
    assert "2 Plätze für Tischler/in" in html


def test_a_trade_that_is_found_needs_no_other_way(client, index, url):
    index(Thing(1, plz="04600"))

    assert "Alles für" not in client.get(url, {"q": "tischler"}).content.decode()


def test_why_not_names_each_reason_with_its_number(client, index, url):
    index(
        Thing(1, plz="04600", certificate="abitur"),
        Thing(2, plz="04600", certificate="middle"),
        Thing(3, plz="04109", certificate="none"),
    )

    html = client.get(url, {"q": "tischler", "place": "04600", "radius": "5", "certificate": "first"}).content.decode()

    assert "2 verlangen einen höheren Schulabschluss" in html
    assert "1 ist weiter weg als 5 km" in html


def test_what_the_next_radius_adds_is_said(client, index, url):
    index(*(Thing(pk, plz="04600") for pk in range(1, 7)), Thing(7, plz="04109"))

    html = client.get(url, {"q": "tischler", "place": "04600", "radius": "25"}).content.decode()

    assert "Noch 1 mehr, wenn du bis 50 km fährst" in html


@pytest.mark.parametrize("params", [{"place": "046"}, {"place": "PLZ 046"}, {"q": "tischler 046"}, {"area": "046"}])
def test_beginning_of_a_postal_code_is_a_set_of_codes(client, index, url, params):
    index(Thing(1, plz="04600"), Thing(2, plz="04626"), Thing(3, plz="04109"))

    page = client.get(url, params).content.decode()

    assert client.get(url, {**params, "format": "json"}).json()["total"] == 2
    assert "Postleitzahlen 046…" in page
    assert "Diesen Ort kennen wir nicht" not in page


def test_four_digits_may_be_a_code_that_lost_its_zero(client, index, url):
    index(Thing(1, plz="04600"), Thing(2, plz="46049"))

    hits = client.get(url, {"place": "4600", "format": "json"}).json()["hits"]

    assert [hit["plz"] for hit in hits] == [["04600"]]


def test_bus_minutes_are_never_claimed(client, index, url):
    index(Thing(1, plz="04626"))

    html = client.get(url, {"place": "04600", "travel_mode": "transit", "travel_time": "30"}).content.decode()

    assert "Fahrzeit unbekannt" in html


def test_a_page_of_twenty_weighs_less_than_120_kb(client, index, url):
    flags = ("grades_open", "no_licence", "step_free", "lift", "day_bookable")
    index(*(Thing(pk, plz="04600", flags=flags, offer="internship") for pk in range(1, 25)))

    page = client.get(url, {"place": "04600", "radius": "50"})

    assert page.content.count(b"results__item") == 20
    assert len(page.content) < 120_000


def test_filters_show_counts_and_chosen_ones_become_chips(client, index, url):
    index(Thing(1, offer="internship"), Thing(2))

    html = client.get(url, {"kind": "internship"}).content.decode()

    assert 'value="internship" checked' in html
    assert "Aktive Filter" in html


def test_ambiguous_word_is_asked_above_the_hits(client, index, url):
    index(Thing(1, trade="klempner", title="Klempner/in"))

    html = client.get(url, {"q": "spengler"}).content.decode()

    assert "was meinst du?" in html
    assert "trade=dachdecker" in html


@pytest.mark.parametrize(
    "params",
    [
        {"q": ""},
        {"q": "x" * 500},
        {"q": "\x00\x01tischler"},
        {"q": "<script>alert(1)</script>"},
        {"q": '"*+AND OR ('},
        {"q": "tischler", "place": "Nirgendwohausen"},
        {"q": "tischler", "place": "Altenbrug"},
        {"place": "Neuenkirchen"},
        {"page": "9999999999"},
        {"page": "-1", "size": "x"},
        {"kind": "a" * 3000},
        {"travel_time": "15"},
        {"certificate": "first", "about": "event"},
        {"about": "nothing"},
    ],
)
def test_bad_input_is_answered(client, index, url, params):
    index(Thing(1))

    page = client.get(url, params)

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_without_an_index_the_page_says_so(client, shelf, url):
    page = client.get(url, {"q": "tischler"})

    assert page.status_code == 503
    assert "Die Suche wird gerade neu aufgebaut" in page.content.decode()
    assert client.get(url, {"format": "json"}).status_code == 503


@pytest.mark.parametrize("count", [1, 3])
def test_signed_in_page_asks_the_database_for_marks_once(
    client, index, url, pupil, count, django_assert_max_num_queries
):
    index(*(Thing(pk) for pk in range(1, 8 + count)))
    client.force_login(pupil)

    with django_assert_max_num_queries(12):  # session, user, marks, and what the header asks
        client.get(url, {"q": "tischler"})


def test_suggestions_are_public_and_cached(client):
    answer = client.get(reverse("search:suggest"), {"q": "schrein"})

    assert answer.json() == {"suggestions": ["Tischler/in"]}
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.cookies == {}


@pytest.mark.parametrize(
    ("params", "first"),
    [
        ({"q": "altenbur", "field": "place"}, "Altenburg, Altenburger Land"),
        ({"q": "dachd"}, "Dachdecker/in"),
        ({"q": "t"}, None),
        ({"q": ""}, None),
        ({}, None),
    ],
)
def test_suggestions(client, params, first):
    found = client.get(reverse("search:suggest"), params).json()["suggestions"]

    assert (found[0] if found else None) == first
    assert len(found) <= 8


def test_watching_keeps_and_forgets(client, index, pupil):
    index(Thing(1))
    client.force_login(pupil)
    address = reverse("search:watch", args=["vacancy", "1"])

    client.post(address)
    kept = client.get(reverse("search:watch_list")).content.decode()
    client.post(address)

    assert "/plaetze/1/" in kept
    assert WatchItem.objects.count() == 0


def test_a_watch_list_is_its_owners_alone(client, index, pupil):
    index(Thing(1))
    actions.watch("vacancy", "1", by=pupil)
    client.force_login(UserFactory(email="stranger@example.org"))

    assert "/plaetze/1/" not in client.get(reverse("search:watch_list")).content.decode()


def test_what_one_may_not_see_cannot_be_watched(client, index, pupil):
    index(Thing(1, secret=True))
    client.force_login(pupil)

    for address in (["vacancy", "1"], ["vacancy", "99"], ["nothing", "1"], ["vacancy", "x"]):
        assert client.post(reverse("search:watch", args=address)).status_code == 404


def test_watching_needs_an_account(client, index):
    index(Thing(1))

    assert client.post(reverse("search:watch", args=["vacancy", "1"])).status_code == 302
    assert WatchItem.objects.count() == 0


def test_a_device_shows_its_own_keys(client, index):
    index(Thing(1), Thing(2, secret=True))

    html = client.get(reverse("search:watch_list"), {"key": ["vacancy:1", "vacancy:2", "user:3", "x"]}).content.decode()

    assert "/plaetze/1/" in html
    assert "/plaetze/2/" not in html


def test_list_on_paper_has_no_name(client, index, pupil):
    index(Thing(1))
    actions.watch("vacancy", "1", by=pupil)
    client.force_login(pupil)

    html = client.get(reverse("search:watch_list"), {"format": "print"}).content.decode()

    assert "Auf diesem Blatt steht kein Name" in html
    assert pupil.email not in html.partition("<main")[2].partition("</main>")[0]


def test_a_full_list_says_so(client, index, pupil, monkeypatch):
    index(Thing(1), Thing(2))
    monkeypatch.setattr("search.actions.saved.MAX_ITEMS", 1)
    actions.watch("vacancy", "1", by=pupil)
    client.force_login(pupil)

    answer = client.post(reverse("search:watch", args=["vacancy", "2"]))

    assert "Deine Merkliste ist voll" in answer.content.decode()


def test_too_many_searches_are_refused(client, index, url, settings):
    index(Thing(1))
    settings.SEARCH_LIMIT = 2

    with clock.frozen(clock.now()):  # all in one minute
        codes = [client.get(url, REMOTE_ADDR="192.0.2.7").status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def test_damaged_index_is_not_an_empty_answer(client, index, url):
    index(Thing(1))
    (store.root() / "CURRENT").write_text(f"{store.live_name()}x")

    assert client.get(url).status_code == 503
