"""Fields and mixins that every form of ours may use: clean text, a key against double sending, a place by its name."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import places
from core.models import PostalCode
from core.place_index import PlaceHit
from core.place_words import LIMIT
from core.text import SafeCharField, SafeTextField, clean_line

__all__ = ["OnceMixin", "PlaceField", "SafeCharField", "SafeTextField", "place_problem"]

SHOWN = 10  # as many places of one name are listed; Neuenkirchen needs all of them


class OnceMixin(forms.Form):
    """Adds the hidden `client_key`: a double click, the back button and a resend carry the same key.

    The key lands in a unique column of the row that is written, so the second write finds the first.
    """

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PlaceInput(forms.TextInput):
    """A line of text with suggestions: a list that fills while typing, plain typing without JavaScript."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        known = {
            "autocomplete": "postal-code",
            "data-suggest": reverse_lazy("core:place_suggestions"),
            "maxlength": LIMIT,
        }
        super().__init__({**known, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a stored postal code as people read it: „04600 Altenburg“; what was typed stays as it is."""
        if isinstance(value, PostalCode):
            return str(value)
        answer = places.look_up(value) if isinstance(value, str) and value.isdigit() else None
        if answer and len(answer.hits) == 1 and answer.hits[0].plz == (value,):
            return f"{value} {answer.hits[0].name}"
        return super().format_value(value)


class PlaceField(forms.Field):
    """Turns „Altenburg“, „04600“ or „Neuenkirchen, Heidekreis“ into a PostalCode.

    A place with many codes gives the one in its middle. What cannot be settled alone is asked beside the field:
    unknown, misspelt, several of a name. `formal` addresses the person with „Sie“.
    """

    widget = PlaceInput
    default_error_messages = {
        "required": gettext_lazy("Bitte einen Ort oder eine Postleitzahl eintragen."),
        "unknown": gettext_lazy("Der Ort „%(typed)s“ ist nicht bekannt. Am sichersten ist die Postleitzahl."),
        "abroad": gettext_lazy("„%(typed)s“ liegt nicht in Deutschland. Hier gibt es nur Orte in Deutschland."),
        "unknown_code": gettext_lazy("Die Postleitzahl %(typed)s gibt es nicht. Wie heißt der Ort?"),
        "district": gettext_lazy("%(typed)s ist ein Kreis. Bitte einen Ort daraus eintragen."),
        "misspelt": gettext_lazy("Meinst du %(places)s?"),
        "misspelt_formal": gettext_lazy("Meinen Sie %(places)s?"),
        "ambiguous": gettext_lazy("%(name)s gibt es %(count)s-mal. Welcher Ort ist es? %(places)s"),
    }

    def __init__(self, *, formal: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Ort oder Postleitzahl"))
        super().__init__(**kwargs)
        self.formal = formal

    def to_python(self, value: Any) -> PostalCode | None:
        """The postal code of the typed place, None for an empty field; raises ValidationError with a question."""
        if isinstance(value, PostalCode):
            return value
        typed = clean_line(str(value or ""), LIMIT)
        return self._settled(typed) if typed else None

    def validate(self, value: Any) -> None:
        """Only emptiness is left to judge."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare codes, not spellings."""
        try:
            return getattr(self.to_python(initial), "pk", None) != getattr(self.to_python(data), "pk", None)
        except ValidationError:
            return True

    def _settled(self, typed: str) -> PostalCode:
        answer = places.look_up(typed)
        if answer.abroad:
            raise self._error("abroad", typed=typed)
        if not answer.hits:
            raise self._error("unknown_code" if typed.isdigit() else "unknown", typed=typed)
        if answer.ambiguous:
            raise self._ambiguous(typed, answer.hits)
        if answer.corrected:
            shown = _(" oder ").join(f"„{hit.label}“" for hit in answer.hits[:3])
            raise self._error("misspelt_formal" if self.formal else "misspelt", code="misspelt", places=shown)
        if answer.hits[0].is_district:
            raise self._error("district", typed=answer.hits[0].label)
        return self._stored(central_code(answer.hits[0]), typed)

    def _stored(self, code: str, typed: str) -> PostalCode:
        found = PostalCode.objects.filter(pk=code).select_related("district__state").first()
        if found is None:
            raise self._error("unknown", typed=typed)
        return found

    def _ambiguous(self, typed: str, hits: tuple[PlaceHit, ...]) -> ValidationError:
        shown = "; ".join(f"{hit.label} ({hit.plz[0]})" for hit in hits[:SHOWN])
        name = hits[0].name if len({hit.name for hit in hits}) == 1 else f"„{typed}“"
        return self._error("ambiguous", name=name, count=len(hits), places=shown)

    def _error(self, message: str, /, *, code: str = "", **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[message], code=code or message, params=params)


def place_problem(answer: places.PlaceAnswer, *, formal: bool = False) -> str:
    """The one sentence about a place that is not found, wherever it was typed; empty where one is."""
    if answer.hits:
        return ""
    if answer.abroad:
        return _("Dieser Ort liegt nicht in Deutschland. Hier gibt es nur Orte in Deutschland.")
    if formal:
        return _("Diesen Ort kennen wir nicht. Versuchen Sie es mit der Postleitzahl.")
    return _("Diesen Ort kennen wir nicht. Versuch es mit der Postleitzahl.")


def central_code(hit: PlaceHit) -> str:
    """The postal code nearest to the middle of a place."""
    return min(hit.plz, key=lambda code: (_square(hit, code), code))


def _square(hit: PlaceHit, code: str) -> float:
    lat, lon = places.coordinates(code) or (hit.lat, hit.lon)
    return (lat - hit.lat) ** 2 + (lon - hit.lon) ** 2
