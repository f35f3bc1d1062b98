"""German analysis: the same tokens for documents and questions, so that engines only compare strings.

Layers in order: gender marks, exceptions, feminine rules, abstract and noise tails on a known head, hanging hyphens,
protected heads, stemmer, fold. Compound parts are a second list of tokens. `docs/search.md` has worked examples.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

from core import text as plain_text

DATA = Path(__file__).parent / "data"
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
_HANGING = re.compile(r"(\w{2,})-\s*(?=,|/|und\b|oder\b|u\.|&)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")

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
_TAILS = (
    "ausbildungsplatz",
    "ausbildung",
    "werkstatt",
    "praktikum",
    "handwerk",
    "meisterbetrieb",
    "fachbetrieb",
    "betrieb",
    "meister",
    "lehrling",
    "geselle",
    "innung",
    "lehrstelle",
    "lehre",
    "stelle",
    "platz",
    "azubi",
    "firma",
    "job",
    "erei",
    "ei",
    "betriebe",
    "betrieben",
    "ereien",
    "eien",
)
_ENDINGS = ("", "s", "n", "e", "en", "es")
_LINKS = ("", "s", "es", "n", "en", "e", "er")


def tokens(text: str) -> list[str]:
    """Word tokens of a text in order, stop words left out."""
    return [token for word in words(text) if (token := token_of(word))]


def parts(text: str) -> list[str]:
    """Part tokens: the building blocks of compounds, and words that are a building block themselves."""
    return [part for word in words(text) for part in parts_of(word)]


def words(text: str) -> list[str]:
    """Lower-case words after gender marks are gone and hanging hyphens are completed."""
    text = _complete(strip_marks(text))
    return [word.lower() for word in _WORD.findall(text)]


def strip_marks(text: str) -> str:
    """The text without gender marks: „Maler:in (m/w/d)“ becomes „Maler“."""
    text = unicodedata.normalize("NFC", text)
    if not _MAYBE_MARKED.search(text):
        return text  # nearly all texts, and the five searches below are the dear part
    text = MARK_IN_BRACKETS.sub(" ", text)
    text = _MARK_WOMAN.sub("mann", text)
    text = _MARK_SPLIT.sub("", text)
    return _MARK_INNER.sub("", _MARK_PERSON.sub("", text))


@lru_cache(maxsize=50_000)
def token_of(word: str) -> str:
    """The token of one lower-case word, or nothing for a stop word."""
    if word in _stopwords():
        return ""
    return head_of(word) or fold(_stemmer().stemWord(without_gender(word)))


@lru_cache(maxsize=50_000)
def head_of(word: str) -> str:
    """The trade head a word names in any gender, number or abstract form; empty when it names none."""
    plain = transliterate(word)
    male = without_gender(plain)
    return _exceptions().get(plain) or _head(plain) or _head(male) or _head_before_tail(male)


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """Building blocks of a word as stems, empty when it is not covered whole."""
    plain = transliterate(without_gender(word))
    if plain in _stopwords():
        return ()
    found = _split(plain) or (_split(head) if (head := head_of(word)) else None)
    return tuple(dict.fromkeys(found)) if found else ()


def last_part(word: str) -> str:
    """The tail of a compound that is itself a building block: „Klimatechnik“ ends in „technik“."""
    lower = word.lower()
    endings = (lower[start:] for start in range(2, len(lower) - 2))
    return next((ending for ending in endings if transliterate(ending) in _parts() and _covered(lower, ending)), "")


def without_gender(word: str) -> str:
    """The male form of a female word by its ending; other words unchanged."""
    if not word.endswith(_FEMALE_ENDS):
        return word  # nearly all words
    for ending, male in _FEMININE:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_HEAD - 1:
            return word[: -len(ending)] + male
    return word


def is_abstract(word: str) -> bool:
    """Whether a word names a trade by its workshop, training or the like („Tischlerei“, „Dachdeckerlehre“)."""
    plain = transliterate(without_gender(word))
    return not _head(plain) and bool(_head_before_tail(plain))


def _complete(text: str) -> str:
    """Give hanging words their missing tail: „Sanitär-, Heizungs- und Klimatechnik“ has three techniques."""
    hanging = _HANGING.search(text) if "-" in text else None
    if hanging is None:
        return text
    following = [match for match in _WORD.finditer(text, hanging.end()) if not _is_hanging(text, match)]
    target = next((match.group() for match in following if match.group().casefold() not in ("und", "oder", "u")), "")
    tail = last_part(target)
    return _HANGING.sub(lambda match: match.group(1) + tail + " ", text)


def _is_hanging(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "-"


def _head(plain: str) -> str:
    heads = _heads()
    for ending in _ENDINGS:
        if plain.endswith(ending) and (base := plain[: len(plain) - len(ending)]) in heads:
            return heads[base]
    for ending in ("innen", "in"):
        base = plain.removesuffix(ending)
        if base != plain and base in heads:
            return heads[base]
    return ""


def _head_before_tail(plain: str) -> str:
    for tail in _TAILS:
        if not plain.endswith(tail) or len(plain) - len(tail) < MIN_HEAD - 1:
            continue
        base = plain[: -len(tail)]
        if found := _head(base) or _head(base + "er" if tail == "erei" else base):
            return found
    if plain.endswith("bau") and (found := _heads().get(plain + "er", "")):
        return found
    return ""


def _split(plain: str) -> list[str] | None:
    """Fewest building blocks that cover the word; links (s, n, en …) may stand between two of them."""
    known = _parts()
    best: dict[int, list[str]] = {0: []}
    for start in range(len(plain)):
        if start not in best:
            continue
        for end in range(start + 2, len(plain) + 1):
            stem = known.get(plain[start:end])
            if stem is None:
                continue
            for link in _LINKS:
                stop = end + len(link)
                if plain[end:stop] == link and (stop not in best or len(best[stop]) > len(best[start]) + 1):
                    best[stop] = [*best[start], stem]
    return best.get(len(plain))


def _covered(word: str, ending: str) -> bool:
    return _split(transliterate(word[: -len(ending)])) is not None


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("german")


@cache
def _heads() -> dict[str, str]:
    """Heads by their one spelling; the token is the folded head itself, never a stem (zimmerer is no zimmer)."""
    found: dict[str, str] = {}
    for word in _lines("heads.txt"):
        found[transliterate(word)] = fold(word)
        found.setdefault(fold(word), fold(word))
    return found


@cache
def _exceptions() -> dict[str, str]:
    rows = [line.split(",") for line in _lines("exceptions.csv")[1:]]
    return {transliterate(form): fold(token) for form, token in rows}


@cache
def _parts() -> dict[str, str]:
    return {transliterate(part): fold(part) for line in _lines("parts.txt") for part in line.split() if len(part) > 1}


@cache
def _stopwords() -> frozenset[str]:
    found = {word for line in _lines("stopwords.txt") for word in line.split()}
    return frozenset(found | {transliterate(word) for word in found})


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
