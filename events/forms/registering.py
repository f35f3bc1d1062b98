"""Taking a seat, booking for a class, calling off."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import SafeCharField
from events.models.classes import LARGEST_CLASS

LONGEST_REASON = 300


class RegistrationForm(forms.Form):
    """The key that makes a double click one registration, and below 16 the guardian's address."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    guardian_email = forms.EmailField(
        label=_("E-Mail deiner Eltern"),
        required=False,
        help_text=_("Sie bekommen einen Link und sagen Ja oder Nein. Dein Platz ist so lange vorgemerkt."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asks_guardian: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4
        if asks_guardian:
            self.fields["guardian_email"].required = True
        else:
            del self.fields["guardian_email"]


class CancelForm(forms.Form):
    """Why it does not take place; those who registered read this sentence."""

    reason = SafeCharField(
        label=_("Warum fällt der Termin aus?"),
        max_length=LONGEST_REASON,
        help_text=_("Ein Satz. Alle Angemeldeten lesen ihn."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClassBookingForm(forms.Form):
    """A class and how many come."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    school: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(label=_("Für"), queryset=None, empty_label=None)
    class_name = SafeCharField(label=_("Klasse"), max_length=40, help_text=_("Zum Beispiel 8b. Keine Namen."))
    seats_wanted = forms.IntegerField(label=_("Wie viele kommen?"), min_value=1, max_value=LARGEST_CLASS)

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
