"""Django's forms in the design: every field has its label, hint and error, and the control points to them."""

import re
from typing import Any

from django import forms
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string


class Sample(forms.Form):
    """One field of each look."""

    name = forms.CharField(label="Name", help_text="Vorname reicht.")
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)
    way = forms.ChoiceField(choices=[("a", "Rad")], widget=forms.RadioSelect(attrs={"class": "as-tiles"}), label="Weg")
    state = forms.ChoiceField(choices=[("a", "frei")], widget=forms.RadioSelect(attrs={"class": "as-switch"}))
    offers = forms.MultipleChoiceField(
        choices=[("a", "Praktikum")], widget=forms.CheckboxSelectMultiple, label="Angebot"
    )
    agree = forms.BooleanField(label="Gelesen", help_text="Jederzeit widerrufbar.")
    born = forms.DateField(widget=forms.SelectDateWidget(years=[2011]))
    client_key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Something that belongs to no field."""
        raise forms.ValidationError("Passt nicht <zusammen>.")


def rendered(name: str, form: forms.Form) -> str:
    """One field as a template shows it; how the template breaks its lines is no matter."""
    return re.sub(r"\s+", " ", str(form[name].as_field_group()))


def test_a_text_field_has_label_hint_error_and_points_to_them() -> None:
    html = rendered("name", Sample({}))

    assert '<label class="field__label" for="id_name">Name' in html
    assert 'id="id_name_helptext">Vorname reicht.' in html
    assert 'class="field__error" id="id_name_error"' in html
    control = re.search(r"<input[^>]*>", html)
    assert control is not None
    assert 'class="field__input"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in control[0]


def test_what_was_typed_is_kept_and_escaped() -> None:
    assert 'value="&lt;b&gt;"' in rendered("name", Sample({"name": "<b>"}))


def test_voluntary_fields_are_marked_and_a_form_may_be_quiet() -> None:
    form = Sample()

    assert "(freiwillig)" in rendered("note", form)
    assert "(freiwillig)" not in rendered("name", form)
    form.mark_optional = False  # type: ignore[attr-defined]
    assert "(freiwillig)" not in rendered("note", form)


def test_choices_are_a_fieldset_the_error_list_can_reach() -> None:
    html = rendered("way", Sample({}))

    assert '<fieldset class="field field--group" id="id_way" tabindex="-1" aria-describedby="id_way_error">' in html
    assert '<div class="tiles"><label class="tile" for="id_way_0">' in html


def test_a_switch_and_boxes_have_their_looks() -> None:
    assert '<div class="switch"><label for="id_state_0">' in rendered("state", Sample())
    assert '<div class="choices"><label class="choice" for="id_offers_0">' in rendered("offers", Sample())


def test_a_box_to_tick_carries_its_label_hint_and_error() -> None:
    html = rendered("agree", Sample({}))

    assert '<label class="choice" for="id_agree">' in html
    assert 'aria-describedby="id_agree_helptext id_agree_error"' in html
    assert 'id="id_agree_error"' in html


def test_a_hidden_field_is_only_its_control() -> None:
    assert rendered("client_key", Sample()).strip() == '<input type="hidden" name="client_key" id="id_client_key">'


def test_several_controls_of_one_field_share_a_fieldset() -> None:
    html = rendered("born", Sample())

    assert html.count("<select") == 3
    assert "<fieldset" in html


def test_the_whole_form_shows_each_field_once() -> None:
    html = str(Sample({}))

    for name in Sample.base_fields:
        assert html.count(f'name="{name}') >= 1
    assert "Passt nicht &lt;zusammen&gt;." in html


def test_the_error_list_links_to_every_field() -> None:
    source = '{% load ui %}{% ui "errors" form=form %}{% endui %}'

    html = engines["django"].from_string(source).render({"form": Sample({})})

    assert set(re.findall(r'href="#([^"]+)"', html)) == {
        "id_name",
        "id_way",
        "id_state",
        "id_offers",
        "id_agree",
        "id_born",
    }
    assert "Passt nicht &lt;zusammen&gt;." in html
    assert "data-focus" in html
    assert engines["django"].from_string(source).render({"form": Sample()}).strip() == ""


def test_messages_become_notices() -> None:
    answers = [
        Message(25, "Gespeichert."),
        Message(40, "Ging <nicht>."),
        Message(30, "Schon beantwortet."),
        Message(20, "Info"),
    ]

    html = render_to_string("layouts/messages.html", {"messages": answers})

    assert re.findall(r'class="notice([^"]*)"', html) == [" notice--done", " notice--chalk", " notice--rule", ""]
    assert "Ging &lt;nicht&gt;." in html
