"""What an engine is asked for one word: its token, its parts and, for a word nobody knows, words close to it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis

MAX_EXPANSIONS = 8
ONE_EDIT_FROM, TWO_EDITS_FROM = 4, 8

Vocabulary = Mapping[int, Sequence[str]]  # tokens of title and organisation by their length
IsKnown = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the question: weighted tokens for the text fields, tokens for the field of parts."""

    tokens: tuple[tuple[str, float], ...]
    parts: tuple[str, ...]


def terms_of(words: Sequence[str], is_known: IsKnown, vocabulary: Vocabulary) -> list[Term]:
    """The terms of the words in order; stop words have none."""
    return [term for word in words if (term := _term(word, is_known, vocabulary))]


def coverage(count: int) -> int:
    """How many of so many words must be found: all of two, all but one of four, three quarters above."""
    if count <= 2:  # noqa: PLR2004 -- the gate of docs/search.md
        return count
    return count - 1 if count <= 4 else math.ceil(0.75 * count)  # noqa: PLR2004 -- as above


def expansions(token: str, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Indexed words at most one edit away (two from eight letters on), with the number of edits."""
    edits = 2 if len(token) >= TWO_EDITS_FROM else 1
    if len(token) < ONE_EDIT_FROM:
        return []
    near = [word for size in range(len(token) - edits, len(token) + edits + 1) for word in vocabulary.get(size, ())]
    found = process.extract(token, near, scorer=OSA.distance, score_cutoff=edits, limit=MAX_EXPANSIONS)
    return [(word, int(distance)) for word, distance, _ in found]


def by_length(tokens: Sequence[str]) -> dict[int, list[str]]:
    """Words grouped by length, so that only words of nearly the same length are compared."""
    grouped: dict[int, list[str]] = {}
    for token in tokens:
        grouped.setdefault(len(token), []).append(token)
    return grouped


def _term(word: str, is_known: IsKnown, vocabulary: Vocabulary) -> Term | None:
    token = analysis.token_of(word)
    if not token:
        return None
    parts = analysis.parts_of(word)
    if is_known(token) or parts or analysis.head_of(word) or analysis.is_known(word):
        return Term(((token, 1.0),), parts)
    close = [(other, 1 / (1 + edits)) for other, edits in expansions(token, vocabulary)]
    return Term(((token, 1.0), *close), parts)
