"""The place tables: whole, with each known error put right. Every test names one row of the list of defects."""

import csv
import gzip
from collections import Counter, defaultdict

import pytest

from core import gazetteer
from core.sphere import great_circle_km


@pytest.fixture(scope="module")
def tables():
    return gazetteer.read()


def raw_codes():
    text = gzip.decompress((gazetteer.DATA / "plz_joined.csv.gz").read_bytes()).decode()
    return {row["plz"]: row for row in csv.DictReader(text.splitlines())}


def test_counts(tables):
    assert (len(tables.codes), len(tables.districts), len(tables.states), len(tables.chambers)) == (8168, 400, 16, 53)


def test_keys_are_text_with_their_leading_zeros(tables):
    assert {len(code) for code in tables.codes} == {5}
    assert {len(ags) for ags in tables.districts} == {5}
    assert "01067" in tables.codes


def test_every_code_lies_in_a_kreis_of_today(tables):
    assert {row.ags for row in tables.codes.values()} == set(tables.districts)


def test_raw_data_would_break_that_rule(tables):
    """Negative control: without the corrections 28 codes lie in Kreise that are gone."""
    gone = [code for code, row in raw_codes().items() if row["kreis_key"] not in tables.districts]
    assert len(gone) == 28


@pytest.mark.parametrize(
    ("old", "new", "count"), [("03152", "03159", 18), ("03156", "03159", 9), ("16056", "16063", 1)]
)
def test_reformed_kreise(tables, old, new, count):
    moved = [code for code, row in raw_codes().items() if row["kreis_key"] == old]

    assert len(moved) == count
    assert {tables.codes[code].ags for code in moved} == {new}


@pytest.mark.parametrize(("code", "ags"), [("76829", "07313"), ("26954", "03461"), ("78351", "08335")])
def test_codes_with_their_centre_across_the_border(tables, code, ags):
    assert tables.codes[code].ags == ags


def test_state_comes_from_the_kreis(tables):
    state = tables.states[tables.districts[tables.codes["78351"].ags].state]
    assert state.name == "Baden-Württemberg"


@pytest.mark.parametrize(("code", "name"), [("98554", "Benshausen"), ("98711", "Schmiedefeld am Rennsteig")])
def test_codes_without_a_place_are_named_by_their_municipality(tables, code, name):
    assert tables.codes[code].name == name


@pytest.mark.parametrize(("code", "name"), [("04626", "Schmölln"), ("04643", "Geithain"), ("04600", "Altenburg")])
def test_names_come_from_places_not_from_the_municipality_of_2016(tables, code, name):
    assert tables.codes[code].name == name


def test_every_code_has_a_name_among_its_places(tables):
    assert [row.code for row in tables.codes.values() if row.name not in dict(row.places)] == []


def test_villages_that_share_a_code_with_landau_stay_in_their_kreis(tables):
    assert dict(tables.codes["76829"].places) == {
        "Landau in der Pfalz": "07313",
        "Leinsweiler": "07337",
        "Ramberg": "07337",
        "Ranschbach": "07337",
    }


def test_names_of_22_kreise_are_doubled_and_marked(tables):
    names = Counter(row.name for row in tables.districts.values())
    doubled = {row.name for row in tables.districts.values() if row.has_namesake}

    assert len(doubled) == 22
    assert doubled == {name for name, count in names.items() if count > 1}


def test_labels_of_kreise_are_unique(tables):
    assert max(Counter(row.label for row in tables.districts.values()).values()) == 1
    assert tables.districts["14713"].label == "Leipzig, Stadt"
    assert tables.districts["14729"].label == "Leipzig, Landkreis"
    assert tables.districts["16077"].label == "Altenburger Land"


def test_every_kreis_has_a_chamber_that_exists(tables):
    assert {row.chamber_code for row in tables.districts.values()} <= set(tables.chambers)
    assert tables.districts["16077"].chamber_code == "ostthueringen"


def test_a_town_at_a_border_is_one_place(tables):
    kreise = {ags for row in tables.codes.values() for name, ags in row.places if name == "Gera"}
    assert kreise == {"16052"}


def test_places_of_one_name_lie_apart(tables):
    found = defaultdict(lambda: defaultdict(list))
    for row in tables.codes.values():
        for name, ags in row.places:
            found[name][ags].append(row)

    near = [
        name
        for name, kreise in found.items()
        if len(kreise) > 1
        for a, b in [(a, b) for a in kreise for b in kreise if a < b]
        if min(great_circle_km(x.lat, x.lon, y.lat, y.lon) for x in kreise[a] for y in kreise[b]) < 5
    ]

    assert near == []


def test_neuenkirchen_lies_in_ten_kreise(tables):
    kreise = {ags for row in tables.codes.values() for name, ags in row.places if name == "Neuenkirchen"}
    assert len(kreise) == 10


def test_attribution_names_both_sources():
    notice = (gazetteer.DATA / "NOTICE.md").read_text(encoding="utf-8")

    assert "© OpenStreetMap-Mitwirkende, ODbL 1.0" in notice
    assert "© GeoBasis-DE / BKG (2016), Daten verändert" in notice
