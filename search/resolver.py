"""What a person typed, read into trades, place, season, certificate and the rest.

Spans are taken longest first, left to right; a span belongs to one class only. Reading needs no index and no network.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from core import clock, place_index, places
from core.place_words import read_words
from core.text import clean_line
from search import analysis, vocabulary
from search.analysis import transliterate
from search.query import MAX_CHARACTERS, MAX_TOKENS
from search.trade_index import MAX_HITS, SAME_SCORE, TradeHit, TradeIndex, is_guarded

LONGEST_PHRASE = 6
LONGEST_PLACE = 4
FIVE_DIGITS = 5
MIN_PLACE = 3  # „Au“ and „Ob“ are words first
TOWN_CODES = 5
SEASONS = range(2024, 2036)
MONTHS = frozenset(
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
        "ab",
        "zum",
    ]
)
REFUSING = frozenset({"ohne", "kein", "keine", "keinen", "keinem", "nicht", "nie", "niemals"})
REFUSED_WORDS = {"nicht": 2}  # „nicht früh aufstehen“ says two words more, „ohne mathe“ one

_RAW = re.compile(r"[^\s,;!?\"„“”<>]+")
_EDGE = "()[]{}.:*'’-–_/+&#=|\\"


@dataclass(frozen=True, slots=True)
class Ask:
    """A word with several readings: which trades it may mean."""

    word: str
    trades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another one."""

    typed: str
    meant: str


@dataclass(frozen=True)
class Resolution:
    """What was understood. `trades` best first; `words` is what remains for the text search."""

    text: str = ""
    trades: tuple[TradeHit, ...] = ()
    asks: tuple[Ask, ...] = ()
    words: tuple[str, ...] = ()
    place: str = ""
    place_answer: places.PlaceAnswer | None = None
    wants_place: bool = False
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kinds: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    interests: tuple[str, ...] = ()
    was_cut: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether a person must say what is meant."""
        return bool(self.asks)


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the phrase list: the class of a span and its value."""

    kind: str
    value: str


PREPOSITION = Phrase("preposition", "")


@dataclass
class _Reading:
    """The spans found so far; only this module fills it."""

    trades: list[TradeHit] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    place: str = ""
    place_answer: places.PlaceAnswer | None = None
    wants_place: bool = False
    filters: dict[str, list[str]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)


def resolve(text: str, *, with_places: bool = True) -> Resolution:
    """Read a question; `with_places=False` leaves place names in the words (somebody filled in the place)."""
    line = clean_line(text)
    raws = _raws(line)
    cut = line[:MAX_CHARACTERS], raws[:MAX_TOKENS]
    was_cut = len(line) > MAX_CHARACTERS or len(raws) > MAX_TOKENS
    reading = _read(cut[0], _raws(cut[0])[:MAX_TOKENS], trade_index(), with_places=with_places)
    return _finished(cut[0], reading, was_cut=was_cut)


def resolve_trades(text: str) -> tuple[list[TradeHit], bool]:
    """Trades a text may mean, best first, and whether one must ask; also by parts and likeness, which score lower."""
    line = clean_line(text, MAX_CHARACTERS)
    index = trade_index()
    if line.isdecimal():
        return index.by_code(line), False
    raws = _raws(line)[:MAX_TOKENS]
    reading = _read(line, raws, index, with_places=False)
    words = [word for raw in reading.left for word in analysis.words(raw)]
    is_open = words and not all(is_guarded(word) for word in words)
    if is_open or any(hit.why.startswith(("typo:2", "part")) for hit in reading.trades):
        return index.guesses(line, analysis.words(line), reading.trades), bool(reading.asks)
    return reading.trades[:MAX_HITS], bool(reading.asks)


def trade_index() -> TradeIndex:
    """The look-up of the present vocabulary, built once for each state of it."""
    return _index_of(vocabulary.current())


_built: dict[int, tuple[vocabulary.Vocabulary, TradeIndex]] = {}


def _index_of(words: vocabulary.Vocabulary) -> TradeIndex:
    held = _built.get(0)
    if held is None or held[0] is not words:
        held = (words, TradeIndex(words))
        _built[0] = held
    return held[1]


def _raws(line: str) -> list[str]:
    stripped = (raw.strip(_EDGE) for raw in _RAW.findall(_protect(line)))
    return [raw for raw in stripped if raw]


def _protect(line: str) -> str:
    """Gender brackets would fall apart at the edges: „(m/w/d)“ goes before the text is split."""
    return analysis.MARK_IN_BRACKETS.sub(" ", line)


