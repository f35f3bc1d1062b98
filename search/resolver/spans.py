"""Taking one span of words: a phrase, a number, a trade, a place, a refusal or an everyday word."""

import re
from collections.abc import Sequence

from core import clock, place_index, places, regions
from core.place_words import read_words
from search import analysis
from search.language import Phrase
from search.resolver.reading import Ask, Reading
from search.trade_index import TradeIndex

LONGEST_PHRASE = 6
LONGEST_PLACE = 4
FIVE_DIGITS = 5
AREA_DIGITS = 3  # „046“ is the beginning of a postal code; „16“ is more likely an age
MIN_PLACE = 3  # „Au“ and „Ob“ are words first
TOWN_CODES = 5
INTERNSHIP = "praktikum"
SEASONS = range(2024, 2036)
_KILOMETRES = re.compile(r"([1-9]\d{0,2})\s?(?:km|kilometern?)", re.IGNORECASE)
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


def take_longest(
    reading: Reading,
    index: TradeIndex,
    raws: Sequence[str],
    words: Sequence[list[str]],
    start: int,
    *,
    with_places: bool,
) -> int:
    """Take the longest span that begins here; returns how many raw words it has, 0 when none is understood."""
    follows_preposition = with_places and start > 0 and _is_preposition(raws[start - 1 : start])
    for size in range(min(LONGEST_PHRASE, len(raws) - start), 0, -1):
        span = raws[start : start + size]
        may_be_place = with_places and size <= LONGEST_PLACE and not _is_preposition(span[:1])
        if may_be_place and _take_region(reading, " ".join(span)):
            return size
        if may_be_place and follows_preposition and take_place(reading, " ".join(span)):
            return size
        if (phrase := analysis.phrase_of(span)) and _take_phrase(reading, phrase, span):
            return size
        if size == 1 and _take_number(reading, span[0], with_places=with_places):
            return 1
        if take_trade(reading, index, " ".join(span), [word for one in words[start : start + size] for word in one]):
            return size
        if may_be_place and take_place(reading, " ".join(span), strict=True):
            return size
    return _take_refusal(reading, raws, start) or _take_interest(reading, index, raws[start])


def _take_phrase(reading: Reading, phrase: Phrase, span: Sequence[str]) -> bool:
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


def _is_preposition(span: Sequence[str]) -> bool:
    phrase = analysis.phrase_of(span)
    return phrase is not None and phrase.kind == "preposition"


def _take_start(reading: Reading, value: str) -> None:
    year = clock.today().year
    if value == "now":
        reading.filters.setdefault("start", []).append("now")
    else:
        reading.filters.setdefault("start_year", []).append(str(year + (value == "next_year")))


def take_radius(reading: Reading, raws: Sequence[str], start: int) -> int:
    """„15 km“ or „15km“: how far away a place may be."""
    for size in (2, 1):
        if way := _KILOMETRES.fullmatch(" ".join(raws[start : start + size])):
            reading.km = int(way[1])
            return size
    return 0


def _take_number(reading: Reading, raw: str, *, with_places: bool) -> bool:
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
    elif not answer.hits and len(raw) >= AREA_DIGITS and places.codes_beginning(raw):
        reading.filters.setdefault("area", []).append(raw)
    return True


def take_trade(reading: Reading, index: TradeIndex, raw: str, words: Sequence[str]) -> bool:
    """Trades a span names; several ones ask."""
    if not words or not (analysis.token_of(words[0]) and analysis.token_of(words[-1])):
        return False  # „Tischler ohne“ must not swallow the refusal behind it
    if len(words) > 1 and (last := analysis.phrase_of(words[-1:])) and last.kind in ("offer", "practice"):
        return False  # „Tischler Praktikum“ asks for an internship, wherever the word stands
    hits = index.exact(words, raw)
    if not hits:
        return False
    if len(hits) > 1:
        reading.asks.append(Ask(raw, tuple(hit.id for hit in hits)))
    reading.add(hits)
    if len(words) == 1 and words[0] != INTERNSHIP and words[0].endswith(INTERNSHIP):
        reading.filters.setdefault("kind", []).append("internship")  # „Tischlerpraktikum“
    return True


def _take_region(reading: Reading, raw: str) -> bool:
    """A Land or a landscape; beside a town („Halle Sachsen-Anhalt“) it says nothing new."""
    region = regions.find(raw) if raw[0].isalpha() else None
    if region is None:
        return False
    if not reading.place:
        reading.filters["area"] = [region.slug]
    return True


def take_place(reading: Reading, raw: str, *, strict: bool = False) -> bool:
    """A place by its very name; after a preposition also one that is misspelt."""
    if reading.place or (strict and not is_place(raw)):
        return False
    answer = places.look_up(raw)
    if not answer.hits or answer.in_part:
        return False  # „in Leipzig Tischler“: what stands behind the city is read on its own
    reading.filters.pop("area", None)
    reading.place, reading.place_answer = raw, answer
    return True


def is_place(raw: str) -> bool:
    """Whether the text is a place's own name; an everyday word must be a town („Halle“, „Essen“) to count as one."""
    if (
        len(raw) < MIN_PLACE
        or not raw[0].isalpha()
        or raw.lower() in analysis.current().refusals
        or not analysis.tokens(raw)
    ):
        return False
    tables, wanted = place_index.index(), read_words(raw)
    if not (wanted.key and (tables.labelled(wanted.key) or tables.named(wanted) or tables.abbreviated(wanted))):
        return False
    if not analysis.is_guarded(raw.lower()) and not analysis.parts_of(raw.lower()):
        return True
    return any(len(hit.plz) >= TOWN_CODES for hit in places.look_up(raw).hits[:1])


def _take_refusal(reading: Reading, raws: Sequence[str], start: int) -> int:
    taken = analysis.current().refusals.get(raws[start].lower(), 0)
    if not taken or start + 1 >= len(raws):
        return 0
    size = 1 + min(taken, len(raws) - start - 1)
    reading.refusals.append(" ".join(raws[start : start + size]))
    return size


def _take_interest(reading: Reading, index: TradeIndex, raw: str) -> int:
    hits = index.by_interest(raw.lower())
    if not hits:
        return 0
    reading.interests.append(raw)
    reading.add(hits)
    return 1
