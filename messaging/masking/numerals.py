"""Numbers in words: German as people write and say it, English, and languages that are spoken at home."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from messaging.masking.folding import fold

# As people write them, in the dialect and by ear too; a letter may stand twice („siiieben“).
_ONES = {
    "null": "0", "zero": "0", "nulle": "0", "oh": "0", "nuul": "0",
    "eins": "1", "ein": "1", "one": "1", "ains": "1", "einz": "1", "ainz": "1", "eens": "1",
    "zwei": "2", "zwo": "2", "two": "2", "zwai": "2", "twee": "2",
    "drei": "3", "three": "3", "drai": "3", "trei": "3", "dree": "3",
    "vier": "4", "four": "4", "fier": "4", "fihr": "4", "vir": "4", "veer": "4",
    "funf": "5", "fuenf": "5", "funnef": "5", "fuenef": "5", "five": "5", "fumf": "5", "fumpf": "5", "fief": "5",
    "sechs": "6", "six": "6", "sex": "6", "sekks": "6", "secks": "6", "soss": "6", "sechse": "6",
    "sieben": "7", "siebn": "7", "seven": "7", "sibben": "7", "sibn": "7", "soven": "7",
    "acht": "8", "eight": "8", "achte": "8",
    "neun": "9", "nine": "9", "noin": "9", "negen": "9", "neune": "9",
}  # fmt: skip
# Nought to nine in languages that are spoken at home; read only where several of them stand in a text.
_ELSEWHERE = (
    "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "ноль один два три четыре пять шесть семь восемь девять",
    "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "zéro un deux trois quatre cinq six sept huit neuf",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zero uno due tre quattro cinque sei sette otto nove",
    "zero unu doi trei patru cinci șase șapte opt nouă",
    "zero um dois três quatro cinco seis sete oito nove",
    "sifr wahid ithnan thalatha arbaa khamsa sitta sabaa thamania tisaa",
)
_FEWEST_FOREIGN = 4
# „drei Nullen“, „3x die 4“, „viermal die zwei“.
_TIMES = {"2": 2, "zwei": 2, "3": 3, "drei": 3, "4": 4, "vier": 4, "5": 5, "funf": 5, "fuenf": 5, "6": 6, "sechs": 6}
_TEENS = {
    "zehn": "10", "elf": "11", "zwolf": "12", "zwoelf": "12", "dreizehn": "13", "vierzehn": "14", "funfzehn": "15",
    "fuenfzehn": "15", "sechzehn": "16", "siebzehn": "17", "achtzehn": "18", "neunzehn": "19",
}  # fmt: skip
_TENS = {
    "zwanzig": "2", "dreissig": "3", "vierzig": "4", "funfzig": "5", "fuenfzig": "5", "sechzig": "6", "siebzig": "7",
    "achtzig": "8", "neunzig": "9",
}  # fmt: skip


def _numbers_in_words() -> dict[str, str]:
    """Digit words of German and English, tens with their ones („siebenundzwanzig“) and doubled ones."""
    words = dict(_ONES) | _TEENS | {word: f"{digit}0" for word, digit in _TENS.items()}
    for one, last in _ONES.items():
        words |= {f"{one}und{ten}": f"{first}{last}" for ten, first in _TENS.items()}
        words |= {f"doppel{one}": last * 2, f"doppelt {one}": last * 2, f"doppel {one}": last * 2}
        words |= {f"double {one}": last * 2}
    # „hunderteinundsiebzig“ is dialled 1-7-1.
    return words | {"hundert": "1", "einhundert": "1"}


def squeezed(word: str) -> str:
    """The word without letters that stand twice: „null“, „nulll“ and „nul“ are one."""
    return re.sub(r"([a-z])\1+", r"\1", word)


def _pattern_of(words: Iterable[str]) -> str:
    """An alternative of squeezed words, the longest first; every letter may stand several times.

    Beginnings that words share are tried once: every word for every letter of a text would take sixty times as long.
    """
    return _branches(sorted(set(words)), 0)


def _branches(words: Sequence[str], depth: int) -> str:
    """What may follow the first letters that these words share; a word that ends there comes last."""
    ways = [
        f"{_stretched(letter, is_first=not depth)}{_branches(list(those), depth + 1)}"
        for letter, those in groupby((word for word in words if len(word) > depth), key=itemgetter(depth))
    ]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if len(words[0]) == depth else ''}"


def _stretched(letter: str, *, is_first: bool) -> str:
    """A letter up to three times; the first one of a word plain at first, so that the search can skip to it."""
    sign = re.escape(letter)
    return f"{sign}{sign}{{0,2}}" if is_first else f"{sign}{{1,3}}"


_WORDS = {squeezed(word): digits for word, digits in _numbers_in_words().items()}
_FOREIGN = {
    squeezed(fold(word).text): str(digit) for line in _ELSEWHERE for digit, word in enumerate(line.split())
} | _WORDS
_ONLY_FOREIGN = re.compile(
    rf"(?<!\w)(?:{_pattern_of(word for word in _FOREIGN if word not in _WORDS and len(word) > 1)})(?!\w)"
)
# No number is dialled without it.
_NOUGHT = re.compile(_pattern_of(squeezed(fold(line.split()[0]).text) for line in _ELSEWHERE))
_PLURAL = r"(?:null|eins|zwei|drei|vier|fuenf|funf|sechs|sieben|acht|neun)(?:en|er|n)"
_TIMES_WORD = "|".join(sorted(_TIMES, key=len, reverse=True))
_FILLER = (
    "und|dann|danach|dazu|weiter|weitere|jetzt|der|die|das|rest|ist|noch|so|zuletzt|erst|mal|geht|kommt|strich|minus|"
    "schraegstrich|schragstrich|slash|leerzeichen|pause|komma|punkt|zum|schluss|am|ende|teil|hinten|wieder|nochmal|and|then|"
    "bindestrich|sowie|gefolgt|von|oder|aeh|ah|ahm|vorwahl|folgt"
)
# Every sign that is neither letter nor digit, pictures too; a break is none.
_GAP = r"(?:[^\w\x00]|_)"


@dataclass(frozen=True)
class Language:
    """How numbers are found in one set of words."""

    words: dict[str, str]
    token: re.Pattern[str]
    one_word: re.Pattern[str]


def _build(words: dict[str, str]) -> Language:
    word = _pattern_of(words)
    token = re.compile(
        rf"(?P<times>(?<![a-z\d])(?:{_TIMES_WORD})"
        rf"(?:\s?(?:x|mal)\s(?:die |eine )?(?:\d(?!\d)|(?:{word})(?![a-z]))|\s{_PLURAL}(?![a-z])))"
        rf"|(?P<digits>(?<![a-z\d])[olizsbgq]*\d[\dolizsbgq]*(?![a-z]))|(?P<words>(?<![a-z\d])(?:(?:{word})|\d)+(?![a-z\d]))"
        rf"|(?P<gap>{_GAP}{{1,8}})|(?P<filler>(?<![a-z])(?:{_FILLER})(?![a-z]))|(?P<plus>(?<![a-z])plus(?![a-z]))"
    )
    return Language(words, token, re.compile(rf"{word}|\d"))


GERMAN, ANY_LANGUAGE = _build(_WORDS), _build(_FOREIGN)


def is_foreign(text: str) -> bool:
    """Whether several words of the folded text are numbers in another language."""
    return _NOUGHT.search(text) is not None and len(_ONLY_FOREIGN.findall(text)) >= _FEWEST_FOREIGN


def repeated(words: str, language: Language) -> str:
    """„drei Nullen“ are 000."""
    number, what = re.split(r"\s?(?:x|mal)\s(?:die |eine )?|\s", words, maxsplit=1)
    if what.isdigit():
        return what * _TIMES[number]
    found = language.one_word.match("sieben" if what.startswith("sieb") else what)
    return language.words[squeezed(found.group())] * _TIMES[number] if found else ""
