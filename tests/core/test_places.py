"""Which place is meant: spellings, doubles, typing errors, questions, distances."""

import math
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import gazetteer, places
from core.place_index import index

NAMES = sorted({name for row in gazetteer.read().codes.values() for name, _ in row.places})
CODES = sorted(gazetteer.read().codes)


def first(text):
    answer = places.look_up(text)
    return (answer.hits[0].label, answer.ambiguous) if answer.hits else None


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Altenburg", "Altenburg, Altenburger Land"),
        ("  ALTENBURG ", "Altenburg, Altenburger Land"),
        ("04600", "Altenburg, Altenburger Land"),
        ("PLZ 04600", "Altenburg, Altenburger Land"),
        ("D-04600 Altenburg", "Altenburg, Altenburger Land"),
        ("4600", "Altenburg, Altenburger Land"),
        ("4600 Altenburg", "Altenburg, Altenburger Land"),
        ("1067", "Dresden, Stadt"),
        ("04626 Posterstein", "Posterstein, Altenburger Land"),
        ("in Zeitz und Umgebung", "Zeitz, Burgenlandkreis"),
        ("Leipzig", "Leipzig, Stadt"),
        ("Leipzig, Stadt", "Leipzig, Stadt"),
        ("Leipzig, Landkreis", "Leipzig, Landkreis"),
        ("Landkreis Leipzig", "Leipzig, Landkreis"),
        ("LK Leipzig", "Leipzig, Landkreis"),
        ("Altenburger Land", "Altenburger Land"),
        ("Region Hannover", "Region Hannover"),
        ("Hannover", "Hannover, Region Hannover"),
        ("Rostock", "Rostock, Stadt"),
        ("Halle", "Halle (Saale), Stadt"),
        ("Halle/Saale", "Halle (Saale), Stadt"),
        ("Halle (Saale)", "Halle (Saale), Stadt"),
        ("Halle an der Saale", "Halle (Saale), Stadt"),
        ("Frankfurt a.M.", "Frankfurt am Main, Stadt"),
        ("Frankfurt/M.", "Frankfurt am Main, Stadt"),
        ("Frankfurt", "Frankfurt am Main, Stadt"),
        ("FFM", "Frankfurt am Main, Stadt"),
        ("Frankfurt/Oder", "Frankfurt (Oder), Stadt"),
        ("St. Goar", "Sankt Goar, Rhein-Hunsrück-Kreis"),
        ("Sankt Egidien", "St. Egidien, Zwickau"),
        ("Rothenburg o.d.T.", "Rothenburg ob der Tauber, Landkreis Ansbach"),
        ("Ludwigshafen", "Ludwigshafen am Rhein, Stadt"),
        ("Köln am Rhein", "Köln, Stadt"),
        ("Kölle", "Köln, Stadt"),
        ("D'dorf", "Düsseldorf, Stadt"),
        ("Bad Cannstatt", "Stuttgart, Stadt"),
        ("Berlin-Kreuzberg", "Berlin, Stadt"),
        ("kreuzberg", "Berlin, Stadt"),
        ("Berlin Neukölln", "Berlin, Stadt"),
        ("Westerland", "Sylt, Nordfriesland"),
        ("Garmisch", "Garmisch-Partenkirchen, Landkreis Garmisch-Partenkirchen"),
        ("minga", "München, Stadt"),
        ("muenchen", "München, Stadt"),
        ("Munchen", "München, Stadt"),
        ("M\ufffdnchen", "München, Stadt"),
        ("K?ln", "Köln, Stadt"),
        ("KÃ¶ln", "Köln, Stadt"),
        ("Weissenfels", "Weißenfels, Burgenlandkreis"),
        ("Wei\ufffdenfels", "Weißenfels, Burgenlandkreis"),
        ("Limbach Oberfrohna", "Limbach-Oberfrohna, Zwickau"),
        ("Dessau", "Dessau-Roßlau, Stadt"),
        ("Leipzig-Plagwitz", "Leipzig, Stadt"),
        ("Gera OT Untermhaus", "Gera, Stadt"),
        ("Essen", "Essen, Stadt"),
        ("Neuenkirchen, Heidekreis", "Neuenkirchen, Heidekreis"),
        ("Neuenkirchen (Heidekreis)", "Neuenkirchen, Heidekreis"),
        ("Schönberg, Sachsen", "Schönberg, Zwickau"),
        ("Koblenz am Rhein", "Koblenz, Stadt"),
        ("Hoppegarten (Mark)", "Hoppegarten, Märkisch-Oderland"),
        ("MÃ¼nchen", "München, Stadt"),
        ("M?nchen", "München, Stadt"),
        ("Mï¿½nchen", "München, Stadt"),
        ("M¸nchen", "München, Stadt"),
        ("Mu\u0308nchen", "München, Stadt"),
        ("AGS 14729", "Leipzig, Landkreis"),
        ("Kreis 14713", "Leipzig, Stadt"),
        ("Landkreis 16077", "Altenburger Land"),
        ("Leipzig Land", "Leipzig, Landkreis"),
        ("Berlin Kreuzberg", "Berlin, Stadt"),
        ("München Pasing", "München, Stadt"),
        ("Bernau bei Berlin", "Bernau, Barnim"),
        ("Sächsische Schweiz-Osterzgebirge", "Sächsische Schweiz-Osterzgebirge"),
        ("99999 Gera", "Gera, Stadt"),  # the code of a bulk mailer
    ],
)
def test_look_up_knows_what_is_meant(typed, label):
    assert first(typed) == (label, False)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Altenbrug", "Altenburg, Altenburger Land"),
        ("Leibzig", "Leipzig, Stadt"),
        ("bad lausik", "Bad Lausick, Landkreis Leipzig"),
        ("Limbach-Oberfronha", "Limbach-Oberfrohna, Zwickau"),
        ("Gear", "Gera, Stadt"),
    ],
)
def test_look_up_forgives_typing_errors_and_says_so(typed, label):
    answer = places.look_up(typed)

    assert answer.hits[0].label == label
    assert answer.corrected is True


