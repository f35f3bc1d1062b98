"""The ways to say a trade, and the keys under which they are found whatever the gender, number, order or spelling."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import analysis
from search.analysis import transliterate
from search.vocabulary import Alias, TradeWords

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

_DOUBLE = re.compile(r"\s+und\s+")


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
    is_loan: bool = False  # of another language: found by its letters, but tells nothing about German words


def token_key(words: Sequence[str]) -> str:
    """A phrase whatever its order, gender and number: sorted tokens."""
    token_of = analysis.current().token_of  # asked very often
    return " ".join(sorted(token for word in words if (token := token_of(word))))


def joined_key(words: Sequence[str]) -> str:
    """A phrase whatever its gaps: one run of letters, male, one spelling of umlauts."""
    joined = "".join(words)
    return transliterate(analysis.head_of(joined) or analysis.without_gender(joined))


def as_typed(found: Sequence[Term], raw: str) -> Sequence[Term]:
    """The terms written just so, where there are some: „Hochbauer“ is not „Hochbau“ although both share a key.

    Women and men are written alike: „Klempnerin“ is as open a word as „Klempner“.
    """
    typed = _male(raw)
    return [term for term in found if _male(term.text) == typed] or found


def _male(text: str) -> str:
    return analysis.without_gender(transliterate(text))


def terms_of(trade: TradeWords) -> Iterable[Term]:
    """The official names and all aliases of a trade."""
    yield Term(trade.id, trade.name, "name")
    yield Term(trade.id, trade.male, "name")
    yield Term(trade.id, trade.female, "gender")
    for alias in trade.aliases:
        yield Term(trade.id, alias.term, _alias_why(trade, alias), alias.is_loan)


def halves(terms: Sequence[Term]) -> list[Term]:
    """The halves of double names that nobody else is called by: „Bühnenmaler und Bühnenplastiker“."""
    known = {joined_key(analysis.words(term.text)) for term in terms}
    doubles = [(term, half) for term in terms if term.why == "name" for half in _DOUBLE.split(term.text)[:2]]
    return [
        Term(term.trade, half, "alias")
        for term, half in doubles
        if half != term.text and half[-1] != "-" and joined_key(analysis.words(half)) not in known
    ]


def _alias_why(trade: TradeWords, alias: Alias) -> str:
    return "name" if alias.term in (trade.name, trade.male, trade.female) else alias.why


def why_of(term: Term, raw: str) -> str:
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