def _read(line: str, raws: Sequence[str], index: TradeIndex, *, with_places: bool) -> _Reading:
    reading = _Reading()
    words = [analysis.words(raw) for raw in raws]
    if raws and _take_trade(reading, index, line, analysis.words(line)):
        return reading
    position = 0
    while position < len(raws):
        taken = _longest(reading, index, raws, words, position, with_places=with_places)
        if not taken and analysis.tokens(raws[position]):
            reading.left.append(raws[position])
        position += taken or 1
    _read_leftover(reading, index, with_places=with_places)
    _weigh_interests(reading)
    return reading


def _longest(
    reading: _Reading,
    index: TradeIndex,
    raws: Sequence[str],
    words: Sequence[list[str]],
    start: int,
    *,
    with_places: bool,
) -> int:
    """Take the longest span that begins here; returns how many raw words it has, 0 when none is understood."""
    follows_preposition = with_places and start > 0 and _phrase(raws[start - 1 : start]) == PREPOSITION
    for size in range(min(LONGEST_PHRASE, len(raws) - start), 0, -1):
        span = raws[start : start + size]
        may_be_place = with_places and size <= LONGEST_PLACE and _phrase(span[:1]) != PREPOSITION
        if may_be_place and follows_preposition and _take_place(reading, " ".join(span)):
            return size
        if (phrase := _phrase(span)) and _take_phrase(reading, phrase, span):
            return size
        if size == 1 and _take_number(reading, span[0], with_places=with_places):
            return 1
        if _take_trade(reading, index, " ".join(span), [word for one in words[start : start + size] for word in one]):
            return size
        if may_be_place and _take_place(reading, " ".join(span), strict=True):
            return size
    return _take_refusal(reading, raws, start) or _take_interest(reading, index, raws[start])


def _take_phrase(reading: _Reading, phrase: Phrase, span: Sequence[str]) -> bool:
    if phrase.kind == "preposition":
        reading.wants_place = True
    elif phrase.kind == "about":
        reading.kinds.append(phrase.value)
        reading.left += [word for word in span if len(word) > 3]  # noqa: PLR2004 -- „Messe“ is also a word of the text
    elif phrase.kind == "start":
        _take_start(reading, phrase.value)
    elif phrase.kind != "noise":
        name = {"offer": "kind"}.get(phrase.kind, phrase.kind)
        reading.filters.setdefault(name, []).append(phrase.value)
    return True


def _take_start(reading: _Reading, value: str) -> None:
    year = clock.today().year
    if value == "now":
        reading.filters.setdefault("start", []).append("now")
    else:
        reading.filters.setdefault("start_year", []).append(str(year + (value == "next_year")))


def _take_number(reading: _Reading, raw: str, *, with_places: bool) -> bool:
    """A season, a postal code, or the beginning of one; month names before a year are swallowed."""
    if not raw.isascii() or not raw.isdecimal():
        return raw.lower() in MONTHS
    if int(raw) in SEASONS:
        reading.filters.setdefault("start_year", []).append(raw)
        return True
    if not with_places or len(raw) > FIVE_DIGITS:
        return False
    answer = places.look_up(raw)
    if answer.hits and not reading.place:
        reading.place, reading.place_answer = raw, answer
    return True


def _take_trade(reading: _Reading, index: TradeIndex, raw: str, words: Sequence[str]) -> bool:
    if not words or not (analysis.token_of(words[0]) and analysis.token_of(words[-1])):
        return False  # „Tischler ohne“ must not swallow the refusal behind it
    hits = index.exact(words, raw)
    if not hits:
        return False
    if len(hits) > 1:
        reading.asks.append(Ask(raw, tuple(hit.id for hit in hits)))
    reading.trades += [hit for hit in hits if hit.id not in {one.id for one in reading.trades}]
    return True


def _take_place(reading: _Reading, raw: str, *, strict: bool = False) -> bool:
    """A place by its very name; after a preposition also one that is misspelt."""
    if reading.place or (strict and not _is_place(raw)):
        return False
    answer = places.look_up(raw)
    if not answer.hits:
        return False
    reading.place, reading.place_answer = raw, answer
    return True


