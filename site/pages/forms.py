"""Forms of the counsellor's and of the guild's desk."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.models import Vacancy
from core.text import SafeCharField
from events.models import EventPage
from trades.models import Trade
from trades.models.guild_block import TEXT_LIMIT

PLACE = re.compile(r"(?:/plaetze/)?(\d{1,9})/?\s*$")


class SelectionForm(forms.Form):
    """Title and first sentence of a selection."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    title = SafeCharField(
        label=_("Titel"), max_length=120, help_text=_("Zum Beispiel „Holz und Bau rund um Altenburg“.")
    )
    intro = SafeCharField(
        label=_("Worum geht es?"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WordsForm(forms.Form):
    """Own words between the cards."""

    text = SafeCharField(label=_("Eigene Worte"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))

    def value(self) -> Any:
        """The value of the block."""
        return self.cleaned_data["text"]


class WhyForm(forms.Form):
    """What every card may carry: a sentence saying why."""

    why = SafeCharField(label=_("Warum?"), max_length=200, required=False)


class TradeItemForm(WhyForm):
    """One of the trades."""

    trade = forms.ModelChoiceField(label=_("Beruf"), queryset=Trade.objects.order_by("name", "pk"))
    field_order = ["trade", "why"]

    def value(self) -> Any:
        """The value of the block."""
        return {"trade": self.cleaned_data["trade"].pk, "why": self.cleaned_data["why"]}


class VacancyItemForm(WhyForm):
    """A place by its address or number."""

    vacancy = SafeCharField(
        label=_("Platz"),
        max_length=200,
        help_text=_("Die Adresse aus dem Browser oder nur die Zahl, zum Beispiel /plaetze/12/"),
    )
    field_order = ["vacancy", "why"]

    def clean_vacancy(self) -> int:
        """The number of an open place; says what is wrong otherwise."""
        found = PLACE.search(self.cleaned_data["vacancy"])
        if not found:
            raise forms.ValidationError(
                _("Das ist keine Adresse eines Platzes. Sie endet mit einer Zahl, zum Beispiel /plaetze/12/.")
            )
        number = int(found[1])
        if not Vacancy.objects.public().filter(pk=number).exists():
            raise forms.ValidationError(_("Diesen Platz gibt es nicht oder nicht mehr."))
        return number

    def value(self) -> Any:
        """The value of the block."""
        return {"vacancy": self.cleaned_data["vacancy"], "why": self.cleaned_data["why"]}


class EventItemForm(WhyForm):
    """One of the coming events."""

    event = forms.ModelChoiceField(label=_("Veranstaltung"), queryset=EventPage.objects.none())
    field_order = ["event", "why"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["event"]
        field.queryset = EventPage.objects.public().order_by("title", "pk")

    def value(self) -> Any:
        """The value of the block."""
        return {"event": self.cleaned_data["event"].pk, "why": self.cleaned_data["why"]}


ITEM_FORMS: dict[str, type[forms.Form]] = {
    "words": WordsForm,
    "trade": TradeItemForm,
    "vacancy": VacancyItemForm,
    "event": EventItemForm,
}


class PickForm(WhyForm):
    """Into which selection a trade, place or event goes: an own one, or a new one with a title."""

    NEW = ""
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    selection = forms.TypedChoiceField(label=_("In welche Auswahl?"), coerce=int, required=False, empty_value=None)
    title = SafeCharField(label=_("Titel der neuen Auswahl"), max_length=120, required=False)
    field_order = ["client_key", "selection", "title", "why"]

    def __init__(self, *args: Any, own: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["selection"]
        field.choices = [*own, (self.NEW, _("neue Auswahl anlegen"))]

    def clean(self) -> dict[str, Any]:
        """A new selection needs a title."""
        data = super().clean() or self.cleaned_data
        if "selection" in data and data["selection"] is None and not data.get("title"):
            self.add_error("title", _("Geben Sie der neuen Auswahl einen Titel."))
        return data


class GuildWordsForm(forms.Form):
    """What a guild says about one trade."""

    organisation = forms.ModelChoiceField(label=_("Wer spricht?"), queryset=Organisation.objects.none())
    trade = forms.ModelChoiceField(label=_("Beruf"), queryset=Trade.objects.order_by("name", "pk"))
    text = SafeCharField(
        label=_("Ihre Worte"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Zum Beispiel: wann die Werkstatt offen ist und wer ans Telefon geht."),
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = bodies
        if len(bodies) == 1:
            field.initial, field.empty_label = bodies[0].pk, None
