"""Fields: a place by its name with a question beside it, a key against double sending."""

from uuid import UUID

import pytest
from django import forms

from core.forms import OnceMixin, PlaceField
from tests.factories.core import PostalCodeFactory

pytestmark = pytest.mark.django_db


class WhereForm(OnceMixin, forms.Form):
    """A form with a place."""

    place = PlaceField()


class FormalForm(forms.Form):
    """The same for adults, and not required."""

    place = PlaceField(formal=True, required=False)


def asked(typed, form_class=WhereForm):
    form = form_class({"place": typed, "client_key": "7c7a3f0e-5d53-4f0f-9d26-0d9b7b0a6a11"})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Altenburg", "04600"),
        ("04600", "04600"),
        ("4600", "04600"),
        ("04600 Altenburg", "04600"),
        ("altenburg, altenburger land", "04600"),
        ("Neuenkirchen, Heidekreis", "29643"),
    ],
)
def test_a_place_becomes_its_postal_code(typed, code):
    PostalCodeFactory(code=code)

    form = asked(typed)

    assert form.errors == {}
    assert form.cleaned_data["place"].pk == code


def test_a_city_becomes_the_code_in_its_middle():
    PostalCodeFactory(code="04103")

    assert asked("Leipzig").cleaned_data["place"].pk == "04103"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Bitte einen Ort oder eine Postleitzahl eintragen."),
        ("Xyzheim", "Der Ort „Xyzheim“ ist nicht bekannt. Am sichersten ist die Postleitzahl."),
        ("Qwertzau", "Der Ort „Qwertzau“ ist nicht bekannt. Am sichersten ist die Postleitzahl."),
        ("Wien", "„Wien“ liegt nicht in Deutschland. Hier gibt es nur Orte in Deutschland."),
        ("99999", "Die Postleitzahl 99999 gibt es nicht. Wie heißt der Ort?"),
        ("Altenbrug", "Meinst du „Altenburg, Altenburger Land“?"),
        ("Altenburger Land", "Altenburger Land ist ein Kreis. Bitte einen Ort daraus eintragen."),
    ],
)
def test_what_cannot_be_settled_is_asked(typed, error):
    form = asked(typed)

    assert form.errors["place"] == [error]
    assert form["place"].value() == typed


def test_adults_are_asked_formally():
    assert asked("Altenbrug", FormalForm).errors["place"] == ["Meinen Sie „Altenburg, Altenburger Land“?"]


def test_a_place_that_exists_ten_times_asks_which_and_lists_all_ten():
    [error] = asked("Neuenkirchen").errors["place"]

    assert error.startswith("Neuenkirchen gibt es 10-mal. Welcher Ort ist es?")
    assert "Neuenkirchen, Heidekreis (29643)" in error
    assert error.count(";") == 9


def test_what_the_question_shows_can_be_typed_back():
    PostalCodeFactory(code="29643")

    form = asked("Neuenkirchen, Heidekreis (29643)")

    assert form.cleaned_data["place"].pk == "29643"


def test_markup_in_a_place_is_shown_as_text():
    html = str(asked("<b>Xyzheim</b>").errors["place"])

    assert "<b>" not in html
    assert "&lt;b&gt;Xyzheim" in html


def test_an_empty_place_is_nothing_where_it_may_be_empty():
    form = asked("", FormalForm)

    assert form.is_valid()
    assert form.cleaned_data["place"] is None


@pytest.mark.parametrize("typed", ["x" * 500, "\x00\x1b\u202e", "%(typed)s", "💥"])
def test_strange_input_is_an_error_beside_the_field(typed):
    assert list(asked(typed).errors) == ["place"]


def test_a_stored_code_is_shown_with_its_place():
    code = PostalCodeFactory()

    html = str(FormalForm(initial={"place": code})["place"])

    assert 'value="04600 Altenburg"' in html


def test_the_key_of_a_model_is_shown_with_its_place():
    assert 'value="04600 Altenburg"' in str(FormalForm(initial={"place": "04600"})["place"])


def test_the_field_names_its_suggestions():
    assert 'data-suggest="/orte/vorschlaege/"' in str(WhereForm()["place"])


def test_another_spelling_is_no_change():
    PostalCodeFactory()
    field = PlaceField()

    assert field.has_changed(PostalCodeFactory(), "Altenburg") is False
    assert field.has_changed(None, "Altenburg") is True
    assert field.has_changed(PostalCodeFactory(), "Neuenkirchen") is True


def test_a_place_costs_one_query(django_assert_num_queries):
    PostalCodeFactory()
    form = WhereForm({"place": "Altenburg", "client_key": "7c7a3f0e-5d53-4f0f-9d26-0d9b7b0a6a11"})

    with django_assert_num_queries(1):  # the postal code with Kreis and Land
        assert form.is_valid()
        assert form.cleaned_data["place"].district.state.name == "Thüringen"


def test_each_form_has_a_key_of_its_own_and_keeps_it():
    first, second = WhereForm(), WhereForm()

    assert first["client_key"].value() != second["client_key"].value()
    assert asked("").data["client_key"] == asked("")["client_key"].value()
    assert asked("").cleaned_data["client_key"] == UUID("7c7a3f0e-5d53-4f0f-9d26-0d9b7b0a6a11")


def test_a_form_without_its_key_is_refused():
    form = WhereForm({"place": ""})

    assert "client_key" in form.errors
