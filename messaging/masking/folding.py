"""Disguises of single characters taken off, with the way back to the original text."""

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Letters of other scripts that look like Latin ones; what Unicode itself decomposes needs no entry.
_LOOKALIKES = dict(
    zip(
        "абвгдезікмнорѕтухјԁһԛԝӏєсαβεικνορτυχγωʟɪɴʀɢʏʜᴀᴇᴏᴛаⅼօսոսıø〇零一二三四五六七八九。",
        "a6brde3ikmhopstyxjdhqwlecabeiknoptuxywlinrgyhaeotalounuio00123456789.",
        strict=True,
    )
)
# Single characters with the same sign between them: at least five in a row are one spelt word.
_SPELT = re.compile(r"(?<!\S)[a-z0-9@._\-+](?:([ \-*_|/])[a-z0-9@._+])(?:\1[a-z0-9@._\-+]){3,}(?!\S)")
# A sign written as a web page writes it: „&#64;“, „%40“.
_ESCAPED = re.compile(r"&#(?P<number>\d{2,4});|%(?P<hex>[2-7][0-9a-f])", re.IGNORECASE)
_ADDRESS_SIGNS = frozenset(string.digits + string.ascii_letters + "@.:/")


@dataclass(frozen=True)
class Folded:
    """Lower-case Latin text without accents; `at[i]` is the place of character i in the original."""

    text: str
    at: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch of the folded text."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """Homoglyphs, accents, wide, circled and foreign digits, invisible characters: all as plain letters and digits."""
    letters: list[str] = []
    at: list[int] = []
    for index, char in _signs(text):
        plain = char.lower() if char.isascii() else _plain(char)
        letters.extend(plain)
        at.extend([index] * len(plain))
    return Folded("".join(letters), at)


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """Each sign with its place; an escaped one counts as what it stands for, where that is part of an address."""
    end = 0
    for escaped in _ESCAPED.finditer(text) if "&#" in text or "%" in text else ():
        meant = chr(int(escaped["number"]) if escaped["number"] else int(escaped["hex"], 16))
        if meant in _ADDRESS_SIGNS:
            yield from enumerate(text[end : escaped.start()], end)
            yield escaped.start(), meant
            end = escaped.end()
    yield from enumerate(text[end:], end)


def _plain(char: str) -> str:
    parts = [part for part in unicodedata.normalize("NFKD", char) if not _is_invisible(part)]
    return "".join(_letter(part) for part in parts)


def _is_invisible(part: str) -> bool:
    return unicodedata.category(part) in {"Mn", "Me", "Cf", "Cs", "Co"}


def _letter(part: str) -> str:
    digit = unicodedata.digit(part, None)
    if digit is not None:
        return str(digit)
    lower = part.casefold()
    return _LOOKALIKES.get(lower, lower)


def closed_up(folded: Folded) -> Folded:
    """The same text with words spelt letter by letter („m a x @ g m x . d e“) written together."""
    letters: list[str] = []
    at: list[int] = []
    end = 0
    for spelt in _SPELT.finditer(folded.text):
        letters.extend(folded.text[end : spelt.start()])
        at.extend(folded.at[end : spelt.start()])
        kept = range(spelt.start(), spelt.end(), 2)
        letters.extend(folded.text[place] for place in kept)
        at.extend(folded.at[place] for place in kept)
        end = spelt.end()
    return Folded("".join([*letters, folded.text[end:]]), [*at, *folded.at[end:]])
