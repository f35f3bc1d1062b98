"""Asking a guardian, and the guardian's decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Guardian
from core.forms import OnceMixin, SafeCharField


class GuardianMailForm(OnceMixin):
    """The address of a parent."""

    guardian_email = forms.EmailField(
        label=_("E-Mail von Eltern oder Sorgeberechtigten"),
        help_text=_("Wir schreiben eine Nachricht und eine Erinnerung. Ohne Antwort löschen wir die Adresse."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class DecisionForm(forms.Form):
    """Name, relation and two ticks for a yes; a no needs nothing."""

    name = SafeCharField(label=_("Ihr Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    relation = forms.ChoiceField(
        label=_("Sie sind"), choices=Guardian.Relation.choices, widget=forms.RadioSelect(attrs={"class": "tiles"})
    )
    has_custody = forms.BooleanField(error_messages={"required": _("Ohne dieses Häkchen geht es nicht.")})
    agrees = forms.BooleanField(error_messages={"required": _("Ohne dieses Häkchen geht es nicht.")})

    def __init__(self, *args: Any, custody_label: str, agrees_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["has_custody"].label = custody_label
        self.fields["agrees"].label = agrees_label
