"""What an edit of the words would change: the same questions before and after, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from search import golden
from search.resolver import TradeHit, resolve_trades, trade_index
from search.trade_index import TradeIndex
from search.vocabulary import Vocabulary

SHOWN_TRADES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question leads to: names of trades or places, best first, and whether the search asks back."""

    names: tuple[str, ...]
    asks: bool
    is_abroad: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One question whose answer would be another one."""

    text: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Effect:
    """All changes among the questions tried, and how many were tried."""

    changes: tuple[Change, ...]
    tried: int


def of(after: Vocabulary, words: Iterable[str] = ()) -> Effect:
    """Compare the present words with edited ones over the golden list and the words of the edit itself."""
    now, then = trade_index(), TradeIndex(after)
    texts = list(dict.fromkeys([*words, *(question.text for question in golden.questions())]))
    pairs = ((text, _answer(text, now), _answer(text, then)) for text in texts)
    return Effect(tuple(Change(*pair) for pair in pairs if pair[1] != pair[2]), len(texts))


def _answer(text: str, index: TradeIndex) -> Answer:
    hits, asks = resolve_trades(text, index)
    return Answer(tuple(_name(index, hit) for hit in hits[:SHOWN_TRADES]), asks)


def _name(index: TradeIndex, hit: TradeHit) -> str:
    return index.vocabulary.name(hit.id)
