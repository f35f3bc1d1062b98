"""The tables of German words as rows: one class a table, each word switched off rather than deleted.

The files in search/data/ are what a new installation starts with; `actions.load_language` brings them in.
"""

from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import clean_line
from search import facets
from search.language import END_MARK, Phrase
from search.models.edited import SwitchedWords
from search.resolver import trade_index
from search.spelling import MIN_HEAD, transliterate
from search.vocabulary import Vocabulary

ONE_WORD = RegexValidator(r"^[^\W_]{2,}$", _("Ein Wort aus Buchstaben, ohne Leerzeichen und Zeichen."))
PHRASE = RegexValidator(r"^\w[\w'’./ -]*$", _("Wörter mit Leerzeichen dazwischen, ohne Satzzeichen."))
KNOWN = RegexValidator(r"^[^\W_][\w-]+\$?$", _("Ein Wort aus Buchstaben; „$“ dahinter: alles, was so endet."))

EVENT, NOISE, PREPOSITION = "about:event", "noise:", "preposition:"
STARTS = {"now": _("Beginn sofort"), "this_year": _("Beginn dieses Jahr"), "next_year": _("Beginn nächstes Jahr")}
FORMS = {"full_time": _("Vollzeit"), "part_time": _("Teilzeit"), "joint": _("Verbundausbildung")}


def meanings() -> list[tuple[str, Any]]:
    """What a phrase may mean: class and value of a span, with the words editors read."""
    return [
        (NOISE, _("ohne Bedeutung, wird überlesen")),
        (PREPOSITION, _("danach kommt ein Ort")),
        (EVENT, _("Veranstaltung")),
        *((f"offer:{code}", label) for code, label in facets.KINDS.items()),
        *((f"practice:{code}", label) for code, label in facets.PRACTICES.items()),
        *((f"form:{code}", label) for code, label in FORMS.items()),
        *((f"start:{code}", label) for code, label in STARTS.items()),
        *((f"certificate:{code}", label) for code, label in facets.CERTIFICATES.items()),
    ]