@pytest.mark.parametrize(
    "typed",
    [
        *("", "   ", "?", "x", "()", "gamer", "xyzxyz", "99999", "00000", "11011", "046"),
        *("Kreis 99999", "Bayern", "Hessen", "Sachsen", "NRW"),
    ],
)
def test_look_up_finds_nothing_in_noise(typed):
    assert places.look_up(typed) == places.PlaceAnswer()


def test_straightly_written_names_are_not_called_corrected():
    assert [name for name in NAMES if places.look_up(name).corrected] == []


def test_neuenkirchen_asks_ten_times():
    answer = places.look_up("Neuenkirchen")

    assert answer.ambiguous is True
    assert len({hit.ags for hit in answer.hits}) == 10
    assert len({hit.label for hit in answer.hits}) == 10


def test_schoenberg_asks_and_knows_the_one_in_saxony():
    answer = places.look_up("Schönberg")

    assert answer.ambiguous is True
    assert ("08393",) in {hit.plz for hit in answer.hits}


def test_ten_times_the_codes_settle_it():
    sizes = [len(hit.plz) for hit in places.look_up("Frankfurt").hits]

    assert sizes == [41, 4]
    assert places.look_up("Frankfurt").ambiguous is False


@pytest.mark.parametrize("typed", ["Mühlhausen", "Naumburg", "Landau", "Oelsnitz"])
def test_less_than_ten_times_asks(typed):
    answer = places.look_up(typed)

    assert answer.ambiguous is True
    assert len(answer.hits[0].plz) >= len(answer.hits[1].plz)


@given(st.sampled_from(CODES))
def test_every_code_finds_itself(code):
    answer = places.look_up(code)

    assert [hit.plz for hit in answer.hits] == [(code,)]
    assert answer.ambiguous is False


@given(st.sampled_from(NAMES))
def test_every_name_finds_a_place_of_that_name(name):
    assert name in {hit.name for hit in places.look_up(name).hits}


def test_every_label_finds_its_own_place():
    """What a suggestion or a question shows can be typed back."""
    hits = [entry.hit for entries in index()._names.values() for entry in entries]
    lost = [hit.label for hit in hits if places.look_up(hit.label).hits[:1] != (hit,)]

    assert lost == []


