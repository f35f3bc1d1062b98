"""Finding entries of the word list in a text: whole words without their endings, near each other in one sentence."""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.text import fold
from messaging.masking.folding import fold as unmask

# All words of an entry stand within so many words of each other.
NEAR = 8
_SENTENCE = re.compile(r"[.!?;\n]+")
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ern", "est", "en", "er", "es", "em", "st", "te", "e", "n", "s", "t")
_SHORTEST = 3
# Parting words of verbs and filler letters of youth language („schiiick“).
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def stem(word: str) -> str:
    """A word without its ending, so that „schicke“, „schickst“ and „schick“ are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Analysed words of a text in order: without disguise, accents and endings."""
    plain = _STRETCHED.sub(r"\1", fold(unmask(text).text)).replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return [stem(word) for word in _WORD.findall(plain)]


def hears(term: str, text: str) -> bool:
    """Whether all words of an entry stand near each other in one sentence of the text."""
    return bool(heard([(0, term)], text))


def heard(terms: Iterable[tuple[int, str]], text: str) -> list[int]:
    """Keys of all entries that a text holds; the text is analysed once."""
    sentences = [words for words in (stems(part) for part in _SENTENCE.split(text)) if words]
    return [key for key, term in terms if any(_stand_near(_entry(term), words) for words in sentences)]


@lru_cache(maxsize=2048)
def _entry(term: str) -> frozenset[str]:
    return frozenset(stems(term))


def _stand_near(needed: frozenset[str], words: list[str]) -> bool:
    if not needed or not needed <= set(words):
        return False
    return any(needed <= set(words[start : start + NEAR]) for start in range(max(1, len(words) - len(needed) + 1)))
