"""What an edit of the language of places would change: the same places typed before and after, side by side."""

import csv
from collections.abc import Iterable
from functools import cache

from core import gazetteer, places
from core.place_words import PlaceLanguage
from search import vocabulary
from search.effect import Answer, Change, Effect

SHOWN_PLACES = 3


def of(after: PlaceLanguage, words: Iterable[str] = ()) -> Effect:
    """Compare the present language with an edited one over the golden places and the words of the edit itself."""
    now = vocabulary.current().language.places
    texts = list(dict.fromkeys([*words, *_golden()]))
    pairs = ((text, _answer(text, now), _answer(text, after)) for text in texts)
    return Effect(tuple(Change(*pair) for pair in pairs if pair[1] != pair[2]), len(texts))


def _answer(text: str, language: PlaceLanguage) -> Answer:
    found = places.look_up(text, language)
    return Answer(tuple(hit.label for hit in found.hits[:SHOWN_PLACES]), found.ambiguous, found.abroad)


@cache
def _golden() -> tuple[str, ...]:
    """Places as people type them, written before the look-up was tuned."""
    with (gazetteer.DATA / "places_golden.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(row["typed"] for row in csv.DictReader(lines))
