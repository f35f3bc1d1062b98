"""The sheet and the list of a parents' evening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import paper
from core.forms import OnceMixin, SafeTextField


class SheetMailForm(OnceMixin):
    """The guardian's own mailbox, typed by the guardian."""

    guardian_email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir die Frage, in der Sie Ja oder Nein sagen. Sonst schicken wir nichts."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )


class ListForm(forms.Form):
    """Codes of a signed list."""

    codes = SafeTextField(
        label=_("Codes von der Liste, einer je Zeile"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 8, "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Acht Zeichen, zum Beispiel K7M4-QXRT. Bis zu 60 auf einmal."),
    )
    is_signed = forms.BooleanField(
        label=_("Zu jedem dieser Codes liegt mir die Unterschrift von Mutter, Vater oder Sorgeberechtigten vor."),
        error_messages={"required": _("Ohne dieses Häkchen geht es nicht.")},
    )

    def clean_codes(self) -> list[str]:
        """The codes; a list too long is refused, not cut."""
        found = paper.cleaned(self.cleaned_data["codes"])
        if not found:
            raise forms.ValidationError(_("Hier steht noch kein Code."))
        if len(found) > paper.CODES_A_LIST:
            raise forms.ValidationError(_("Das sind mehr als 60. Bitte auf zwei Mal verteilen."))
        return found