def _is_place(raw: str) -> bool:
    """Whether the text is a place's own name; an everyday word must be a town („Halle“, „Essen“) to count as one."""
    if len(raw) < MIN_PLACE or not raw[0].isalpha() or raw.lower() in REFUSING or not analysis.tokens(raw):
        return False
    tables, wanted = place_index.index(), read_words(raw)
    if not (wanted.key and (tables.labelled(wanted.key) or tables.named(wanted) or tables.abbreviated(wanted))):
        return False
    if not is_guarded(raw.lower()) and not analysis.parts_of(raw.lower()):
        return True
    return len(places.look_up(raw).hits[0].plz) >= TOWN_CODES


def _take_refusal(reading: _Reading, raws: Sequence[str], start: int) -> int:
    first = raws[start].lower()
    if first not in REFUSING or start + 1 >= len(raws):
        return 0
    size = 1 + min(REFUSED_WORDS.get(first, 1), len(raws) - start - 1)
    reading.refusals.append(" ".join(raws[start : start + size]))
    return size


def _take_interest(reading: _Reading, index: TradeIndex, raw: str) -> int:
    hits = index.by_interest(raw.lower())
    if not hits:
        return 0
    reading.interests.append(raw)
    reading.trades += [hit for hit in hits if hit.id not in {one.id for one in reading.trades}]
    return 1


def _read_leftover(reading: _Reading, index: TradeIndex, *, with_places: bool) -> None:
    """Words nobody knows: a misspelt trade first, then a misspelt place, else words for the text search."""
    rest = reading.left
    reading.left = []
    for raw in rest:
        if not (_take_misspelt_trade(reading, index, raw) or (with_places and _take_misspelt_place(reading, raw))):
            reading.left.append(raw)


def _weigh_interests(reading: _Reading) -> None:
    """An everyday word counts as an interest only where no trade is named: then it is just a word."""
    named = [hit for hit in reading.trades if hit.why != "interest"]
    if named and reading.interests:
        reading.trades = named
        reading.left += reading.interests
        reading.interests = []


def _take_misspelt_trade(reading: _Reading, index: TradeIndex, raw: str) -> bool:
    words = analysis.words(raw)
    if not words or any(_is_known(word) for word in words):
        return False
    if tails := index.by_tails(words):
        reading.trades += [hit for hit in tails if hit.id not in {one.id for one in reading.trades}]
        return True
    hits = index.misspelt(words)
    if not hits or _is_place(raw):
        return False
    best = [hit for hit in hits if hit.score >= hits[0].score - SAME_SCORE]
    if len(best) > 1:
        reading.asks.append(Ask(raw, tuple(hit.id for hit in best)))
    reading.trades += [hit for hit in best if hit.id not in {one.id for one in reading.trades}]
    reading.corrections.append(Correction(raw, index.vocabulary.name(best[0].id)))
    return True


def _take_misspelt_place(reading: _Reading, raw: str) -> bool:
    if reading.place or len(raw) <= 4 or _is_known(raw.lower()) or analysis.parts_of(raw.lower()):  # noqa: PLR2004 -- short words are near to too many names
        return False
    answer = places.look_up(raw)
    if not answer.hits or not answer.corrected:
        return False
    reading.place, reading.place_answer = raw, answer
    reading.corrections.append(Correction(raw, answer.hits[0].label))
    return True


def _is_known(word: str) -> bool:
    """Known means final: guarded, a stop word, a trade head, or covered whole by two building blocks."""
    return (
        is_guarded(word)
        or not analysis.token_of(word)
        or bool(analysis.head_of(word))
        or len(analysis.parts_of(word)) > 1
    )


def _finished(text: str, reading: _Reading, *, was_cut: bool) -> Resolution:
    return Resolution(
        text=text,
        trades=tuple(reading.trades),
        asks=tuple(reading.asks),
        words=tuple(word for raw in reading.left for word in analysis.words(raw)),
        place=reading.place,
        place_answer=reading.place_answer,
        wants_place=reading.wants_place and not reading.place,
        filters=tuple(sorted((name, tuple(sorted(set(values)))) for name, values in reading.filters.items())),
        kinds=tuple(dict.fromkeys(reading.kinds)),
        refusals=tuple(reading.refusals),
        corrections=tuple(reading.corrections),
        interests=tuple(reading.interests),
        was_cut=was_cut,
    )


def _phrase(span: Sequence[str]) -> Phrase | None:
    return _phrases().get(transliterate(" ".join(span)))


@cache
def _phrases() -> dict[str, Phrase]:
    with (analysis.DATA / "phrases.csv").open(encoding="utf-8", newline="") as lines:
        return {transliterate(row["phrase"]): Phrase(row["class"], row["value"]) for row in csv.DictReader(lines)}
