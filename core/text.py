"""Text as people type it: made clean before it is stored, folded before it is compared."""

import re
import unicodedata
from typing import Any

from django import forms

# Tab and line feed are text; every other control, the marks that turn the writing direction and invisible joiners
# are not: they hide what somebody else reads.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_KEPT = {"\n", "\t"}
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"})


def clean(text: str, limit: int | None = None) -> str:
    """The text in NFC, without control, direction and zero-width characters, trimmed, at most `limit` long."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN)
    text = text.strip()
    return text if limit is None else text[:limit].rstrip()


def clean_line(text: str, limit: int | None = None) -> str:
    """The clean text on one line: every run of white space becomes one space."""
    if text.isprintable() and text.isascii():
        line = " ".join(text.split())
        return line if limit is None else line[:limit].rstrip()
    return clean(" ".join(clean(text).split()), limit)


def fold(text: str) -> str:
    """The text for comparison: lower case, no diacritics, ß as ss („Größe“ → „grosse“)."""
    if text.isascii():
        return text.lower()
    # Compatibility forms hide capitals („𝓐“), and folding can compose anew: both are done twice.
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def transliterate(text: str) -> str:
    """The text for comparison with umlauts written out („Größe“ → „groesse“), as on a keyboard without them."""
    return fold(unicodedata.normalize("NFC", text).lower().translate(_TRANSLITERATED))


def repair(text: str) -> str:
    """Undo the commonest destruction: UTF-8 read as Windows-1252 („KÃ¶ln“ → „Köln“); else the text unchanged."""
    if not re.search("[ÃÂÅ]", text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


class SafeCharField(forms.CharField):
    """One line of text that is cleaned before it is judged."""

    def to_python(self, value: Any) -> Any:
        """Clean the line; empty stays the field's empty value."""
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value


class SafeTextField(forms.CharField):
    """Several lines of text that are cleaned before they are judged."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Clean the text; empty stays the field's empty value."""
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value
