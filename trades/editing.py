"""The form behind the profile editor: keeps the dates of the text and of its plain twin."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from core import clock

NORMAL_FIELDS = {"teaser", "text", "tasks", "day", "downsides", "ladder"}
PLAIN_FIELDS = {"plain_text"}


class TradePageForm(WagtailAdminPageForm):
    """Notes which of the twins changed; an editor may confirm that the plain one still fits."""

    plain_still_right = forms.BooleanField(
        label=_("Die einfache Fassung passt noch zum Text"),
        help_text=_("Nur ankreuzen, wenn du beide verglichen hast. Sonst steht auf der Seite, dass sie älter ist."),
        required=False,
    )

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
        changed = set(self.changed_data)
        now = clock.now()
        if changed & NORMAL_FIELDS:
            self.instance.text_changed_at = now
            self.instance.origin = self.instance.Origin.WRITTEN
        if changed & PLAIN_FIELDS or self.cleaned_data.get("plain_still_right"):
            self.instance.plain_changed_at = now
        return super().save(commit=commit)
