"""How alike a text and the terms of trades are: cosine of rarity-weighted character trigrams."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from search import analysis
from search.trade_terms import Term

COMMON_GRAM = 0.04  # a trigram in more of the terms than this tells nothing and costs most


class Likeness:
    """The trigrams of all terms, built once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        spelt = {(term.trade, " ".join(analysis.words(term.text))): None for term in terms}
        # The forms of one name are the same letters once the gender marks are gone: each is counted once.
        self._trades = [trade for trade, _ in spelt]
        grams = [trigrams(text) for _, text in spelt]
        counts = Counter(gram for one in grams for gram in set(one))
        self._unseen = math.log(len(spelt) + 1)
        self._rarity = {gram: math.log((len(spelt) + 1) / (1 + count)) for gram, count in counts.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, one in enumerate(grams):
            for gram, weight in self._vector(one).items():
                if counts[gram] < COMMON_GRAM * len(spelt):
                    self._postings[gram].append((number, weight))

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """How like the likest term of each trade is, 0 to 1; trades with nothing in common are left out."""
        dots: dict[int, float] = defaultdict(float)
        for gram, weight in self._vector(trigrams(" ".join(words))).items():
            for number, other in self._postings.get(gram, ()):
                dots[number] += weight * other
        best: dict[str, float] = {}
        trades = self._trades
        for number, dot in dots.items():
            trade = trades[number]
            if dot > best.get(trade, 0.0):
                best[trade] = dot
        return best

    def _vector(self, grams: Sequence[str]) -> dict[str, float]:
        rarity, unseen = self._rarity, self._unseen
        weights = {gram: n * rarity.get(gram, unseen) for gram, n in Counter(grams).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def trigrams(text: str) -> list[str]:
    """Three letters in a row, the beginning and the end marked by spaces."""
    padded = f"  {text} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
