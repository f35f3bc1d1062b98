"""The golden list: questions with the trades, place and year they mean, and how well a resolver answers them.

`search/data/golden.csv` was written before anything was tuned. Its half `a` is looked at while tuning, half `b` only
at the end, so that the difference between both tells how much was learnt by heart.
"""

import csv
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from search.language import DATA
from search.resolver import TradeHit, resolve, resolve_trades

FORMS = frozenset(
    {"male", "female", "gender", "plural", "regional", "old", "typo", "compound", "split", "abstract", "merge", "ask"}
)
KNOWLEDGE = frozenset({"interest", "material", "tool", "product", "activity"})
BOX = frozenset({"place", "year", "mixed"})
MERGES = frozenset({"name", "gender", "alias", "regional", "old", "misspelling", "abstract", "typo:1", "typo:2"})

Answer = tuple[Sequence[TradeHit], bool]
Answerer = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One row: grades 1 to 3 by trade (no trade: nothing must be found), and the trades that must never be meant."""

    kind: str
    text: str
    grades: dict[str, int]
    must_ask: bool
    never: frozenset[str]
    place: str
    start_year: str
    half: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question was answered."""

    question: Question
    found: tuple[str, ...]
    hit_1: bool
    hit_3: bool
    gain: float
    merged: bool
    asked_right: bool
    read_right: bool


@cache
def questions() -> tuple[Question, ...]:
    """All rows in the order of the file."""
    with (DATA / "golden.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_question(row) for row in csv.DictReader(lines))


def judge(asked: Iterable[Question], answer: Answerer = resolve_trades) -> list[Verdict]:
    """Ask each question and compare; `answer` gives trades best first and whether it asks back."""
    return [_verdict(question, *answer(question.text)) for question in asked]


def of_kinds(verdicts: Iterable[Verdict], kinds: frozenset[str]) -> list[Verdict]:
    """The verdicts on questions of these kinds."""
    return [verdict for verdict in verdicts if verdict.question.kind in kinds]


def share(values: Iterable[float]) -> float:
    """The mean; 1 for nothing, as nothing went wrong."""
    held = list(values)
    return sum(held) / len(held) if held else 1.0


def measures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures that have goals, by name."""
    forms, knowledge = of_kinds(verdicts, FORMS), of_kinds(verdicts, KNOWLEDGE)
    return {
        "forms hit@1": share(one.hit_1 for one in forms),
        "knowledge hit@1": share(one.hit_1 for one in knowledge),
        "knowledge hit@3": share(one.hit_3 for one in knowledge),
        "box hit@1": share(one.hit_1 for one in of_kinds(verdicts, BOX) if one.question.grades),
        "box place and year": share(one.read_right for one in of_kinds(verdicts, BOX)),
        "nDCG@10": share(one.gain for one in verdicts if one.question.grades),
        "foreign empty": share(not one.found for one in of_kinds(verdicts, frozenset({"foreign"}))),
        "ask or not": share(one.asked_right for one in verdicts),
        "wrong merges": float(sum(one.merged for one in verdicts)),
        "male - female hit@1": abs(_hit_1(verdicts, "male") - _hit_1(verdicts, "female")),
    }


def gain(found: Sequence[str], grades: dict[str, int]) -> float:
    """nDCG@10: sum of (2^grade - 1) / log2(rank + 1), as a share of the best order; 1 when nothing can be gained."""
    best = _discounted(sorted(grades.values(), reverse=True))
    return _discounted([grades.get(trade, 0) for trade in found]) / best if best else 1.0


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:10]))


def _hit_1(verdicts: Iterable[Verdict], kind: str) -> float:
    return share(one.hit_1 for one in of_kinds(verdicts, frozenset({kind})))


def _question(row: dict[str, str]) -> Question:
    pairs = (pair.split(":") for pair in row["trades"].split(";") if pair)
    return Question(
        kind=row["kind"],
        text=row["query"],
        grades={trade: int(grade) for trade, grade in pairs},
        must_ask=row["ask"] == "yes",
        never=frozenset(trade for trade in row["never"].split(";") if trade),
        place=row["place"],
        start_year=row["start_year"],
        half=row["half"],
    )


def _verdict(question: Question, hits: Sequence[TradeHit], asks: bool) -> Verdict:
    found = tuple(hit.id for hit in hits)
    # A trade of grade 1 is a thought, not the answer: it does not count as hit.
    right = {trade for trade, grade in question.grades.items() if grade > 1}
    return Verdict(
        question=question,
        found=found,
        hit_1=bool(right & {*found[:1]}) if right else not found,
        hit_3=bool(right & {*found[:3]}) if right else not found,
        gain=gain(found, question.grades),
        merged=any(hit.id in question.never and hit.why in MERGES for hit in hits)
        or bool(question.never & {*found[:1]}),
        asked_right=asks == question.must_ask,
        read_right=_is_read_right(question),
    )


def _is_merged(question: Question, hits: Sequence[TradeHit]) -> bool:
    """Whether a trade that is never meant comes first, or is found as if it had been named."""
    named = {hit.id for hit in hits if hit.why in MERGES} | {hit.id for hit in hits[:1]}
    return bool(question.never & named)


def _is_read_right(question: Question) -> bool:
    if question.kind not in BOX:
        return True
    read = resolve(question.text)
    hits = read.place_answer.hits if read.place_answer else ()
    place = hits[0].label if hits else ""
    years = dict(read.filters).get("start_year", ())
    return place == question.place and years == ((question.start_year,) if question.start_year else ())
