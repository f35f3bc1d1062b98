"""A language made ready: tokens of words, building blocks of compounds, known words, phrases.

Layers of a token in order: gender marks, exceptions, feminine rules, abstract and noise tails on a known head, hanging
hyphens, protected heads, stemmer, fold. Compound parts are a second list. `docs/search.md` has worked examples.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import Stemmer

from search.language import END_MARK, Language, Phrase
from search.spelling import MIN_HEAD, fold, strip_marks, transliterate, without_gender

CACHED_WORDS = 50_000
CACHED_TEXTS, SHORT_TEXT = 10_000, 300
_HANGING = re.compile(r"(\w{2,})-\s*(?=,|/|und\b|oder\b|u\.|&)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "s", "n", "e", "en", "es")
_LINKS = ("", "s", "es", "n", "en", "e", "er")
_FROM_PERSON = "erei"  # „Tischlerei“ comes from „Tischler“


class Analyser:
    """What a language makes of texts. Nothing in it changes after it is made; what it found it remembers."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._heads = _heads(language.heads)
        self._forms = {transliterate(form): fold(token) for form, token in sorted(language.forms)}
        self._parts = {transliterate(part): fold(part) for part in sorted(language.parts) if len(part) > 1}
        self._stopwords = _both_spellings(language.stopwords)
        self._tails = sorted(language.tails, key=lambda tail: (-len(tail), tail))
        self._known = _both_spellings(language.known)
        self._known_ends = tuple(sorted(word.removesuffix(END_MARK) for word in self._known if END_MARK in word))
        self._phrases = {transliterate(phrase.text): phrase for phrase in sorted(language.phrases, key=repr)}
        self._longest = _longest(self._phrases)
        self.refusals = dict(sorted(language.refusals))
        self.token_of = lru_cache(maxsize=CACHED_WORDS)(self._token_of)
        self.head_of = lru_cache(maxsize=CACHED_WORDS)(self._head_of)
        self.parts_of = lru_cache(maxsize=CACHED_WORDS)(self._parts_of)
        # Titles and names of firms come again and again: of a hundred thousand places there are some thousand.
        self._tokens_again = lru_cache(maxsize=CACHED_TEXTS)(self._tokens)
        self._parts_again = lru_cache(maxsize=CACHED_TEXTS)(self._parts_in)

    def tokens(self, text: str) -> list[str]:
        """Word tokens of a text in order, stop words left out."""
        return [*(self._tokens_again(text) if len(text) <= SHORT_TEXT else self._tokens(text))]

    def parts(self, text: str) -> list[str]:
        """Part tokens: the building blocks of compounds, and words that are a building block themselves."""
        return [*(self._parts_again(text) if len(text) <= SHORT_TEXT else self._parts_in(text))]

    def words(self, text: str) -> list[str]:
        """Lower-case words after gender marks are gone and hanging hyphens are completed."""
        return [word.lower() for word in _WORD.findall(self._complete(strip_marks(text)))]

    def last_part(self, word: str) -> str:
        """The tail of a compound that is itself a building block: „Klimatechnik“ ends in „technik“."""
        lower = word.lower()
        endings = (lower[start:] for start in range(2, len(lower) - 2))
        return next((end for end in endings if transliterate(end) in self._parts and self._covers(lower, end)), "")

    def is_abstract(self, word: str) -> bool:
        """Whether a word names a trade by its workshop, training or the like („Tischlerei“, „Dachdeckerlehre“)."""
        plain = transliterate(without_gender(word))
        return not self._head(plain) and bool(self._head_before_tail(plain))

    def is_known(self, word: str) -> bool:
        """Whether a word stands in the list of known ones as it is."""
        return word in self._known

    def is_guarded(self, word: str) -> bool:
        """Whether a word is known outside our trades, in any form, and therefore never a typing error."""
        known, male = self._known, without_gender(word)
        plain = transliterate(male)
        return word in known or male in known or plain in known or plain.endswith(self._known_ends)

    def phrase_of(self, span: Sequence[str]) -> Phrase | None:
        """The phrase these words are, whatever their capitals and umlauts."""
        if len(span) > self._longest.get(transliterate(span[0]), 0):
            return None  # nearly all spans: no phrase begins with this word
        return self._phrases.get(transliterate(" ".join(span)))

    def _tokens(self, text: str) -> tuple[str, ...]:
        return tuple(token for word in self.words(text) if (token := self.token_of(word)))

    def _parts_in(self, text: str) -> tuple[str, ...]:
        return tuple(part for word in self.words(text) for part in self.parts_of(word))

    def _token_of(self, word: str) -> str:
        if word in self._stopwords:
            return ""
        return self.head_of(word) or fold(_stemmer().stemWord(without_gender(word)))

    def _head_of(self, word: str) -> str:
        plain = transliterate(word)
        male = without_gender(plain)
        return self._forms.get(plain) or self._head(plain) or self._head(male) or self._head_before_tail(male)

    def _parts_of(self, word: str) -> tuple[str, ...]:
        plain = transliterate(without_gender(word))
        if plain in self._stopwords:
            return ()
        found = self._split(plain) or (self._split(head) if (head := self.head_of(word)) else None)
        return tuple(dict.fromkeys(found)) if found else ()

    def _complete(self, text: str) -> str:
        """Give hanging words their missing tail: „Sanitär-, Heizungs- und Klimatechnik“ has three techniques."""
        hanging = _HANGING.search(text) if "-" in text else None
        if hanging is None:
            return text
        following = [match for match in _WORD.finditer(text, hanging.end()) if not _is_hanging(text, match)]
        target = next(
            (match.group() for match in following if match.group().casefold() not in ("und", "oder", "u")), ""
        )
        tail = self.last_part(target)
        return _HANGING.sub(lambda match: match.group(1) + tail + " ", text)

    def _head(self, plain: str) -> str:
        heads = self._heads
        for ending in _ENDINGS:
            if plain.endswith(ending) and (base := plain[: len(plain) - len(ending)]) in heads:
                return heads[base]
        for ending in ("innen", "in"):
            base = plain.removesuffix(ending)
            if base != plain and base in heads:
                return heads[base]
        return ""

    def _head_before_tail(self, plain: str) -> str:
        for tail in self._tails:
            if not plain.endswith(tail) or len(plain) - len(tail) < MIN_HEAD - 1:
                continue
            base = plain[: -len(tail)]
            if found := self._head(base) or self._head(base + "er" if tail == _FROM_PERSON else base):
                return found
        if plain.endswith("bau") and (found := self._heads.get(plain + "er", "")):
            return found
        return ""

    def _split(self, plain: str) -> list[str] | None:
        """Fewest building blocks that cover the word; links (s, n, en …) may stand between two of them."""
        known = self._parts
        best: dict[int, list[str]] = {0: []}
        for start in range(len(plain)):
            if start not in best:
                continue
            for end in range(start + 2, len(plain) + 1):
                stem = known.get(plain[start:end])
                if stem is None:
                    continue
                for link in _LINKS:
                    stop = end + len(link)
                    if plain[end:stop] == link and (stop not in best or len(best[stop]) > len(best[start]) + 1):
                        best[stop] = [*best[start], stem]
        return best.get(len(plain))

    def _covers(self, word: str, ending: str) -> bool:
        return self._split(transliterate(word[: -len(ending)])) is not None


def _heads(words: frozenset[str]) -> dict[str, str]:
    """Heads by their one spelling; the token is the folded head itself, never a stem (zimmerer is no zimmer)."""
    found: dict[str, str] = {}
    for word in sorted(words):
        found[transliterate(word)] = fold(word)
        found.setdefault(fold(word), fold(word))
    return found


def _both_spellings(words: frozenset[str]) -> frozenset[str]:
    return words | {transliterate(word) for word in words}


def _longest(phrases: dict[str, Phrase]) -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def _is_hanging(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "-"


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("german")
