"""Several kinds of evidence for trades become one order: what a title names, ends in, shares, resembles and tells.

A title often holds the word of a trade that is not meant: the „Porzellandreher“ turns no metal, the
„Telekommunikationselektroniker“ wires no house. What the other words tell decides then: a tail counts less for a trade
that the clues do not speak for, and clues that are as sure as can be (two fields together) count more than letters.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

# Tuned on titles the synonyms do not hold.
NAMED_WEIGHT, TAIL_WEIGHT, PART_WEIGHT, LIKENESS_WEIGHT, CLUE_WEIGHT = 0.5, 0.5, 0.3, 1.0, 1.0
CERTAIN_CLUE_WEIGHT = 1.5
ALL_WEIGHTS = NAMED_WEIGHT + TAIL_WEIGHT + PART_WEIGHT + LIKENESS_WEIGHT + CERTAIN_CLUE_WEIGHT
CERTAIN = 0.99  # two fields together
TELLING = 0.5  # clues weaker than this contradict nothing
LEAST_TAIL = 0.4  # what a tail is still worth when the clues speak for others only

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each trade, 0 to 1, by kind."""

    named: Scores = field(default_factory=dict)
    tails: Scores = field(default_factory=dict)
    parts: Scores = field(default_factory=dict)
    likeness: Scores = field(default_factory=dict)
    clues: Scores = field(default_factory=dict)

    @property
    def is_only_likeness(self) -> bool:
        """Whether nothing but letters and parts in common speaks for any trade."""
        return not (self.named or self.tails or self.clues)

    def weighed(self) -> dict[str, float]:
        """The sum for each trade; at most `ALL_WEIGHTS`."""
        surest = max(self.clues.values(), default=0.0)
        sums: dict[str, float] = defaultdict(float)
        for scores, weight in (
            (self.named, NAMED_WEIGHT),
            (self._agreeing_tails(surest), TAIL_WEIGHT),
            (self.parts, PART_WEIGHT),
            (self.likeness, LIKENESS_WEIGHT),
            (self.clues, CERTAIN_CLUE_WEIGHT if surest >= CERTAIN else CLUE_WEIGHT),
        ):
            for trade, score in scores.items():
                sums[trade] += weight * score
        return sums

    def _agreeing_tails(self, surest: float) -> Scores:
        if surest < TELLING:
            return self.tails
        return {
            trade: score * max(LEAST_TAIL, self.clues.get(trade, 0.0) / surest) for trade, score in self.tails.items()
        }
