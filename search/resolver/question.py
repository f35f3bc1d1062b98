"""Reading a whole question: spans longest first and left to right, then what remains."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.text import clean_line
from search import analysis, vocabulary
from search.query import MAX_CHARACTERS, MAX_TOKENS
from search.resolver.leftover import read_leftover, weigh_interests
from search.resolver.reading import Reading, Resolution
from search.resolver.spans import take_longest, take_radius, take_trade
from search.trade_index import MAX_HITS, TradeIndex
from search.trade_terms import TradeHit

SURE_CLUE = 0.95  # two fields together: they know better than one everyday word

_RAW = re.compile(r"[^\s,;!?\"„“”<>]+")
# „Ledervergolder (nicht Buchbinder)“: what a title says it is not.
_DENIED = re.compile(r"\((?:nicht|kein|keine|außer)\s[^)]*\)", re.IGNORECASE)
_ADJECTIVE = re.compile(r"isch(?:e|er|es|en)$")
_EDGE = "()[]{}.:*'’-–_/+&#=|\\"


def resolve(text: str, *, with_places: bool = True) -> Resolution:
    """Read a question; `with_places=False` leaves place names in the words (somebody filled in the place)."""
    line = clean_line(text)
    raws = _raws(line)
    cut = line[:MAX_CHARACTERS], raws[:MAX_TOKENS]
    was_cut = len(line) > MAX_CHARACTERS or len(raws) > MAX_TOKENS
    index = trade_index()
    with analysis.using(index.vocabulary.analyser):
        reading = _read(cut[0], _raws(cut[0])[:MAX_TOKENS], index, with_places=with_places)
        return reading.finished(cut[0], was_cut=was_cut)


def resolve_trades(text: str, index: TradeIndex | None = None) -> tuple[list[TradeHit], bool]:
    """Trades a text may mean, best first, and whether one must ask; also by parts and likeness, which score lower.

    `index` is another one than that of the present vocabulary: what would be understood after an edit.
    """
    line = _DENIED.sub(" ", clean_line(text, MAX_CHARACTERS))
    index = index or trade_index()
    if line.isdecimal():
        return index.by_code(line), False
    with analysis.using(index.vocabulary.analyser):
        return _trades(line, index)


def _trades(line: str, index: TradeIndex) -> tuple[list[TradeHit], bool]:
    raws = _raws(line)[:MAX_TOKENS]
    reading = _read(line, raws, index, with_places=False)
    words = [word for raw in reading.left for word in analysis.words(raw)]
    is_open = words and not _is_foreign(words)
    if not is_open and (reading.interests or reading.left):
        is_open = max(index.clues.evidence(analysis.words(line)).values(), default=0.0) >= SURE_CLUE
    if is_open or any(hit.why.startswith(("typo:2", "part")) for hit in reading.trades):
        return index.guesses(analysis.words(line), reading.trades), bool(reading.asks)
    return reading.trades[:MAX_HITS], bool(reading.asks)


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether all words are known outside our trades, or say of which kind such a one is: „Medizinische ...“."""
    return analysis.is_guarded(words[-1]) and all(
        analysis.is_guarded(word) or _ADJECTIVE.search(word) for word in words[:-1]
    )


def trade_index() -> TradeIndex:
    """The look-up of the present vocabulary, built once for each state of it."""
    return _index_of(vocabulary.current())


@lru_cache(maxsize=2)  # the present words, and the new ones while they are made ready
def _index_of(words: vocabulary.Vocabulary) -> TradeIndex:
    return TradeIndex(words)


def _prepare(words: vocabulary.Vocabulary) -> None:
    """Make the look-up of new words ready beside the questions."""
    _index_of(words).warm()


def _raws(line: str) -> list[str]:
    stripped = (raw.strip(_EDGE) for raw in _RAW.findall(_protect(line)))
    return [raw for raw in stripped if raw]


def _protect(line: str) -> str:
    """Gender brackets would fall apart at the edges: „(m/w/d)“ goes before the text is split."""
    return analysis.MARK_IN_BRACKETS.sub(" ", line)


def _read(line: str, raws: Sequence[str], index: TradeIndex, *, with_places: bool) -> Reading:
    reading = Reading()
    words = [analysis.words(raw) for raw in raws]
    if raws and take_trade(reading, index, line, analysis.words(line)):
        return reading
    position = 0
    while position < len(raws):
        taken = take_radius(reading, raws, position)
        taken = taken or take_longest(reading, index, raws, words, position, with_places=with_places)
        if not taken and analysis.tokens(raws[position]):
            reading.left.append(raws[position])
        position += taken or 1
    read_leftover(reading, index, with_places=with_places)
    weigh_interests(reading)
    return reading


vocabulary.prepare_with(_prepare)
