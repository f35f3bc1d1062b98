"""Reading what was typed as a place: codes apart from words, abbreviations, lost and destroyed letters."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from core.gazetteer import DATA
from core.place_repair import LOST_SIGN, restored
from core.text import clean_line, fold, transliterate

LIMIT = 120
LOST = LOST_SIGN + "?"
MACHINE = "šŠŸŽá"  # a Macintosh's ö, ä and ü, and a DOS ß, as other machines show them; no German name has them
LEADING = frozenset({"in", "bei", "naehe", "um", "raum", "nach", "aus", "nahe", "plz", "d", "de", "ort", "umkreis"})
TRAILING = frozenset({"umgebung", "umland", "und", "deutschland", "germany", "allemagne"})
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
_SPOKEN_OUT = {"st": "sankt", "skt": "sankt"}
_TOKEN = re.compile(r"[^\W_]+")
_FULL_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
# A leading zero is lost as soon as a table program has seen the code: 1067 is 01067. Some type the letter for it.
_SHORT_CODE = re.compile(r"^(?:plz\s*|d-?\s*|o(?=\d))?(\d{4})(?!\d)", re.IGNORECASE)
_SPACED_CODE = re.compile(r"^\d(?:\s?\d){4}$")
# Until 1993 both parts of the country had codes of their own, „O-7400“, „W-8000“: only the name still tells.
_FORMER_CODE = re.compile(r"^[OW][\s-]{1,2}\d{4}\s+(?=\D)", re.IGNORECASE)
# „A-5020“, „CH 8001“: a code of another country, whatever German village has the same name.
_FOREIGN_CODE = re.compile(r"^(?:A|AT|B|BE|CH|CZ|DK|F|FR|I|IT|L|LU|LUX|NL|PL)[\s-]{0,2}\d{4,5}\b", re.IGNORECASE)
_COUNTRY = re.compile(
    r"(?<!sche )\b(?:österreich|austria|autriche|schweiz|suisse|svizzera|switzerland|italien|italia|frankreich|france"
    r"|polen|polska|tschechien|böhmen|niederlande|nederland|belgien|dänemark|luxembourg|spanien|ungarn|türkei)\b",
    re.IGNORECASE,
)
# The key of a Kreis, or of a municipality: its first five digits are the Kreis.
_DISTRICT = re.compile(
    r"^\s*(?:(?:ags|kreisschlüssel|gemeindeschlüssel|kreis|landkreis|lkr?)[\s.:]*(\d{5})(?:\d{3})?|(\d{5})\d{3})\s*$",
    re.IGNORECASE,
)
_DISTRICT_OF = frozenset({"kreis", "landkreis", "lk", "lkr"})
_SHORTENED = re.compile(r"[^\W\d_]{3,}\.")
_PART = re.compile(r"[,(/]")
_QUARTER = re.compile(r"(?<=[\w)])[\s,(]+(?:OT|Ortsteil)\b.*$")


@dataclass(frozen=True, slots=True)
class PlaceLanguage:
    """What else people call places, and what lies abroad; all folded.

    `other_names` are short forms, names in other languages and former ones, with the name that is meant.
    """

    other_names: Mapping[str, str]
    abroad: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A typed place, taken apart. `key` has umlauts written out, `bare` has them dropped; both are folded words.

    `whole` is the key before „in“, „Nähe“ and the like were dropped, `digits` is set when nothing but digits was
    typed, `damaged` is a pattern for a name with destroyed letters, `head` is what stands before the first comma,
    bracket or slash, `before_hyphen` what stands before a hyphen, `ags` the key of a Kreis that was asked for by it;
    `is_foreign` tells a postal code or a name of another country, `is_abroad` the name of a city or country abroad,
    `is_shortened` a word cut off by a point („Schwäb.“), `district_of` the town in „Kreis Altenburg“.
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
    is_abroad: bool = False
    is_shortened: bool = False
    district_of: str = ""

    @property
    def tokens(self) -> list[str]:
        """The words of the key."""
        return self.key.split()


def read_words(text: str, language: PlaceLanguage | None = None) -> Wanted:
    """Take a typed place apart, with the present language unless one is given; at most 120 characters are read."""
    language = language or _source[0]()
    text = restored(clean_line(text, LIMIT))[:LIMIT]
    if district := _DISTRICT.match(text):
        return Wanted(ags=district[1] or district[2])
    code, rest = _code_apart(_QUARTER.sub("", text))
    whole = words(transliterate(rest))
    key = _without_frame(whole)
    key = language.other_names.get(key, key)
    first, _, town = whole.partition(" ")
    return Wanted(
        code=code,
        digits=text if text.isascii() and text.isdigit() else "",
        whole=whole,
        key=key,
        bare=_without_frame(words(fold(rest))),
        damaged=_damaged(rest),
        head=words(transliterate(_PART.split(rest)[0])),
        before_hyphen=_without_frame(words(transliterate(rest.split("-")[0]))) if "-" in rest else "",
        is_foreign=bool(_FOREIGN_CODE.match(text) or _COUNTRY.search(text)),
        is_abroad=key in language.abroad,
        is_shortened=bool(_SHORTENED.search(rest)),
        district_of=town if first in _DISTRICT_OF else "",
    )


def words(folded: str) -> str:
    """The words of a folded text, one space between, „st“ spoken out."""
    return " ".join(_SPOKEN_OUT.get(token, token) for token in _TOKEN.findall(folded))


def squash(key: str) -> str:
    """A key without spaces, so that hyphens, spaces and brackets make no difference."""
    return key.replace(" ", "")


def compared(text: str) -> str:
    """A name as it is looked up: folded, without „in“ or „Nähe“ in front."""
    return _without_frame(words(transliterate(clean_line(text, LIMIT))))


@cache
def shipped() -> PlaceLanguage:
    """The language of the files in core/data/."""
    with (DATA / "other_names.csv").open(encoding="utf-8", newline="") as lines:
        names = {words(transliterate(row["typed"])): row["meant"] for row in csv.DictReader(lines)}
    rows = (DATA / "abroad.txt").read_text(encoding="utf-8").splitlines()
    return PlaceLanguage(names, frozenset(row for row in rows if row and not row.startswith("#")))


_source: list[Callable[[], PlaceLanguage]] = [shipped]


def ask(source: Callable[[], PlaceLanguage]) -> None:
    """Name who knows the present language of places, without waiting; until then it is the shipped one."""
    _source[:] = [source]


def _code_apart(text: str) -> tuple[str, str]:
    text = _FORMER_CODE.sub("", text)
    if _SPACED_CODE.match(text):
        return text.replace(" ", ""), ""
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
    lost = LOST + MACHINE
    if not re.search(f"[{lost}]", text.strip(" ?")):
        return ""
    pieces = re.split(f"[{lost}]+", text)
    return "(?:ae|oe|ue|ss|[a-z])".join(re.escape(squash(words(transliterate(piece)))) for piece in pieces)
