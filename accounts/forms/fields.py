"""Pieces several forms share: the birth month and the telephone number."""

import re
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from core import clock

OLDEST, YOUNGEST = 100, 5
PHONE = re.compile(r"^[+0][\d\s()/\-.]{4,39}$")


class BirthMonthForm(forms.Form):
    """„Wann bist du geboren?“: month and year, asked without a hint what is needed."""

    born_month = forms.TypedChoiceField(label=_("Geburtsmonat"), coerce=int, choices=[("", "–"), *MONTHS.items()])
    born_year = forms.IntegerField(
        label=_("Geburtsjahr"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year", "class": "short"}),
    )

    def clean_born_year(self) -> int:
        """A year somebody alive can be born in."""
        year, now = self.cleaned_data["born_year"], clock.today().year
        if not now - OLDEST <= year <= now - YOUNGEST:
            raise forms.ValidationError(_("Bitte das Jahr mit vier Ziffern eingeben, zum Beispiel 2010."))
        return year


class PhoneField(forms.CharField):
    """A telephone number as people write it."""

    default_error_messages = {"wrong": _("Das sieht nicht wie eine Telefonnummer aus, zum Beispiel 03447 000110.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telefon"))
        kwargs.setdefault("max_length", 40)
        attrs = {"type": "tel", "autocomplete": "tel"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """Digits with the usual signs between them."""
        number = super().clean(value)
        if number and not PHONE.match(number):
            raise forms.ValidationError(self.error_messages["wrong"], code="wrong")
        return number