class LanguageWord(SwitchedWords, models.Model):
    """One word of one table."""

    TABLE: ClassVar[str]  # of search.language.Language
    CARRIED: ClassVar[list[str]] = []  # fields besides the word that an entry carries
    SHAPE: ClassVar[RegexValidator] = ONE_WORD

    word = models.CharField(_("Wort"), max_length=60, unique=True)
    note = models.CharField(_("Anmerkung"), max_length=200, blank=True, help_text=_("Warum steht das Wort hier?"))

    class Meta:
        abstract = True
        ordering: ClassVar = ["word", "pk"]

    def __str__(self) -> str:
        return self.word

    @property
    def entry(self) -> Any:
        """The row as the table of the language holds it."""
        return self.word

    @classmethod
    def of(cls, entry: Any) -> "LanguageWord":
        """An unsaved row for an entry of the table."""
        return cls(word=entry)

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The vocabulary with this row as it stands here."""
        saved = type(self)._default_manager.filter(pk=self.pk).first()
        held = getattr(words.language, self.TABLE) - {saved.entry if saved else None}
        held |= {self.entry} if self.is_used else set()
        return replace(words, language=replace(words.language, **{self.TABLE: held}))

    @staticmethod
    def compared(word: str) -> str:
        """The word as questions are compared with it."""
        return clean_line(word).lower()

    def own_words(self) -> list[str]:
        """The word itself."""
        return [self.word]

    def clean_fields(self, exclude: Any = None) -> None:
        """Words are kept as they are compared: one line, lower case."""
        self.word = self.compared(self.word)
        super().clean_fields(exclude)
        try:
            self.SHAPE(self.word)
        except ValidationError as error:
            raise ValidationError({"word": error.messages}) from None

    def clean(self) -> None:
        """Refuse what would make the search worse for certain."""
        if self.is_used and (reason := self.objection()):
            raise ValidationError({"word": reason})

    def objection(self) -> str:
        """Why this word must not be in this table; empty when it may."""
        return ""


class HeadWord(LanguageWord):
    """A word for people by trade; it keeps a token of its own in every gender, number and abstract form."""

    TABLE = "heads"

    class Meta(LanguageWord.Meta):
        verbose_name = _("Berufswort")
        verbose_name_plural = _("Berufswörter")

    def objection(self) -> str:
        """Short heads would be found inside too many words."""
        if len(self.word) < MIN_HEAD:
            return gettext("Ein Berufswort hat mindestens vier Buchstaben.")
        return _is_stop_word(self.word)


class PartWord(LanguageWord):
    """A building block of compounds: „Kälte-anlagen-bauer“."""

    TABLE = "parts"

    class Meta(LanguageWord.Meta):
        verbose_name = _("Baustein")
        verbose_name_plural = _("Bausteine")


class StopWord(LanguageWord):
    """A word without meaning; it stands in no document and is asked of none."""

    TABLE = "stopwords"

    class Meta(LanguageWord.Meta):
        verbose_name = _("Füllwort")
        verbose_name_plural = _("Füllwörter")

    def objection(self) -> str:
        """A stop word is found nowhere, so it must not be the word of a trade."""
        return _names_a_trade(self.word, gettext("Als Füllwort würde es nie mehr gefunden."))


class WordForm(LanguageWord):
    """A form that no rule of endings explains: „Köchin“ is „koch“."""

    TABLE = "forms"
    CARRIED: ClassVar = ["token"]

    token = models.CharField(
        _("gilt als"), max_length=60, validators=[ONE_WORD], help_text=_("Die männliche Form, klein geschrieben.")
    )

    class Meta(LanguageWord.Meta):
        verbose_name = _("besondere Form")
        verbose_name_plural = _("besondere Formen")

    def __str__(self) -> str:
        return f"{self.word} → {self.token}"

    @property
    def entry(self) -> tuple[str, str]:
        """Form and token."""
        return self.word, self.token

    @classmethod
    def of(cls, entry: tuple[str, str]) -> "WordForm":
        """A row for a form and its token."""
        return cls(word=entry[0], token=entry[1])


class TailWord(LanguageWord):
    """What may hang on a word for people by trade: „Tischler-lehre“, „Maler-betrieb“."""

    TABLE = "tails"

    class Meta(LanguageWord.Meta):
        verbose_name = _("Anhängsel")
        verbose_name_plural = _("Anhängsel")


class KnownWord(LanguageWord):
    """Another occupation or an everyday word: it is never read as a misspelt trade or place."""

    TABLE = "known"
    SHAPE: ClassVar = KNOWN

    class Meta(LanguageWord.Meta):
        verbose_name = _("bekanntes Wort")
        verbose_name_plural = _("bekannte Wörter")

    def objection(self) -> str:
        """Known means final, so a word that leads to a trade is no foreign one."""
        if self.word.endswith(END_MARK):
            return _ends_a_trade(self.word.removesuffix(END_MARK))
        return _names_a_trade(self.word, gettext("Ein bekanntes Wort meint aber nie einen unserer Berufe."))

    def own_words(self) -> list[str]:
        """The word without its mark."""
        return [self.word.removesuffix(END_MARK)]


class QuestionPhrase(LanguageWord):
    """A fixed phrase of questions: what is offered, a certificate, a start, noise, or the word before a place."""

    TABLE = "phrases"
    CARRIED: ClassVar = ["meaning"]
    SHAPE: ClassVar = PHRASE

    meaning = models.CharField(_("Bedeutung"), max_length=40, choices=meanings, default=NOISE)

    class Meta(LanguageWord.Meta):
        verbose_name = _("Wendung")
        verbose_name_plural = _("Wendungen")

    @property
    def entry(self) -> Phrase:
        """Class and value of the span."""
        return Phrase(self.word, *self.meaning.split(":"))

    @classmethod
    def of(cls, entry: Phrase) -> "QuestionPhrase":
        """A row for a phrase."""
        return cls(word=entry.text, meaning=f"{entry.kind}:{entry.value}")

    def objection(self) -> str:
        """A phrase is read before trades are."""
        return _names_a_trade(self.word, gettext("Als Wendung würde der Beruf nicht mehr erkannt."))


class RefusalWord(LanguageWord):
    """A word that refuses what follows: „ohne Mathe“, „nicht früh aufstehen“."""

    TABLE = "refusals"
    CARRIED: ClassVar = ["takes"]

    takes = models.PositiveSmallIntegerField(
        _("Wörter danach"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta(LanguageWord.Meta):
        verbose_name = _("Verneinung")
        verbose_name_plural = _("Verneinungen")

    @property
    def entry(self) -> tuple[str, int]:
        """The word and how many it takes with it."""
        return self.word, self.takes

    @classmethod
    def of(cls, entry: tuple[str, int]) -> "RefusalWord":
        """A row for a refusing word."""
        return cls(word=entry[0], takes=entry[1])

    def own_words(self) -> list[str]:
        """A question that refuses something."""
        return [f"{self.word} Mathe"]


class LanguageState(models.Model):
    """One row whose number rises with every change of a table, so that all processes notice within a minute."""

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.version)


def _names_a_trade(word: str, because: str) -> str:
    """A sentence when the word is the very name or alias of a trade."""
    typed, index = transliterate(word), trade_index()
    found = next((term for term in index.terms if transliterate(term.text) == typed), None)
    return f"{_leads(word, index.vocabulary.name(found.trade))} {because}" if found else ""


def _ends_a_trade(end: str) -> str:
    typed, index = transliterate(end), trade_index()
    found = next((term for term in index.terms if transliterate(term.text).endswith(typed)), None)
    return _leads(found.text, index.vocabulary.name(found.trade)) if found else ""


def _is_stop_word(word: str) -> str:
    is_one = word in trade_index().vocabulary.language.stopwords
    return gettext("„%(word)s“ ist ein Füllwort.") % {"word": word} if is_one else ""


def _leads(word: str, trade: str) -> str:
    return gettext("„%(word)s“ führt zu %(trade)s.") % {"word": word, "trade": trade}
