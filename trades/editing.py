"""The form behind the profile editor: keeps the dates of the text and of its plain twin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from core import clock
from trades import wording


class TradePageForm(WagtailAdminPageForm):
    """Notes which of the twins changed; an editor may confirm that the plain one still fits."""

    plain_still_right = forms.BooleanField(
        label=_("Die einfache Fassung passt noch zum Text"),
        help_text=_("Nur ankreuzen, wenn du beide verglichen hast. Sonst steht auf der Seite, dass sie älter ist."),
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        """Remember the words as they were before the form changes them."""
        super().__init__(*args, **kwargs)
        self.before: dict[tuple[str, ...], dict[str, Any]] = {
            names: wording.of(self.instance, names) for names in (wording.NORMAL, wording.PLAIN)
        }

    def clean_reviewed_on(self):
        """A review cannot lie in the future."""
        day = self.cleaned_data["reviewed_on"]
        if day and day > clock.today():
            raise ValidationError(_("Das Datum liegt in der Zukunft."))
        return day

    def clean(self):
        """Levels are estimates and need their date; a review needs a name and a day."""
        cleaned = super().clean()
        if cleaned.get("levels") and not cleaned.get("levels_on"):
            self.add_error("levels_on", _("Bitte angeben, von wann die Einschätzung ist."))
        if cleaned.get("reviewed_on") and not cleaned.get("reviewer"):
            self.add_error("reviewer", _("Bitte angeben, wer geprüft hat."))
        return cleaned

    def save(self, commit=True):
        """Stamp what changed and mark a grown page as written."""
        now = clock.now()
        if self._has_new(wording.NORMAL):
            self.instance.text_changed_at = now
            self.instance.origin = self.instance.Origin.WRITTEN
        if self._has_new(wording.PLAIN) or self.cleaned_data.get("plain_still_right"):
            self.instance.plain_changed_at = now
        return super().save(commit=commit)

    def _has_new(self, names: tuple[str, ...]) -> bool:
        return wording.of(self.instance, names) != self.before[names]
