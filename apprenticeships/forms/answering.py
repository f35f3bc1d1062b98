"""What firm and pupil say to an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.forms.keys import KeyedForm
from apprenticeships.models import Vacancy
from apprenticeships.models.application import Reason
from core import clock
from core.text import SafeCharField, SafeTextField

LONGEST = 600


class WordsForm(KeyedForm):
    """A few words that go along with a step."""

    text = SafeTextField(
        label=_("Ihre Nachricht"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreiben Sie einen Satz, dann weiß die andere Seite, woran sie ist.")},
    )


class InviteForm(WordsForm):
    """An invitation says when and where."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Wann und wo?")
        self.fields["text"].help_text = _(
            "Bis zu drei Zeiten zur Wahl, zum Beispiel „Di, 1.12., 15 Uhr in der Werkstatt“."
        )


class OfferForm(WordsForm):
    """An offer carries the day until which the pupil may think."""

    reply_by = forms.DateField(
        label=_("Antwort von der Bewerberseite bis"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ohne Angabe: 14 Tage."),
    )

    def clean_reply_by(self) -> Any:
        """A day to think lies ahead."""
        day = self.cleaned_data["reply_by"]
        if day and day <= clock.today():
            raise forms.ValidationError(_("Nehmen Sie einen Tag in der Zukunft."))
        return day


class TimeForm(KeyedForm):
    """„Brauche noch bis …“: the last possible day stands there already."""

    until = forms.DateField(
        label=_("Antwort spätestens am"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Das geht einmal, höchstens sieben Tage. Die Bewerberseite liest den neuen Tag sofort."),
        error_messages={"required": _("Nennen Sie einen Tag.")},
    )


class DeclineForm(KeyedForm):
    """A no with one of twelve reasons; the kind sentence is prefilled and may be changed."""

    reason = forms.ChoiceField(
        label=_("Grund"), choices=Reason.choices, error_messages={"required": _("Wählen Sie einen Grund.")}
    )
    text = SafeTextField(
        label=_("So liest es die andere Seite"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leer lassen: Wir nehmen den freundlichen Satz zum Grund."),
    )


class ReplyForm(KeyedForm):
    """The pupil's answer to a question."""

    text = SafeTextField(
        label=_("Deine Antwort"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreib einen Satz.")},
    )


class StandForm(forms.Form):
    """Pausing, closing and confirming a place."""

    until = forms.DateField(
        label=_("Pause bis"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    why = SafeCharField(label=_("Warum schließen Sie den Platz?"), max_length=200, required=False)
    places_filled = forms.IntegerField(label=_("besetzt"), min_value=0, max_value=99, required=False)

    def clean_until(self) -> Any:
        """A pause ends in the future."""
        day = self.cleaned_data["until"]
        if day and day <= clock.today():
            raise forms.ValidationError(_("Nehmen Sie einen Tag in der Zukunft."))
        return day


class RemarksForm(forms.Form):
    """Remarks of the check."""

    remarks = SafeTextField(
        label=_("Hinweise an den Betrieb"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreiben Sie, was zu ändern ist.")},
    )


class FilledForm(DeclineForm):
    """„Besetzt“ with one text for all who wait."""

    def __init__(self, *args: Any, vacancy: Vacancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = Reason.POSITION_FILLED
        self.fields["reason"].label = _("Grund für alle, die noch warten")
