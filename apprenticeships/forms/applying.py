"""The three steps of the short application, and a question to the firm."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.forms.keys import KeyedForm
from apprenticeships.models import Application
from apprenticeships.models.application import ANSWER_CHARS
from core.text import SafeCharField, SafeTextField

TOO_LONG = _("Höchstens 400 Zeichen, du hast %(show_value)d. Kürze es etwas.")


def _answer(label: Any, hint: Any) -> SafeTextField:
    return SafeTextField(
        label=label,
        help_text=hint,
        max_length=ANSWER_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )


class AboutForm(forms.Form):
    """Step one: what the firm sees of the pupil, and how the pupil gets there."""

    way = SafeCharField(
        label=_("So komme ich hin"),
        max_length=160,
        required=False,
        help_text=_("Zum Beispiel: mit dem Rad, 20 Minuten."),
    )
    start_from = SafeCharField(
        label=_("Ab wann"), max_length=80, required=False, help_text=_("Zum Beispiel: nach den Sommerferien 2027.")
    )
    show_certificate = forms.ChoiceField(
        label=_("Zeugnis zeige ich"),
        choices=Application.ShowCertificate.choices,
        initial=Application.ShowCertificate.LATER,
        widget=forms.RadioSelect(attrs={"class": "tiles"}),
        required=False,
    )
    name_on_invitation = forms.BooleanField(
        label=_("Nachname erst bei Einladung"),
        required=False,
        help_text=_("Dann sieht der Betrieb zuerst nur den Namen, den du gewählt hast."),
    )

    def clean_show_certificate(self) -> str:
        """Without a choice: later."""
        return self.cleaned_data["show_certificate"] or Application.ShowCertificate.LATER


class AnswersForm(forms.Form):
    """Step two: three questions instead of a letter."""

    why = _answer(_("Was gefällt dir an diesem Beruf?"), _("Zwei Sätze reichen. Rechtschreibung zählt nicht."))
    example = _answer(
        _("Wann hast du schon mal etwas gebaut, repariert, gebacken, organisiert?"), _("Ein Beispiel reicht.")
    )
    first_day = _answer(_("Was möchtest du am ersten Tag unbedingt ausprobieren?"), _("Das hilft, den Tag zu planen."))


class CompleteAnswersForm(AnswersForm):
    """The same when going on: each question needs an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = _("Schreib einen Satz, dann geht es weiter.")


class DraftForm(AboutForm, AnswersForm):
    """Everything at once, for saving while typing: nothing is required."""


class QuestionForm(KeyedForm):
    """A question to the firm."""

    body = SafeTextField(
        label=_("Deine Frage"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreib deine Frage oder nimm einen Vorschlag.")},
    )


class GuardianForm(KeyedForm):
    """Where the guardian's link goes."""

    guardian_email = forms.EmailField(
        label=_("E-Mail von Eltern oder Sorgeberechtigten"),
        help_text=_("Wir schreiben eine Nachricht und eine Erinnerung. Ohne Antwort löschen wir die Adresse."),
        error_messages={
            "required": _("Schreib die E-Mail-Adresse deiner Eltern."),
            "invalid": _("Das ist noch keine E-Mail-Adresse. Beispiel: name@beispiel.de"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
