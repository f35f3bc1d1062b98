"""Reading what was typed as a place: codes apart from words, abbreviations, lost and destroyed letters."""

import re
from dataclasses import dataclass

from core.text import clean_line, fold, repair, transliterate

LIMIT = 120
LOST = "\ufffd?"
LEADING = frozenset({"in", "bei", "naehe", "um", "raum", "nach", "aus", "nahe", "plz", "d", "de", "ort", "umkreis"})
TRAILING = frozenset({"umgebung", "umland", "und", "deutschland"})
CONNECTIVES = frozenset(
    {
        "a",
        "am",
        "an",
        "auf",
        "b",
        "bei",
        "d",
        "dem",
        "den",
        "der",
        "die",
        "i",
        "im",
        "in",
        "o",
        "ob",
        "s",
        "u",
        "unter",
        "v",
        "vor",
    }
)
TITLES = frozenset({"gemeinde", "hansestadt", "lutherstadt", "markt", "stadt", "universitaetsstadt"})
ALIASES = {
    "ffm": "frankfurt am main",
    "mgladbach": "moenchengladbach",
    "m gladbach": "moenchengladbach",
    "hh": "hamburg",
}
_SPOKEN_OUT = {"st": "sankt", "skt": "sankt"}
_TOKEN = re.compile(r"[^\W_]+")
_FULL_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
# A leading zero is lost as soon as a table program has seen the code: 1067 is 01067.
_SHORT_CODE = re.compile(r"^(?:plz\s*|d-?\s*)?(\d{4})(?!\d)", re.IGNORECASE)
# „A-5020“, „CH 8001“: a code of another country, whatever German village has the same name.
_FOREIGN_CODE = re.compile(r"^(?:A|AT|B|BE|CH|CZ|DK|F|FR|I|IT|L|LU|LUX|NL|PL)[\s-]{0,2}\d{4,5}\b", re.IGNORECASE)
_COUNTRY = re.compile(
    r"(?<!sche )\b(?:österreich|austria|schweiz|italien|frankreich|polen|tschechien|niederlande|belgien|dänemark)\b",
    re.IGNORECASE,
)
# What is left of an umlaut in another alphabet: a sign that no name has, between two letters.
_BROKEN = re.compile(r"(?:ï¿½|(?<=[^\W\d_])[^\w\s\-/,.()'’&+;:?]+(?=[^\W\d_]))")
_DISTRICT = re.compile(r"^\s*(?:ags|kreis|landkreis|lk)\s*(\d{5})\s*$", re.IGNORECASE)
_PART = re.compile(r"[,(/]|\bOT\b|\bOrtsteil\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A typed place, taken apart. `key` has umlauts written out, `bare` has them dropped; both are folded words.

    `whole` is the key before „in“, „Nähe“ and the like were dropped, `digits` is set when nothing but digits was
    typed, `damaged` is a pattern for a name with destroyed letters, `head` is what stands before the first comma,
    bracket or slash, `before_hyphen` what stands before a hyphen, `ags` the key of a Kreis that was asked for by it;
    `is_foreign` tells a postal code of another country.
    """

    code: str = ""
    digits: str = ""
    whole: str = ""
    key: str = ""
    bare: str = ""
    damaged: str = ""
    head: str = ""
    before_hyphen: str = ""
    ags: str = ""
    is_foreign: bool = False

    @property
    def tokens(self) -> list[str]:
        """The words of the key."""
        return self.key.split()


def read_words(text: str) -> Wanted:
    """Take a typed place apart; at most 120 characters are looked at."""
    text = _BROKEN.sub("\ufffd", repair(clean_line(text, LIMIT)))
    if district := _DISTRICT.match(text):
        return Wanted(ags=district[1])
    code, rest = _code_apart(text)
    whole = words(transliterate(rest))
    key = _without_frame(whole)
    return Wanted(
        code=code,
        digits=text if text.isascii() and text.isdigit() else "",
        whole=whole,
        key=ALIASES.get(key, key),
        bare=_without_frame(words(fold(rest))),
        damaged=_damaged(rest),
        head=words(transliterate(_PART.split(rest)[0])),
        before_hyphen=_without_frame(words(transliterate(rest.split("-")[0]))) if "-" in rest else "",
        is_foreign=bool(_FOREIGN_CODE.match(text) or _COUNTRY.search(text)),
    )


def words(folded: str) -> str:
    """The words of a folded text, one space between, „st“ spoken out."""
    return " ".join(_SPOKEN_OUT.get(token, token) for token in _TOKEN.findall(folded))


def squash(key: str) -> str:
    """A key without spaces, so that hyphens, spaces and brackets make no difference."""
    return key.replace(" ", "")


def _code_apart(text: str) -> tuple[str, str]:
    if found := _FULL_CODE.search(text):
        return found.group(), text.replace(found.group(), " ")
    if found := _SHORT_CODE.match(text):
        return "0" + found.group(1), text[found.end() :]
    return "", text


def _without_frame(key: str) -> str:
    """Drop „in“, „Nähe“ in front and „und Umgebung“ behind, but never the whole text."""
    tokens = key.split()
    while len(tokens) > 1 and tokens[0] in LEADING:
        tokens.pop(0)
    while len(tokens) > 1 and tokens[-1] in TRAILING:
        tokens.pop()
    return " ".join(tokens)


def _damaged(text: str) -> str:
    """A regular expression over squashed keys when letters were destroyed inside a word, else empty."""
    if not re.search(rf"[{LOST}]", text.strip(" ?")):
        return ""
    pieces = re.split(rf"[{LOST}]+", text)
    return "(?:ae|oe|ue|ss|[a-z])".join(re.escape(squash(words(transliterate(piece)))) for piece in pieces)
