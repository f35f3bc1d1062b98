"""One spelling of a word: folded letters, no gender marks, the male form. Rules only; words people edit: `language`."""

import re
import unicodedata
from functools import lru_cache

from core import text as plain_text

fold = lru_cache(maxsize=50_000)(plain_text.fold)
transliterate = lru_cache(maxsize=50_000)(plain_text.transliterate)

MIN_HEAD = 4  # shortest word a tail or an ending is taken from

MARK_IN_BRACKETS = re.compile(
    r"\(\s*(?:[mwdxgn]\s*[/|,]?\s*){1,4}\)|\b[mwd]/[mwdx](?:/[mwdx])?\b|\((?:in|innen|frau)\)", re.IGNORECASE
)
_MARK_SPLIT = re.compile(r"(?<=\w{2})(?:[*:_·]-?|/-?|/\s-|-)(?:innen|in)\b")
_MARK_PERSON = re.compile(r"(?<=[a-zäöüß])[*:_/]-?(?:r|n|e)\b")
_MARK_INNER = re.compile(r"(?<=[a-zäöüß])In(?:nen)?\b")
_MARK_WOMAN = re.compile(r"mann\s?/\s?-?frau\b|mann:frau\b|mann\*frau\b", re.IGNORECASE)
_MAYBE_MARKED = re.compile(r"[*:_/·(-]|[a-zäöüß]In")

_FEMININE = (
    ("erinnen", "er"),
    ("erin", "er"),
    ("istinnen", "ist"),
    ("istin", "ist"),
    ("loginnen", "loge"),
    ("login", "loge"),
    ("antinnen", "ant"),
    ("antin", "ant"),
    ("entinnen", "ent"),
    ("entin", "ent"),
    ("eurinnen", "eur"),
    ("eurin", "eur"),
    ("orinnen", "or"),
    ("orin", "or"),
    ("arinnen", "ar"),
    ("arin", "ar"),
    ("frauen", "mann"),
    ("frau", "mann"),
)
_FEMALE_ENDS = ("in", "innen", "frau", "frauen")


def strip_marks(text: str) -> str:
    """The text without gender marks: „Maler:in (m/w/d)“ becomes „Maler“."""
    text = unicodedata.normalize("NFC", text)
    if not _MAYBE_MARKED.search(text):
        return text  # nearly all texts, and the five searches below are the dear part
    text = MARK_IN_BRACKETS.sub(" ", text)
    text = _MARK_WOMAN.sub("mann", text)
    text = _MARK_SPLIT.sub("", text)
    return _MARK_INNER.sub("", _MARK_PERSON.sub("", text))


def without_gender(word: str) -> str:
    """The male form of a female word by its ending; other words unchanged."""
    if not word.endswith(_FEMALE_ENDS):
        return word  # nearly all words
    for ending, male in _FEMININE:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_HEAD - 1:
            return word[: -len(ending)] + male
    return word
