"""The list of fixed phrases: offers, certificates, starts, prepositions, noise."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from search import analysis
from search.analysis import transliterate


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the phrase list: the class of a span and its value."""

    kind: str
    value: str


PREPOSITION = Phrase("preposition", "")


def phrase_of(span: Sequence[str]) -> Phrase | None:
    """The phrase these words are, whatever their capitals and umlauts."""
    if len(span) > _longest().get(transliterate(span[0]), 0):
        return None  # nearly all spans: no phrase begins with this word
    return _phrases().get(transliterate(" ".join(span)))


@cache
def _phrases() -> dict[str, Phrase]:
    with (analysis.DATA / "phrases.csv").open(encoding="utf-8", newline="") as lines:
        return {transliterate(row["phrase"]): Phrase(row["class"], row["value"]) for row in csv.DictReader(lines)}


@cache
def _longest() -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in _phrases():
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest
