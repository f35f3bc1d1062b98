"""The words the search knows German by: tables that editors change, with the shipped files as their default.

A `Language` is plain data and never changes; `search.analyser` makes it ready for use.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from core import place_words
from core.place_words import PlaceLanguage

DATA = Path(__file__).parent / "data"
END_MARK = "$"  # behind a known word: whatever ends so is known, too


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed phrase of questions: the class of the span it is read as, and the value of that class."""

    text: str
    kind: str
    value: str = ""


@dataclass(frozen=True)
class Language:
    """All tables.

    The first five decide the tokens of documents, the next three how a question is read, the last two how a place is.
    """

    heads: frozenset[str]  # words for people by trade, male; each keeps its own token
    parts: frozenset[str]  # building blocks of compounds
    stopwords: frozenset[str]
    forms: frozenset[tuple[str, str]]  # a form no rule explains, and its token: köchin, koch
    tails: frozenset[str]  # what may hang on a head: -betrieb, -lehre
    known: frozenset[str]  # words that are never a typing error
    phrases: frozenset[Phrase]
    refusals: frozenset[tuple[str, int]]  # a word that refuses, and how many words it takes with it
    place_names: frozenset[tuple[str, str]]  # what a place is called besides, and the name that is meant: ffm
    abroad: frozenset[str]  # cities and countries abroad

    @cached_property
    def places(self) -> PlaceLanguage:
        """The last two as places are looked up with them."""
        return PlaceLanguage(dict(self.place_names), self.abroad)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of what decides the tokens of documents: an index made with another one is out of date."""
        tables = (self.heads, self.parts, self.stopwords, self.forms, self.tails)
        return hashlib.sha256(repr([sorted(table) for table in tables]).encode()).hexdigest()


@cache
def shipped() -> Language:
    """The tables of the files in search/data/, those of places in core/data/."""
    return Language(
        heads=frozenset(_words("heads.txt")),
        parts=frozenset(_words("parts.txt")),
        stopwords=frozenset(_words("stopwords.txt")),
        forms=frozenset((row["form"], row["token"]) for row in _rows("exceptions.csv")),
        tails=frozenset(_words("tails.txt")),
        known=frozenset(_words("known_words.txt")),
        phrases=frozenset(Phrase(row["phrase"], row["class"], row["value"]) for row in _rows("phrases.csv")),
        refusals=frozenset((row["word"], int(row["words"])) for row in _rows("refusals.csv")),
        place_names=frozenset(place_words.shipped().other_names.items()),
        abroad=place_words.shipped().abroad,
    )


def _words(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.split()


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
