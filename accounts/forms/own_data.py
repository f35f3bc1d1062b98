"""Correcting one's own data."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PhoneField
from accounts.models import PupilProfile, User
from core import clock
from core.forms import PlaceField, SafeCharField

YEARS_AHEAD = 4


class PersonForm(forms.Form):
    """Name, telephone, language; the shown name may be a pseudonym."""

    shown_name = SafeCharField(
        label=_("Angezeigter Name"), max_length=60, help_text=_("Vorname oder Deckname, den andere zuerst lesen.")
    )
    first_name = SafeCharField(label=_("Vorname"), max_length=80, required=False)
    last_name = SafeCharField(label=_("Nachname"), max_length=80, required=False)
    phone = PhoneField(required=False)
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]

    @staticmethod
    def values_of(user: User) -> dict[str, Any]:
        """What stands in the form at first."""
        return {name: getattr(user, name) for name in PersonForm.base_fields}


class WayForm(forms.Form):
    """Where one lives, which certificate, when to begin; each field says what it is for."""

    postal_code = PlaceField(required=False, help_text=_("Betriebe sehen davon nur den Kreis."))
    street = SafeCharField(
        label=_("Straße und Hausnummer"),
        max_length=120,
        required=False,
        help_text=_("Sieht nur, wem du deinen Kontakt teilst."),
    )
    school_kind = forms.ChoiceField(
        label=_("Schule"), choices=[("", _("keine Angabe")), *PupilProfile.School.choices], required=False
    )
    certificate = forms.ChoiceField(
        label=_("Dein Schulabschluss"),
        choices=[("", _("keine Angabe")), *PupilProfile.Certificate.choices],
        required=False,
        help_text=_("Den du hast oder erwartest. Er hilft nur dir beim Suchen."),
    )
    start_year = forms.TypedChoiceField(label=_("Beginn ab"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = clock.today().year
        years = [(year, str(year)) for year in range(this, this + YEARS_AHEAD)]
        self.fields["start_year"].choices = [("", _("keine Angabe")), *years]

    @staticmethod
    def values_of(profile: PupilProfile) -> dict[str, Any]:
        """What stands in the form at first."""
        return {name: getattr(profile, name) for name in WayForm.base_fields}