@given(st.text(max_size=200))
def test_look_up_survives_anything(text):
    answer = places.look_up(text)

    assert len(answer.hits) <= places.MAX_HITS
    assert not (answer.ambiguous and len(answer.hits) < 2)


@given(st.sampled_from([name for name in NAMES if len(name) >= 8 and name.isalpha()]), st.data())
def test_one_typing_error_in_a_long_name_still_finds_something(name, data):
    place = data.draw(st.integers(1, len(name) - 2))
    typed = name[:place] + name[place + 1] + name[place] + name[place + 2 :]

    assert places.look_up(typed).hits != ()


@pytest.mark.parametrize(
    ("prefix", "label"),
    [
        ("leip", "Leipzig, Stadt"),
        ("mün", "München, Stadt"),
        ("muen", "München, Stadt"),
        ("mun", "München, Stadt"),
        ("gera", "Gera, Stadt"),
        ("wörl", "Oranienbaum-Wörlitz, Wittenberg"),
        ("sankt goa", "Sankt Goar, Rhein-Hunsrück-Kreis"),
        ("leipzik", "Leipzig, Stadt"),
    ],
)
def test_suggest_begins_with_the_largest(prefix, label):
    assert places.suggest(prefix)[0].label == label


def test_suggest_goes_by_code_too():
    assert [hit.plz for hit in places.suggest("0460")] == [("04600",), ("04603",)]


@pytest.mark.parametrize("prefix", ["", "a", " "])
def test_suggest_waits_for_two_letters(prefix):
    assert places.suggest(prefix) == []


@given(st.sampled_from(NAMES), st.integers(2, 6))
def test_suggest_is_short_and_says_nothing_twice(name, length):
    labels = [hit.label for hit in places.suggest(name[:length])]

    assert len(labels) <= 8
    assert len(set(labels)) == len(labels)


@given(st.text(alphabet=string.printable, max_size=30))
def test_suggest_survives_anything(text):
    assert len(places.suggest(text)) <= 8


@pytest.mark.parametrize(
    ("there", "km"),
    [
        ("06712", 21),
        ("06711", 26),
        ("04109", 41),
    ],  # radius crosses borders of states: two in Sachsen-Anhalt, one in Sachsen
)
def test_distance_from_altenburg(there, km):
    assert math.ceil(places.distance_km("04600", there)) == km or round(places.distance_km("04600", there)) == km


def test_distance_to_an_unknown_code_is_an_error():
    with pytest.raises(LookupError):
        places.distance_km("04600", "99999")


def test_codes_within_has_itself_at_zero_and_both_sides_of_the_border():
    within = places.codes_within("04600", 25)

    assert within["04600"] == 0.0
    assert {"04603", "06712"} <= within.keys()
    assert "04109" not in within


def test_codes_within_of_an_unknown_code_is_empty():
    assert places.codes_within("99999", 50) == {}


def test_codes_within_gives_a_copy():
    places.codes_within("04600", 5).clear()

    assert "04600" in places.codes_within("04600", 5)


@given(st.sampled_from(CODES), st.sampled_from([5, 8, 25, 50, 100, 200]))
def test_codes_within_equals_the_plain_calculation(code, km):
    """The bisection over latitudes against numpy over all codes."""
    rows = gazetteer.read().codes
    lat = np.radians([rows[other].lat for other in CODES])
    lon = np.radians([rows[other].lon for other in CODES])
    own_lat, own_lon = math.radians(rows[code].lat), math.radians(rows[code].lon)
    h = np.sin((lat - own_lat) / 2) ** 2 + np.cos(own_lat) * np.cos(lat) * np.sin((lon - own_lon) / 2) ** 2
    distances = 2 * 6371.0088 * np.arcsin(np.sqrt(h))

    within = places.codes_within(code, km)

    assert within.keys() == {other for other, distance in zip(CODES, distances, strict=True) if distance <= km}
    assert within == pytest.approx({other: distances[CODES.index(other)] for other in within}, abs=1e-6)


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_distance_is_the_same_both_ways(a, b):
    assert places.distance_km(a, b) == pytest.approx(places.distance_km(b, a))


def test_look_up_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        places.look_up("Neuenkirchen")
        places.suggest("leip")
        places.codes_within("04109", 50)
