"""What a word tells about a trade without naming it: materials, products, tools, machines, activities.

Word fields are lists of word beginnings and pieces („porzellan“, „schleif“); a clue says which trades a field, or two
fields together, speak for: porcelain and turning mean the potter, wood and turning the turner. Both are edited by
people (`trades`), so that a title nobody listed is still understood.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from search import analysis
from search.analysis import transliterate

WHOLE, BEGINNING, END = "=", "^", "$"
MAX_STRENGTH = 4
SHORTEST = 3  # letters of a piece that is looked for inside words
NEXT_TRADE = 0.75  # each further trade of a clue is meant a little less
FURTHER_CLUE = 0.25  # a second clue for the same trade adds a quarter of its worth
CACHED_WORDS = 20_000
_INFLECTIONS = ("", "e", "n", "en", "er", "ern", "s", "es", "nen", "innen", "in")


@dataclass(frozen=True, slots=True)
class WordField:
    """Words that mean the same matter. `=x` is the whole word, `^x` its beginning, `x$` its end, `x` any piece."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """The trades one field, or two fields together, speak for, the likeliest first; strength 1 to 4."""

    field: str
    trades: tuple[str, ...]
    with_field: str = ""
    strength: int = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """One entry of a field, made ready."""

    text: str
    field: str
    at_end: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """Where in a word a field was found."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class _Found:
    """The fields of a word, how many letters the spelling has in which they were found, and whether all of them
    belong to a field."""

    matches: tuple[_Match, ...]
    length: int
    is_explained: bool


class ClueIndex:
    """All fields and clues, ready to be asked. Nothing in it changes after it is built."""

    def __init__(self, fields: Iterable[WordField], clues: Iterable[Clue]) -> None:
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._pieces: dict[str, list[_Piece]] = defaultdict(list)  # by their first three letters
        self._beginnings: dict[str, list[_Piece]] = defaultdict(list)
        for one in fields:
            for word in one.words:
                self._add(one.name, word)
        self._single: dict[str, Clue] = {}
        self._pairs: dict[tuple[str, str], Clue] = {}
        for clue in clues:
            if clue.with_field:
                self._pairs[clue.field, clue.with_field] = clue
            else:
                self._single[clue.field] = clue
        self._found = lru_cache(maxsize=CACHED_WORDS)(self._find)

    def evidence(self, words: Sequence[str]) -> dict[str, float]:
        """How much each trade is spoken for by these words, 0 to 1."""
        fields = {match.field: None for word in words for match in self._found(word).matches}
        scores: dict[str, list[float]] = defaultdict(list)
        for clue in self._clues(tuple(fields)):
            worth = clue.strength / MAX_STRENGTH
            for place, trade in enumerate(clue.trades):
                scores[trade].append(worth * NEXT_TRADE**place)
        return {trade: _together(worths) for trade, worths in scores.items()}

    def of_whole_word(self, word: str) -> dict[str, float]:
        """Like `evidence`, for a word that is an entry itself, in any inflection: „Torten“, „backen“."""
        found = self._found(word)
        is_entry = any((match.start, match.end) == (0, found.length) for match in found.matches)
        return self.evidence([word]) if is_entry else {}

    def explains(self, word: str) -> bool:
        """Whether fields account for every letter: „Siegelmacher“ is a seal and a maker, and no misspelt sail."""
        return self._found(word).is_explained

    def _add(self, field: str, word: str) -> None:
        text = transliterate(word.strip(WHOLE + BEGINNING + END))
        if word.startswith(WHOLE):
            self._whole[text].append(field)
        elif len(text) >= SHORTEST:
            home = self._beginnings if word.startswith(BEGINNING) else self._pieces
            home[text[:SHORTEST]].append(_Piece(text, field, word.endswith(END)))

    def _clues(self, fields: Sequence[str]) -> list[Clue]:
        pairs = [self._pairs[pair] for pair in permutations(fields, 2) if pair in self._pairs]
        return pairs + [self._single[field] for field in fields if field in self._single]

    def _find(self, word: str) -> _Found:
        """The fields of a word; where it has none, those of its singular: „Schränke“ are a „Schrank“."""
        key = _key(word)
        for spelt in (key, _without_umlauts(key)):
            if matches := self._matches(spelt):
                return _Found(tuple(_side_by_side(matches)), len(spelt), _cover(matches, len(spelt)))
        return _Found((), len(key), False)

    def _matches(self, key: str) -> list[_Match]:
        """The fields of a spelling wherever they stand, overlapping ones, too."""
        matches = [
            _Match(start, end, piece.field)
            for start in range(len(key) - SHORTEST + 1)
            for piece in self._pieces_at(key, start)
            if (end := _end_of(piece, key, start))
        ]
        return matches + [_Match(0, len(key), field) for field in self._fields_of_whole(key)]

    def _pieces_at(self, key: str, start: int) -> list[_Piece]:
        """The pieces that may begin here."""
        letters = key[start : start + SHORTEST]
        found = self._pieces.get(letters, [])
        return found if start else [*self._beginnings.get(letters, ()), *found]

    def _fields_of_whole(self, key: str) -> list[str]:
        for ending in _INFLECTIONS:
            base = key.removesuffix(ending)
            if (base != key or not ending) and base in self._whole:
                return self._whole[base]
        return []


def _key(word: str) -> str:
    return transliterate(analysis.without_gender(word))


def _without_umlauts(key: str) -> str:
    """A plural's umlaut taken back: „schraenke“ to „schranke“, „haeuser“ to „hauser“."""
    return key.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _end_of(piece: _Piece, key: str, start: int) -> int:
    """Where the piece that begins here ends, 0 when it does not stand here or not where it should."""
    if not key.startswith(piece.text, start):
        return 0
    end = start + len(piece.text)
    if key[end:] in _INFLECTIONS:
        return len(key)
    return 0 if piece.at_end else end


def _side_by_side(matches: list[_Match]) -> list[_Match]:
    """Matches that do not overlap, the first and longest before others; several fields may share one span.

    So „glas“ is not meant in „glasblas“, nor „andreher“ in „Porzellandreher“.
    """
    kept: list[_Match] = []
    for match in sorted(set(matches), key=lambda match: (match.start, -match.end, match.field)):
        last = kept[-1] if kept else None
        if last is None or match.start >= last.end or (match.start, match.end) == (last.start, last.end):
            kept.append(match)
    return kept


def _cover(matches: list[_Match], length: int) -> bool:
    return len({at for match in matches for at in range(match.start, match.end)}) == length


def _together(worths: list[float]) -> float:
    worths.sort(reverse=True)
    return min(1.0, worths[0] + FURTHER_CLUE * sum(worths[1:2]))
