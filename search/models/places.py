"""The language of places as rows: what else people call them, and what lies abroad.

The files `other_names.csv` and `abroad.txt` of core/data/ are what a new installation starts with.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import place_index, place_words, places
from core.place_index import TOWN_SIZE, Entry
from core.place_words import PlaceLanguage
from search import place_effect, vocabulary
from search.models.language import LanguageWord
from search.place_effect import SHOWN_PLACES

NAME = RegexValidator(r"^[^\W_]+(?: [^\W_]+)*$", _("Ein Name aus Wörtern, ohne Satzzeichen."))
OFFICIAL = PlaceLanguage({}, frozenset())  # the places themselves, without anything people say besides


class PlaceWord(LanguageWord):
    """A name of one of both tables; the preview asks for places instead of trades."""

    SHAPE: ClassVar = NAME

    class Meta(LanguageWord.Meta):
        abstract = True

    @staticmethod
    def compared(word: str) -> str:
        """Folded as the look-up folds what is typed: „Ägypten“ becomes „aegypten“."""
        return place_words.compared(word)

    def own_words(self) -> list[str]:
        """The name alone, and as people frame it."""
        return [self.word, gettext("Nähe %(place)s") % {"place": self.word}]

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The row and the places that would be found otherwise."""
        after = self.edited(vocabulary.current()).language.places
        return {"row": self, "effect": place_effect.of(after, self.own_words()), "cautions": self.cautions()}


class OtherName(PlaceWord):
    """A short form, a name in another language or a former one: „FFM“, „Munich“, „Karl-Marx-Stadt“."""

    TABLE = "place_names"
    CARRIED: ClassVar = ["meant"]

    meant = models.CharField(
        _("gemeint ist"), max_length=60, help_text=_("Der Name, unter dem der Ort oder Kreis gefunden wird.")
    )

    class Meta(PlaceWord.Meta):
        verbose_name = _("anderer Ortsname")
        verbose_name_plural = _("andere Ortsnamen")

    def __str__(self) -> str:
        return f"{self.word} → {self.meant}"

    @property
    def entry(self) -> tuple[str, str]:
        """What is typed, and what is meant."""
        return self.word, self.meant

    @classmethod
    def of(cls, entry: tuple[str, str]) -> "OtherName":
        """A row for a name and what it means."""
        return cls(word=entry[0], meant=entry[1])

    def clean_fields(self, exclude: Any = None) -> None:
        """Both names are kept as they are compared."""
        self.meant = self.compared(self.meant)
        super().clean_fields(exclude)

    def clean(self) -> None:
        """What is meant must be found."""
        super().clean()
        if self.is_used and not places.look_up(self.meant, OFFICIAL).hits:
            raise ValidationError({"meant": _("Diesen Ort kennt die Suche nicht.")})

    def objection(self) -> str:
        """The name of a place is not another one's, and abroad is abroad."""
        same = next((entry for entry in _named(self.word) if entry.key == self.word), None)
        if same:
            return gettext("So heißt schon ein Ort: %(place)s.") % {"place": same.hit.label}
        if self.word in vocabulary.current().language.abroad:
            return gettext("Dieser Name steht bei den Orten im Ausland. Bitte dort zuerst abschalten.")
        return ""

    def cautions(self) -> list[str]:
        """A name that several places share is asked back; the short form of a place no longer finds it."""
        answer = places.look_up(self.meant, OFFICIAL)
        several = ", ".join(hit.label for hit in answer.hits[:SHOWN_PLACES]) if answer.ambiguous else ""
        hidden = [_("So heißt kurz auch %(place)s.") % {"place": entry.hit.label} for entry in _named(self.word)]
        return hidden + ([_("Gemeint sein können mehrere: %(places)s.") % {"places": several}] if several else [])


class ForeignPlace(PlaceWord):
    """A city, a country or an island abroad: never a misspelt German place, nor a German village of that name."""

    TABLE = "abroad"

    class Meta(PlaceWord.Meta):
        verbose_name = _("Ort im Ausland")
        verbose_name_plural = _("Orte im Ausland")

    def objection(self) -> str:
        """A German town of that name is always found."""
        town = next((entry for entry in _named(self.word) if entry.size >= TOWN_SIZE), None)
        if town:
            return gettext("So heißt eine Stadt in Deutschland: %(place)s.") % {"place": town.hit.label}
        if self.word in vocabulary.current().language.places.other_names:
            return gettext("Dieser Name steht bei den anderen Ortsnamen. Bitte dort zuerst abschalten.")
        return ""

    def cautions(self) -> list[str]:
        """A German village of that name is then found by its postal code or Kreis only."""
        return [
            _("So heißt auch ein Dorf (%(place)s): Es wird dann nur noch mit Postleitzahl oder Kreis gefunden.")
            % {"place": entry.hit.label}
            for entry in _named(self.word)
        ]


def _named(word: str) -> list[Entry]:
    """The places here that have this very name."""
    return place_index.index().named(place_words.read_words(word, OFFICIAL))
