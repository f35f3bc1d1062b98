"""Telephone numbers: digits in any spelling, in words, in groups, over several messages; libphonenumber has the say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import phonenumbers

from messaging.masking import harmless

_ONES = {
    "null": "0", "zero": "0", "nul": "0", "nulle": "0", "oh": "0",
    "eins": "1", "ein": "1", "one": "1", "ains": "1",
    "zwei": "2", "zwo": "2", "two": "2", "zwai": "2",
    "drei": "3", "three": "3", "drai": "3",
    "vier": "4", "four": "4", "fier": "4",
    "funf": "5", "fuenf": "5", "funnef": "5", "fuenef": "5", "five": "5", "fumf": "5",
    "sechs": "6", "six": "6", "sex": "6", "sekks": "6",
    "sieben": "7", "siebn": "7", "seven": "7",
    "acht": "8", "eight": "8",
    "neun": "9", "nine": "9", "noin": "9",
}  # fmt: skip
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
        words |= {f"zweimal {one}": last * 2, f"dreimal {one}": last * 3, f"double {one}": last * 2}
        words |= {f"zweimal die {one}": last * 2, f"dreimal die {one}": last * 3}
    # „hunderteinundsiebzig“ is dialled 1-7-1.
    return words | {"hundert": "1", "einhundert": "1"}


_WORDS = _numbers_in_words()
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_FILLER = (
    "und|dann|danach|dazu|weiter|weitere|jetzt|der|die|das|rest|ist|noch|so|zuletzt|erst|mal|geht|kommt|strich|minus|"
    "schraegstrich|schragstrich|slash|leerzeichen|pause|komma|punkt|zum|schluss|am|ende|teil|hinten|wieder|nochmal|and|then"
)
_GAP = r"[\s\-–—―_/\\.,()\[\]{}*|:;~'\"„“”«»+=<>#!?…•·‧→&^]"
_TOKEN = re.compile(
    rf"(?P<digits>(?<![a-z])[oli]*\d[\doli]*(?![a-z]))|(?P<words>(?<![a-z])(?:{_WORD})+(?![a-z]))"
    rf"|(?P<gap>{_GAP}{{1,8}})|(?P<filler>(?<![a-z])(?:{_FILLER})(?![a-z]))|(?P<plus>(?<![a-z])plus(?![a-z]))"
)
_ONE_WORD = re.compile(_WORD)
_CONFUSED = str.maketrans("oli", "011")
_FILLERS_IN_A_GAP = 3
_FEWEST, _MOST = 7, 15  # digits of a number with its area code; the longest one there is (E.164)
_CLEAR = 9  # so many digits behind a leading zero speak for themselves, fewer need a word beside them
_MOBILE = re.compile(r"1[5-7]\d{8,9}")
_ABOUT = re.compile(
    r"nummer|\bnr\b|\btel|handy|mobil|\bruf|anruf|klingel|whats|signal|erreich|schreib|meld|\bsms\b|simse|null|vorwahl|phone|"
    r"call|durchwahl|festnetz|kontakt|nuller|fuenfziger"
)
_LOCAL = re.compile(
    r"(?:tel(?:efon)?(?:nummer)?|festnetz|handy(?:nummer)?|durchwahl|rufnummer)(?: ?nr)?\.?:? (?:ist )?"
)
_HELP = {"116111", "116123", "116117", "116006", "08001110550", "08000116016", "08001110111", "08001110222", "0800111"}


@dataclass
class _Run:
    """Digits that stand together: the digits, where each came from, where groups begin, whether a plus leads."""

    digits: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    plus: set[int] = field(default_factory=set)

    def add(self, digits: str, start: int, end: int, *, exact: bool) -> None:
        """One more group; `exact` says that each digit is one character."""
        self.starts.append(len(self.digits))
        self.digits += digits
        places = [(start + n, start + n + 1) for n in range(len(digits))] if exact else [(start, end)] * len(digits)
        self.spans += places


def find(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the folded text that are telephone numbers."""
    if not any(char.isdigit() for char in text) and not _ONE_WORD.search(text):
        return
    without = harmless.taken_out(text)
    for run in _runs(without):
        yield from _numbers(run, without)


def _runs(text: str) -> Iterator[_Run]:
    for tokens in _stretches(text):
        run, fillers, plus = _Run(), 0, False
        for token in tokens:
            if token["digits"] or token["words"]:
                if plus:
                    run.plus.add(len(run.digits))
                _take(run, token)
                fillers, plus = 0, False
            fillers += bool(token["filler"])
            plus = plus or bool(token["plus"]) or "+" in (token["gap"] or "")
            if fillers > _FILLERS_IN_A_GAP:
                yield run
                run, fillers = _Run(), 0
        yield run


def _stretches(text: str) -> Iterator[list[re.Match[str]]]:
    """Tokens that follow each other without anything between."""
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if tokens and token.start() != tokens[-1].end():
            yield tokens
            tokens = []
        tokens.append(token)
    if tokens:
        yield tokens


def _take(run: _Run, token: re.Match[str]) -> None:
    if token["digits"]:
        run.add(token["digits"].translate(_CONFUSED), token.start(), token.end(), exact=True)
        return
    for word in _ONE_WORD.finditer(token["words"]):
        run.add(_WORDS[word.group()], token.start() + word.start(), token.start() + word.end(), exact=False)


def _numbers(run: _Run, text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for start in run.starts:
        if start < done:
            continue
        for end in _ends(run, start):
            if _is_number(run, start, end, text):
                yield run.spans[start][0], run.spans[end - 1][1]
                done = end
                break


def _ends(run: _Run, start: int) -> Iterator[int]:
    """Ends of groups behind a start, the longest number first."""
    ends = [*(other for other in run.starts if other > start), len(run.digits)]
    for end in reversed(ends):
        if end - start <= _MOST + 3:
            yield end


def _is_number(run: _Run, start: int, end: int, text: str) -> bool:
    digits = run.digits[start:end]
    if digits in _HELP or any(digits.startswith(one) and len(one) > _FEWEST for one in _HELP):
        return False
    first = run.spans[start][0]
    lead = text[max(0, first - 40) : first]
    if _LOCAL.search(lead[-24:]) and len(digits) >= 5:  # noqa: PLR2004 -- the shortest local numbers
        return True
    if len(digits) < _FEWEST:
        return False
    return any(
        _is_valid(spelt) for spelt in _spellings(digits, plus=start in run.plus, about=bool(_ABOUT.search(lead)))
    )


def _spellings(digits: str, *, plus: bool, about: bool) -> Iterator[str]:
    """How the digits could be meant: with a plus, with 00, national, mobile without its zero, country without plus."""
    if plus:
        yield f"+{digits}"
    if digits.startswith("00"):
        yield f"+{digits[2:]}"
    elif digits.startswith("0") and (about or len(digits) >= _CLEAR):
        yield f"+49{digits[1:]}"
    elif digits.startswith(("49", "43", "41")) and len(digits) > 10:  # noqa: PLR2004 -- country and a whole number
        yield f"+{digits}"
    elif _MOBILE.fullmatch(digits):
        yield f"+49{digits}"


def _is_valid(spelt: str) -> bool:
    plain = spelt.replace("+490", "+49") if spelt.startswith("+490") else spelt
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(plain))
    except phonenumbers.NumberParseException:
        return False
