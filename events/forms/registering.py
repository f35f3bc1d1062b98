"""Taking a seat, booking for a class, calling off."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import SafeCharField
from events.models.classes import LARGEST_CLASS

LONGEST_REASON = 300
CODE = re.compile(r"[0-9a-f]{32}(?=/?$)")


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


class ConsentsForm(forms.Form):
    """How many parents have said yes so far."""

    count = forms.IntegerField(label=_("Wie viele Zustimmungen liegen vor?"), min_value=0, max_value=LARGEST_CLASS)


class CameForm(forms.Form):
    """How many of a class stand at the door."""

    came = forms.IntegerField(label=_("Wie viele sind da?"), min_value=0, max_value=LARGEST_CLASS)


class CodeForm(forms.Form):
    """What a scanner types: the ticket's code, or its whole address."""

    code = SafeCharField(
        label=_("Code vom Ticket"), max_length=200, help_text=_("Mit dem Handy scannen oder hier eintippen.")
    )

    def clean_code(self) -> str:
        """The code at the end of what was typed."""
        found = CODE.search(self.cleaned_data["code"].lower().replace(" ", ""))
        if found is None:
            raise forms.ValidationError(_("Das ist kein Code von einem Ticket."))
        return found[0]


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
