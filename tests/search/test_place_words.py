"""The language of places: other names and places abroad as rows that editors change, used wherever a place is typed."""

import pytest
from django.core.exceptions import ValidationError

from core import place_words, places
from core.forms import PlaceField
from search import actions, language, place_effect, vocabulary
from search.models import ForeignPlace, OtherName
from tests.search.test_language import StoredVocabulary, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    """Both tables in the database, and read from there."""
    actions.load_language()
    vocabulary.register(StoredVocabulary())
    vocabulary.current()


def label(typed):
    """What a typed place is read as, after this process looked for changed words."""
    vocabulary.current()
    answer = places.look_up(typed)
    return "abroad" if answer.abroad else answer.hits[0].label if answer.hits else ""


def changed(row):
    found = place_effect.of(row.edited(vocabulary.current()).language.places, row.own_words())
    return {change.text: (change.before, change.after) for change in found.changes}


def test_a_new_name_leads_to_its_place_in_the_search_and_in_forms(loaded):
    assert (label("Blorkfuchs"), label("Nähe Blorkfuchs")) == ("", "")
    save(OtherName(word="Blorkfuchs", meant="Frankfurt am Main"))

    assert label("Nähe BLORKFUCHS") == label("FFM") == "Frankfurt am Main, Stadt"


def test_a_name_abroad_is_no_typing_error_any_more(loaded):
    assert label("Gerra") == "Gera, Stadt"
    save(ForeignPlace(word="Gerra"))

    assert label("Gerra") == "abroad"
    with pytest.raises(ValidationError, match="liegt nicht in Deutschland"):
        PlaceField().clean("Gerra")


def test_what_is_switched_off_or_renamed_stays_away_however_often_the_files_are_loaded(loaded):
    off = ForeignPlace.objects.get(word="rom")
    off.is_used = False
    save(off)
    renamed = OtherName.objects.get(word="munich")
    renamed.word = "munichen"
    save(renamed)

    actions.load_language()
    actions.load_language()
    vocabulary.renew()

    assert (label("Rom"), label("Munichen")) == ("Rom, Ludwigslust-Parchim", "München, Stadt")
    assert not OtherName.objects.filter(word="munich").exists()
    assert renamed.revisions.order_by("pk").first().as_object().word == "munich"


def test_the_preview_asks_for_places(loaded):
    abroad = ForeignPlace.objects.get(word="salzburg")
    abroad.is_used = False
    known = changed(abroad)["salzburg"]
    new = changed(OtherName(word="blorkfuchs", meant="gera"))

    assert (known[0].is_abroad, known[0].names, known[1].is_abroad) == (True, (), False)
    assert known[1].names[0].startswith("Salzburg")
    assert {text: after.names for text, (_before, after) in new.items()} == {
        "blorkfuchs": ("Gera, Stadt",),
        "Nähe blorkfuchs": ("Gera, Stadt",),
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (OtherName(word="München", meant="Berlin"), "So heißt schon ein Ort: München, Stadt"),
        (OtherName(word="Mailand", meant="Berlin"), "bei den Orten im Ausland"),
        (OtherName(word="Blorkfuchs", meant="Blorkfuchs"), "kennt die Suche nicht"),
        (OtherName(word="Nähe", meant=""), "leer|Pflichtfeld|nicht"),
        (ForeignPlace(word="Gera"), "So heißt eine Stadt in Deutschland: Gera, Stadt"),
        (ForeignPlace(word="Munich"), "bei den anderen Ortsnamen"),
        (ForeignPlace(word="Rom"), "existiert bereits"),
        (ForeignPlace(word="???"), "ohne Satzzeichen|leer|nicht"),
    ],
)
def test_names_that_would_do_harm_are_refused_with_the_reason(row, reason, loaded):
    with pytest.raises(ValidationError, match=reason):
        row.full_clean()


def test_a_village_and_a_name_of_several_places_are_saved_with_a_warning(loaded):
    assert "Ludwigslust-Parchim" in ForeignPlace.objects.get(word="rom").cautions()[0]
    assert "mehrere" in OtherName(word="blork", meant="neuenkirchen").cautions()[0]
    assert ForeignPlace(word="blorkland").cautions() == OtherName(word="blork", meant="gera").cautions() == []


def test_tables_that_were_never_loaded_count_as_shipped(loaded):
    OtherName.objects.all().delete()

    assert StoredVocabulary().language().place_names == language.shipped().place_names


def test_nobody_waits_for_the_database_before_the_words_were_read():
    vocabulary.forget()

    assert vocabulary.places() is place_words.shipped()
