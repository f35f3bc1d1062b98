"""German analysis: the same tokens for documents and questions, so that engines only compare strings.

The functions here ask the analyser of the present words; `using` lends another one to everything called inside, for
an index that keeps the words it was built with and for the preview of an edit.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from search import language
from search.analyser import Analyser
from search.language import Language, Phrase
from search.spelling import MARK_IN_BRACKETS, fold, strip_marks, transliterate, without_gender

__all__ = [
    "MARK_IN_BRACKETS",
    "analyser_of",
    "ask",
    "current",
    "fold",
    "head_of",
    "is_abstract",
    "is_guarded",
    "is_known",
    "last_part",
    "parts",
    "parts_of",
    "phrase_of",
    "shipped",
    "strip_marks",
    "token_of",
    "tokens",
    "transliterate",
    "using",
    "without_gender",
    "words",
]


@lru_cache(maxsize=3)  # the present one keeps what it remembers of words when only trades changed
def analyser_of(tables: Language) -> Analyser:
    """The analyser of a language."""
    return Analyser(tables)


def shipped() -> Analyser:
    """The analyser of the shipped tables."""
    return analyser_of(language.shipped())


_lent: ContextVar[Analyser | None] = ContextVar("lent analyser", default=None)
_source: list[Callable[[], Analyser]] = [shipped]


def ask(source: Callable[[], Analyser]) -> None:
    """Name who knows the present analyser; until somebody does, it is that of the shipped tables."""
    _source[:] = [source]


def current() -> Analyser:
    """The analyser lent to this call, else that of the present words."""
    return _lent.get() or _source[0]()


@contextmanager
def using(analyser: Analyser) -> Iterator[None]:
    """Analyse with this one in everything called inside."""
    token = _lent.set(analyser)
    try:
        yield
    finally:
        _lent.reset(token)


def tokens(text: str) -> list[str]:
    """Word tokens of a text in order, stop words left out."""
    return current().tokens(text)


def parts(text: str) -> list[str]:
    """Part tokens: the building blocks of compounds, and words that are a building block themselves."""
    return current().parts(text)


def words(text: str) -> list[str]:
    """Lower-case words after gender marks are gone and hanging hyphens are completed."""
    return current().words(text)


def token_of(word: str) -> str:
    """The token of one lower-case word, or nothing for a stop word."""
    return current().token_of(word)


def head_of(word: str) -> str:
    """The trade head a word names in any gender, number or abstract form; empty when it names none."""
    return current().head_of(word)


def parts_of(word: str) -> tuple[str, ...]:
    """Building blocks of a word as stems, empty when it is not covered whole."""
    return current().parts_of(word)


def last_part(word: str) -> str:
    """The tail of a compound that is itself a building block: „Klimatechnik“ ends in „technik“."""
    return current().last_part(word)


def is_abstract(word: str) -> bool:
    """Whether a word names a trade by its workshop, training or the like („Tischlerei“, „Dachdeckerlehre“)."""
    return current().is_abstract(word)


def is_known(word: str) -> bool:
    """Whether a word stands in the list of known ones as it is."""
    return current().is_known(word)


def is_guarded(word: str) -> bool:
    """Whether a word is known outside our trades, in any form, and therefore never a typing error."""
    return current().is_guarded(word)


def phrase_of(span: Sequence[str]) -> Phrase | None:
    """The fixed phrase these words are, whatever their capitals and umlauts."""
    return current().phrase_of(span)
