"""All tables of words that editors change, in the order of the menu."""

from search.models.language import (
    HeadWord,
    KnownWord,
    LanguageWord,
    PartWord,
    QuestionPhrase,
    RefusalWord,
    StopWord,
    TailWord,
    WordForm,
)
from search.models.places import ForeignPlace, OtherName

TABLES: tuple[type[LanguageWord], ...] = (
    HeadWord, PartWord, StopWord, WordForm, TailWord, KnownWord, QuestionPhrase, RefusalWord, OtherName, ForeignPlace,
)  # fmt: skip
