"""Trade words made ready for look-up: exact keys, typing errors, tails, parts, clues. Built once per vocabulary."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import nsmallest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.analysis import transliterate
from search.clues import ClueIndex
from search.likeness import Likeness
from search.trade_terms import STRENGTH, Term, TradeHit, as_typed, halves, joined_key, terms_of, token_key, why_of
from search.vocabulary import Vocabulary
from search.weighing import ALL_WEIGHTS, Evidence

MIN_SIMILARITY = 0.70
SAME_SCORE = 0.02  # closer than this, two guesses are equally good
MAX_HITS = 10
TYPO_SCORE, INTEREST_SCORE = 0.9, 0.5
SURE_WORTH = 0.6  # a clue at least this strong stands for trades in the search box, too
MIN_TYPO_LENGTH = 4
LONGEST_WARMED = 30  # letters; longer words are rare
TAIL_SCORE = 0.9
MIN_TAIL = 5  # letters of a trade word at the end of a longer one
MIN_LIKENESS = 0.43  # without a name, a tail or a clue, letters and parts in common must be at least this much
BEST_GUESS = 0.95
MIN_SHARE = 0.25
MAX_NEIGHBOURS = 4


class TradeIndex:
    """All terms of a vocabulary under every key a person may type."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.clues = ClueIndex(vocabulary.fields, vocabulary.clues)
        self.terms: list[Term] = []
        self._by_tokens: dict[str, list[Term]] = defaultdict(list)
        self._by_joined: dict[str, list[Term]] = defaultdict(list)
        self._by_code: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = {}
        with analysis.using(vocabulary.analyser):
            self._take_in(vocabulary)

    def _take_in(self, vocabulary: Vocabulary) -> None:
        self.terms += [term for trade in vocabulary.trades for term in terms_of(trade)]
        self.terms += halves(self.terms)
        for term in self.terms:
            words = analysis.words(term.text)
            self._by_tokens[token_key(words)].append(term)
            self._by_joined[joined_key(words)].append(term)
        for trade in vocabulary.trades:
            for code in trade.codes:
                self._by_code[code].append(trade.id)
        self._by_joined.pop("", None)
        self._by_tokens.pop("", None)

    def warm(self) -> None:
        """Make everything now that is made when it is first needed, so that no question waits for it."""
        with analysis.using(self.vocabulary.analyser):
            self.guesses(["holz"], ())
            self.by_interest("holz")
            for length in range(MIN_TYPO_LENGTH, LONGEST_WARMED):
                self._near_in_length(length)

    def exact(self, words: Sequence[str], raw: str) -> list[TradeHit]:
        """Trades a phrase names in any gender, number, spelling, order or abstract form; best reason first."""
        found = self._by_tokens.get(token_key(words)) or self._by_joined.get(joined_key(words))
        if not found and len(words) > 1:
            found = self._by_joined.get(transliterate(analysis.head_of("".join(words))))
        return _best_of(
            TradeHit(term.trade, STRENGTH[why := why_of(term, raw)], why) for term in as_typed(found or (), raw)
        )

    def by_code(self, code: str) -> list[TradeHit]:
        """Trades of a KldB code or an agency id."""
        return [TradeHit(trade, 1.0, "code") for trade in self._by_code.get(code, ())]

    def misspelt(self, words: Sequence[str]) -> list[TradeHit]:
        """Trades whose whole term is at most three tenths of its letters away, by swaps and single edits."""
        key = joined_key(words)
        if len(key) < MIN_TYPO_LENGTH:
            return []
        found = process.extract(
            key,
            self._near_in_length(len(key)),
            scorer=OSA.normalized_similarity,
            score_cutoff=MIN_SIMILARITY,
            limit=MAX_HITS,
        )
        if not found:
            return []
        best = found[0][1]
        close = [(other, score) for other, score, _ in found if score >= best - SAME_SCORE]
        hits = []
        for other, score in close:
            edits = OSA.distance(key, other)
            why = f"typo:{min(edits, 2)}"
            hits += [TradeHit(term.trade, TYPO_SCORE * score, why) for term in self._by_joined[other]]
        return _best_of(hits)

    def contradicts(self, hits: Sequence[TradeHit], words: Sequence[str]) -> bool:
        """Whether every letter of the words has a meaning that speaks for none of these trades."""
        told = self.clues.evidence(words)
        return bool(told) and all(map(self.clues.explains, words)) and not any(hit.id in told for hit in hits)

    def by_interest(self, word: str) -> list[TradeHit]:
        """Trades that editors tagged with an everyday word („holz“), else those a clue is sure of („Torten“).

        The trades a clue speaks for come first: „Heizung“ is the plumber's before it is the stove builder's.
        """
        tagged = self._interests.get(transliterate(word), ())
        if not tagged and analysis.is_guarded(word):
            return []
        worths = self.clues.of_whole_word(word)
        sure = [trade for trade, worth in worths.items() if worth >= SURE_WORTH and trade in self.vocabulary.by_id]
        meant = sorted(tagged or sorted(sure), key=lambda trade: -worths.get(trade, 0.0))
        return [TradeHit(trade, INTEREST_SCORE, "interest") for trade in meant]

    def by_tails(self, words: Sequence[str]) -> list[TradeHit]:
        """Trades whose word ends a longer one: „Theaterfriseur“; the longer the tail, the surer."""
        found: dict[str, float] = {}
        for word in words:
            key = transliterate(analysis.without_gender(word))
            starts = range(1, len(key) - MIN_TAIL + 1)
            tail = next((key[start:] for start in starts if key[start:] in self._by_joined), "")
            for term in self._by_joined[tail] if tail else ():
                found[term.trade] = max(found.get(term.trade, 0.0), 0.5 + 0.5 * len(tail) / len(key))
        return _best_of(TradeHit(trade, TAIL_SCORE * score, "part") for trade, score in found.items())

    def guesses(self, words: Sequence[str], named: Sequence[TradeHit]) -> list[TradeHit]:
        """Trades a longer title may belong to: named words, tails, shared parts, likeness and clues together."""
        evidence = Evidence(
            named={hit.id: hit.score for hit in named},
            tails={hit.id: hit.score for hit in self.by_tails(words)},
            parts=self._by_parts(words),
            likeness=self._likeness.scores(words),
            clues=self._by_clues(words),
        )
        sums = evidence.weighed()
        if evidence.is_only_likeness and max(sums.values(), default=0.0) < MIN_LIKENESS:
            return []
        whys = dict.fromkeys(evidence.clues.keys() - evidence.tails.keys() - evidence.parts.keys(), "interest")
        whys |= {hit.id: hit.why for hit in named}
        best = nsmallest(MAX_HITS, ((-round(total, 6), trade) for trade, total in sums.items()))
        return [TradeHit(trade, -BEST_GUESS * total / ALL_WEIGHTS, whys.get(trade, "part")) for total, trade in best]

    def _by_clues(self, words: Sequence[str]) -> dict[str, float]:
        return {trade: worth for trade, worth in self.clues.evidence(words).items() if trade in self.vocabulary.by_id}

    def _by_parts(self, words: Sequence[str]) -> dict[str, float]:
        """Share of the text's building blocks, weighted by rarity, that a trade's words have too."""
        asked = {part for word in words for part in (*analysis.parts_of(word), analysis.token_of(word)) if part}
        weight = sum(self._rarity(part) for part in asked)
        shared: dict[str, float] = defaultdict(float)
        for part in asked:
            for trade in self._part_postings.get(part, ()):
                shared[trade] += self._rarity(part) / weight
        return {trade: share for trade, share in shared.items() if share >= MIN_SHARE}

    def related(self, hit: TradeHit) -> list[TradeHit]:
        """Neighbour trades in edited order."""
        near = self.vocabulary.neighbours(hit.id)[:MAX_NEIGHBOURS]
        return [TradeHit(one.trade, hit.score * (0.3 - 0.02 * place), "related") for place, one in enumerate(near)]

    def _near_in_length(self, length: int) -> list[str]:
        """Keys that can be similar enough at all: each letter too many or too few is an edit."""
        if length not in self._by_length:
            fits = (key for key in self._by_joined if len(key) >= MIN_TYPO_LENGTH)
            bounds = MIN_SIMILARITY * length, length / MIN_SIMILARITY
            self._by_length[length] = [key for key in fits if bounds[0] <= len(key) <= bounds[1]]
        return self._by_length[length]

    @cached_property
    def _interests(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for trade in self.vocabulary.trades:
            for word in trade.interests:
                found[transliterate(word.lower())].append(trade.id)
        return found

    @cached_property
    def _part_postings(self) -> dict[str, set[str]]:
        postings: dict[str, set[str]] = defaultdict(set)
        for term in self._german:
            for word in analysis.words(term.text):
                for part in {*analysis.parts_of(word), analysis.token_of(word)} - {""}:
                    postings[part].add(term.trade)
        return postings

    def _rarity(self, part: str) -> float:
        count = len(self._part_postings.get(part, ()))
        return math.log(1 + len(self.vocabulary.trades) / (1 + count))

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._german)

    @property
    def _german(self) -> list[Term]:
        return [term for term in self.terms if not term.is_loan]


def _best_of(hits: Iterable[TradeHit]) -> list[TradeHit]:
    found = list(hits)
    if len(found) > 1:
        found.sort(key=lambda hit: (-round(hit.score, 6), hit.id))
    best: dict[str, TradeHit] = {}
    for hit in found:
        best.setdefault(hit.id, hit)
    return list(best.values())[:MAX_HITS]
