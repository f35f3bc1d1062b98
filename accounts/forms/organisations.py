"""Changing an organisation, inviting people, checking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PhoneField
from accounts.models import Delegation, Organisation, VerificationCheck
from core.forms import OnceMixin, PlaceField, SafeCharField, SafeTextField


class OrganisationForm(forms.Form):
    """What one says about the organisation; the first five wait for a look when it was checked."""

    name = SafeCharField(label=_("Name"), max_length=120)
    street = SafeCharField(label=_("Straße und Hausnummer"), max_length=120)
    postal_code = PlaceField(formal=True)
    register_number = SafeCharField(label=_("Nummer in der Handwerksrolle"), max_length=40, required=False)
    website = forms.URLField(label=_("Webseite"), required=False, assume_scheme="https", max_length=200)
    phone = PhoneField()
    phone_hours = SafeCharField(
        label=_("Am besten erreichbar"), max_length=80, required=False, help_text=_("zum Beispiel Mo–Do ab 16 Uhr")
    )
    answers = forms.ChoiceField(
        label=_("Wann antworten Sie meist?"),
        choices=[("", _("keine Angabe")), *Organisation.Answers.choices],
        required=False,
        help_text=_("Steht bei Ihren Gesprächen, damit niemand vergeblich wartet."),
    )
    email = forms.EmailField(label=_("E-Mail für Anfragen"), required=False)
    people_count = forms.IntegerField(
        label=_("Wie viele Menschen arbeiten hier?"), required=False, min_value=1, max_value=100_000
    )
    text = SafeTextField(
        label=_("Wer wir sind"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Zwei, drei Sätze, wie Sie sie am Telefon sagen würden."),
    )

    @staticmethod
    def values_of(organisation: Organisation) -> dict[str, Any]:
        """What stands in the form at first."""
        return {name: getattr(organisation, name) for name in OrganisationForm.base_fields}


class InviteForm(OnceMixin):
    """Address and role; only roles the kind of organisation has."""

    email = forms.EmailField(label=_("E-Mail"))
    role = forms.ChoiceField(label=_("Aufgabe"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = organisation.role_choices
        self.order_fields(["email", "role"])


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Aufgabe"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = organisation.role_choices


class DelegationForm(forms.Form):
    """Which office may do what."""

    office = forms.ModelChoiceField(label=_("Wer darf das für Sie tun?"), queryset=Organisation.objects.none())
    scope = forms.ChoiceField(label=_("Was?"), choices=Delegation.Scope.choices, initial=Delegation.Scope.BOTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Organisation.objects.filter(
            kind__in=Organisation.OFFICE_KINDS, verification=Organisation.Verification.VERIFIED
        )
        self.fields["office"].queryset = offices.order_by("name", "pk")


class NewPersonForm(forms.Form):
    """Whoever was invited and has no account yet; the address is the invitation's."""

    first_name = SafeCharField(
        label=_("Vorname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = SafeCharField(
        label=_("Nachname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )


class CheckForm(forms.Form):
    """One of the two looks, with what was found."""

    step = forms.ChoiceField(label=_("Was haben Sie geprüft?"), choices=VerificationCheck.Step.choices)
    note = SafeCharField(
        label=_("Was haben Sie gefunden?"),
        max_length=300,
        help_text=_("zum Beispiel „Handwerksrolle Nr. 4711“ oder „Telefonbuch, mit der Inhaberin gesprochen“"),
    )


class ReasonForm(forms.Form):
    """A refusal with words the other side reads."""

    reason = SafeTextField(label=_("Begründung"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
