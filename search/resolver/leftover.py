"""What remains when all spans are taken: typing errors, unknown words, everyday words beside a trade."""

from core import places
from search import analysis
from search.resolver.reading import Ask, Correction, Reading
from search.resolver.spans import is_place
from search.trade_index import SAME_SCORE, TradeIndex


def read_leftover(reading: Reading, index: TradeIndex, *, with_places: bool) -> None:
    """Words nobody knows: a misspelt trade first, then a town abroad or a misspelt one, else words for the text."""
    rest = reading.left
    reading.left = []
    for raw in rest:
        is_alone = len(rest) == 1 and not reading.trades  # beside other words a near miss is no reason to ask
        if not (
            _take_misspelt_trade(reading, index, raw, is_alone=is_alone)
            or (with_places and (_take_town_abroad(reading, raw) or _take_misspelt_place(reading, raw)))
        ):
            reading.left.append(raw)


def weigh_interests(reading: Reading) -> None:
    """An everyday word counts as an interest only where no trade is named: then it is just a word."""
    named = [hit for hit in reading.trades if hit.why != "interest"]
    if named and reading.interests:
        reading.trades = named
        reading.left += reading.interests
        reading.interests = []


def _take_misspelt_trade(reading: Reading, index: TradeIndex, raw: str, *, is_alone: bool) -> bool:
    words = analysis.words(raw)
    if not words or any(_is_known(word) or index.clues.of_whole_word(word) for word in words):
        return _take_longer_tail(reading, index, words)
    hits = index.misspelt(words)
    is_near = any(hit.why == "typo:1" for hit in hits) and not index.contradicts(hits, words)
    if not is_near and (tails := index.by_tails(words)):  # one wrong letter („Goltschmied“) is surer than a tail
        reading.add(tails)
        return True
    if not hits or is_place(raw) or index.contradicts(hits, words):
        return False
    best = [hit for hit in hits if hit.score >= hits[0].score - SAME_SCORE]
    if len(best) > 1 and is_alone:
        reading.asks.append(Ask(raw, tuple(hit.id for hit in best)))
    reading.add(best)
    reading.corrections.append(Correction(raw, index.vocabulary.name(best[0].id)))
    return True


def _take_longer_tail(reading: Reading, index: TradeIndex, words: list[str]) -> bool:
    """„Handwerksbürokauffrau“ ends like other occupations, but first of all in a word of ours."""
    tails = index.by_tails(words) if len(words) == 1 and analysis.is_guarded(words[0]) else []
    reading.add(tails)
    return bool(tails)


def _take_town_abroad(reading: Reading, raw: str) -> bool:
    """„tischler paris“: said to lie abroad, and searched without."""
    answer = places.look_up(raw)
    if reading.place or not answer.abroad:
        return False
    reading.place, reading.place_answer = raw, answer
    return True


def _take_misspelt_place(reading: Reading, raw: str) -> bool:
    if reading.place or len(raw) <= 4 or _is_known(raw.lower()) or analysis.parts_of(raw.lower()):  # noqa: PLR2004 -- short words are near to too many names
        return False
    answer = places.look_up(raw)
    if not answer.hits or not answer.corrected:
        return False
    reading.place, reading.place_answer = raw, answer
    reading.corrections.append(Correction(raw, answer.hits[0].label))
    return True


def _is_known(word: str) -> bool:
    """Known means final: guarded, a stop word, a trade head, or covered whole by two building blocks."""
    return (
        analysis.is_guarded(word)
        or not analysis.token_of(word)
        or bool(analysis.head_of(word))
        or len(analysis.parts_of(word)) > 1
    )
