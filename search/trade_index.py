"""Trade words made ready for look-up: exact keys, typing errors, parts. Built once per state of the vocabulary."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis, terms
from search.analysis import transliterate
from search.clues import ClueIndex
from search.vocabulary import Alias, TradeWords, Vocabulary

MIN_SIMILARITY = 0.70
SAME_SCORE = 0.02  # closer than this, two guesses are equally good
MAX_HITS = 10
TYPO_SCORE, INTEREST_SCORE = 0.9, 0.5
MIN_TYPO_LENGTH = 4
TAIL_SCORE = 0.9
MIN_TAIL = 5  # letters of a trade word at the end of a longer one
MIN_LIKENESS = 0.22  # below this the best guess by trigrams alone is none
# Weights of what speaks for a trade when the text does not simply name it; tuned on titles the synonyms do not hold.
NAMED_WEIGHT, TAIL_WEIGHT, PART_WEIGHT, LIKENESS_WEIGHT, CLUE_WEIGHT = 0.5, 0.5, 0.3, 1.0, 1.0
BEST_GUESS = 0.95
COMMON_GRAM = 0.12  # a trigram in more of the terms than this tells nothing and costs most
MIN_SHARE = 0.25
MAX_NEIGHBOURS = 4

# How much a kind of word is worth when two trades are known by it.
STRENGTH = {
    "name": 1.0,
    "gender": 1.0,
    "alias": 0.98,
    "regional": 0.98,
    "old": 0.97,
    "misspelling": 0.97,
    "abstract": 0.97,
}


@dataclass(frozen=True, slots=True)
class TradeHit:
    """A trade a text may mean: score 0 to 1, and why."""

    id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Term:
    """One way to say a trade."""

    trade: str
    text: str
    why: str


class TradeIndex:
    """All terms of a vocabulary under every key a person may type."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.terms = [term for trade in vocabulary.trades for term in _terms(trade)]
        self._by_tokens: dict[str, list[Term]] = defaultdict(list)
        self._by_joined: dict[str, list[Term]] = defaultdict(list)
        self._by_code: dict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            words = analysis.words(term.text)
            self._by_tokens[token_key(words)].append(term)
            self._by_joined[joined_key(words)].append(term)
        for trade in vocabulary.trades:
            for code in trade.codes:
                self._by_code[code].append(trade.id)
        self.clues = ClueIndex(vocabulary.fields, vocabulary.clues)
        self._by_joined.pop("", None)
        self._by_tokens.pop("", None)

    def exact(self, words: Sequence[str], raw: str) -> list[TradeHit]:
        """Trades a phrase names in any gender, number, spelling, order or abstract form; best reason first."""
        found = self._by_tokens.get(token_key(words)) or self._by_joined.get(joined_key(words))
        if not found and len(words) > 1:
            found = self._by_joined.get(transliterate(analysis.head_of("".join(words))))
        return _best_of(
            TradeHit(term.trade, STRENGTH[why := _why(term, raw)], why) for term in _as_typed(found or (), raw)
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
            key, self._joined_keys, scorer=OSA.normalized_similarity, score_cutoff=MIN_SIMILARITY, limit=MAX_HITS
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

    def by_interest(self, word: str) -> list[TradeHit]:
        """Trades that editors tagged with an everyday word („holz“, „draußen“)."""
        trades = self._interests.get(transliterate(word), ())
        return [TradeHit(trade, INTEREST_SCORE, "interest") for trade in trades]

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

    def guesses(self, text: str, words: Sequence[str], named: Sequence[TradeHit]) -> list[TradeHit]:
        """Trades a longer title may belong to: named words, tails of compounds, shared parts and likeness together."""
        likeness = self._by_trigrams(text)
        tails, parts = {hit.id: hit.score for hit in self.by_tails(words)}, self._by_parts(words)
        clues = {trade: worth for trade, worth in self.clues.evidence(words).items() if trade in self.vocabulary.by_id}
        if not named and not tails and not parts and not clues and max(likeness.values(), default=0.0) < MIN_LIKENESS:
            return []
        sums: dict[str, float] = defaultdict(float)
        evidence = (
            ({hit.id: hit.score for hit in named}, NAMED_WEIGHT),
            (tails, TAIL_WEIGHT),
            (parts, PART_WEIGHT),
            (likeness, LIKENESS_WEIGHT),
            (clues, CLUE_WEIGHT),
        )
        for scores, weight in evidence:
            for trade, score in scores.items():
                sums[trade] += weight * score
        reasons = {hit.id: hit.why for hit in named}
        whole = NAMED_WEIGHT + TAIL_WEIGHT + PART_WEIGHT + LIKENESS_WEIGHT + CLUE_WEIGHT
        hits = (
            TradeHit(trade, BEST_GUESS * total / whole, reasons.get(trade, "part")) for trade, total in sums.items()
        )
        return _best_of(hits)

    def _by_parts(self, words: Sequence[str]) -> dict[str, float]:
        """Share of the text's building blocks, weighted by rarity, that a trade's words have too."""
        asked = {part for word in words for part in (*analysis.parts_of(word), analysis.token_of(word)) if part}
        weight = sum(self._rarity(part) for part in asked)
        shared: dict[str, float] = defaultdict(float)
        for part in asked:
            for trade in self._part_postings.get(part, ()):
                shared[trade] += self._rarity(part) / weight
        return {trade: share for trade, share in shared.items() if share >= MIN_SHARE}

    def _by_trigrams(self, text: str) -> dict[str, float]:
        """Cosine of rarity-weighted character trigrams with the likest term of each trade."""
        dots: dict[int, float] = defaultdict(float)
        for gram, weight in self._vector(_trigrams(text)).items():
            for number, other in self._gram_postings.get(gram, ()):
                dots[number] += weight * other
        best: dict[str, float] = {}
        for number, dot in dots.items():
            trade = self.terms[number].trade
            if dot > best.get(trade, 0.0):
                best[trade] = dot
        return best

    def related(self, hit: TradeHit) -> list[TradeHit]:
        """Neighbour trades in edited order."""
        near = self.vocabulary.neighbours(hit.id)[:MAX_NEIGHBOURS]
        return [TradeHit(one.trade, hit.score * (0.3 - 0.02 * place), "related") for place, one in enumerate(near)]

    @cached_property
    def _joined_keys(self) -> list[str]:
        return [key for key in self._by_joined if len(key) >= MIN_TYPO_LENGTH]

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
        for term in self.terms:
            for word in analysis.words(term.text):
                for part in {*analysis.parts_of(word), analysis.token_of(word)} - {""}:
                    postings[part].add(term.trade)
        return postings

    def _rarity(self, part: str) -> float:
        count = len(self._part_postings.get(part, ()))
        return math.log(1 + len(self.vocabulary.trades) / (1 + count))

    @cached_property
    def _gram_counts(self) -> Counter[str]:
        return Counter(gram for term in self.terms for gram in set(_trigrams(term.text)))

    @cached_property
    def _gram_postings(self) -> dict[str, list[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for number, term in enumerate(self.terms):
            key = (term.trade, " ".join(analysis.words(term.text)))
            if key in seen:
                continue  # the forms of one name are the same letters once the gender marks are gone
            seen.add(key)
            for gram, weight in self._vector(_trigrams(term.text)).items():
                if self._gram_counts[gram] < COMMON_GRAM * len(self.terms):
                    postings[gram].append((number, weight))
        return postings

    def _vector(self, grams: Sequence[str]) -> dict[str, float]:
        size = len(self.terms) + 1
        weights = {gram: n * math.log(size / (1 + self._gram_counts[gram])) for gram, n in Counter(grams).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def token_key(words: Sequence[str]) -> str:
    """A phrase whatever its order, gender and number: sorted tokens."""
    return " ".join(sorted(token for word in words if (token := analysis.token_of(word))))


def joined_key(words: Sequence[str]) -> str:
    """A phrase whatever its gaps: one run of letters, male, one spelling of umlauts."""
    joined = "".join(words)
    return transliterate(analysis.head_of(joined) or analysis.without_gender(joined))


def is_guarded(word: str) -> bool:
    """Whether a word is known outside our trades and therefore never a typing error."""
    return word in terms.known_words() or transliterate(word) in terms.known_words()


def _as_typed(found: Sequence[Term], raw: str) -> Sequence[Term]:
    """The terms written just so, where there are some: „Hochbauer“ is not „Hochbau“ although both share a key."""
    typed = transliterate(raw)
    return [term for term in found if transliterate(term.text) == typed] or found


def _terms(trade: TradeWords) -> Iterable[Term]:
    yield Term(trade.id, trade.name, "name")
    yield Term(trade.id, trade.male, "name")
    yield Term(trade.id, trade.female, "gender")
    for alias in trade.aliases:
        yield Term(trade.id, alias.term, _alias_why(trade, alias))


def _alias_why(trade: TradeWords, alias: Alias) -> str:
    return "name" if alias.term in (trade.name, trade.male, trade.female) else alias.why


def _why(term: Term, raw: str) -> str:
    """The term's own reason when it was typed as it is; else by its form."""
    typed, written = raw.lower().strip(), term.text.lower()
    if transliterate(typed) == transliterate(written):
        return term.why
    words = analysis.words(raw)
    if len(words) == 1 and analysis.is_abstract(words[0]):
        return "abstract"
    if term.why == "name" and typed != written:
        return (
            "gender" if analysis.without_gender(words[-1] if words else "") != (words[-1] if words else "") else "name"
        )
    return term.why


def _best_of(hits: Iterable[TradeHit]) -> list[TradeHit]:
    best: dict[str, TradeHit] = {}
    for hit in sorted(hits, key=lambda hit: (-round(hit.score, 6), hit.id)):
        best.setdefault(hit.id, hit)
    return list(best.values())[:MAX_HITS]


def _trigrams(text: str) -> list[str]:
    padded = f"  {' '.join(analysis.words(text))} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
