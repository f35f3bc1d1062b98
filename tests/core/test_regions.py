"""Länder and landscapes: their names, their Kreise, their postal codes."""

import pytest

from core import gazetteer, places, regions


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Sachsen", "sachsen"),
        ("in Bayern", "bayern"),
        ("NRW", "nordrhein-westfalen"),
        ("Thüringen", "thueringen"),
        ("Thueringen", "thueringen"),
        ("Raum Ruhrgebiet", "ruhrgebiet"),
        ("Ruhrpott", "ruhrgebiet"),
        ("allgaeu", "allgaeu"),
        ("Sächsische Schweiz", "saechsische-schweiz"),
    ],
)
def test_a_region_is_found_by_its_names(typed, slug):
    assert regions.find(typed).slug == slug


@pytest.mark.parametrize("typed", ["Berlin", "Hamburg", "Leipzig", "HH", "", "Holz", "04600"])
def test_a_town_is_no_region(typed):
    assert regions.find(typed) is None


def test_every_region_is_made_of_kreise_that_exist():
    kreise = gazetteer.read().districts
    every = [regions.by_slug(slug) for slug in regions._by_slug()]

    lost = [(one.name, key) for one in every for key in one.kreise if not any(ags.startswith(key) for ags in kreise)]

    assert lost == []
    assert all(regions.codes_of(one.slug) for one in every)


def test_codes_lie_in_the_region_and_nowhere_else():
    found = regions.codes_of("ruhrgebiet")

    assert "45127" in found  # Essen
    assert "50667" not in found  # Köln
    assert regions.codes_of("nowhere") == ()


@pytest.mark.parametrize("typed", ["Sauerland", "Oberpfalz", "Lausitz", "Rügen"])
def test_a_landscape_is_no_misspelt_village(typed):
    assert places.look_up(typed).hits == ()
