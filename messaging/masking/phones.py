"""Telephone numbers: digits in any spelling, in words, in groups, over several messages; libphonenumber has the say."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import phonenumbers

from messaging.masking import harmless
from messaging.masking.numerals import ANY_LANGUAGE, GERMAN, Language, is_foreign, repeated, squeezed

_CONFUSED = str.maketrans("olizsbgq", "01125869")
# „0a1b7c…“: one letter between each two digits is thrown in.
_THROWN_IN = re.compile(r"(?<![a-z\d])\d(?:[a-z]\d){8,14}(?![a-z\d])")
_BACKWARDS = re.compile(r"ruckwarts|rueckwaerts|von hinten|umgekehrt|umgedreht|verkehrt ?rum|falsch ?rum|spiegel")
# A code of a mobile network, with what may stand before it.
_NETWORK_CODE = re.compile(r"(?:0|49|0049)1[5-7]\d")
_CODE_WORD = re.compile(r"\b(?:vorwahl|netz|fangt|faengt|beginnt|vorne|zuerst|(?:teil|stueck|stuck) \d)\b")
# Words so near to a number say what it is; wider than any distance below.
_AROUND = 100
_BLANK = re.compile(r"\s")
_FAR = 60  # so many signs may stand between a code and the rest of the number
_AREA_CODE = range(3, 6)
_WHOLE = range(10, 13)  # digits of a number with a code of its own, the leading zero among them
_FILLERS_IN_A_GAP = 3
_MOST_GROUPS = 60  # so many side by side are looked through
_FEWEST_SIGNS = 5  # digits and number words of the shortest number
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

    def groups(self) -> Iterator[tuple[str, int, int]]:
        """The digits as they were written together, with their place."""
        for start, end in pairwise([*self.starts, len(self.digits)]):
            if start < end:
                yield self.digits[start:end], self.spans[start][0], self.spans[end - 1][1]


def find(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the folded text that are telephone numbers."""
    language = ANY_LANGUAGE if is_foreign(text) else GERMAN
    is_backwards = _BACKWARDS.search(text) is not None
    for start, end in _places(text, language):
        for first, last in _find_here(text[start:end], language, is_backwards=is_backwards):
            yield start + first, start + last


def _places(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Stretches with enough digits and number words; between any two stand words that no number goes across."""
    signs = [found.span() for found in language.one_word.finditer(text)]
    while signs:
        count = next(
            (n for n, (one, other) in enumerate(pairwise(signs), 1) if _is_apart(text, one, other)), len(signs)
        )
        if count >= _FEWEST_SIGNS:
            yield _with_words(text, signs[0][0] - _AROUND, signs[count - 1][1] + _AROUND)
        signs = signs[count:]


def _is_apart(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    between = text[one[1] : other[0]]
    return len(between) > 2 * _AROUND and sum(map(str.isalnum, between)) > _AROUND


def _with_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch that cuts no word."""
    before = max(text.rfind(" ", 0, max(start, 0)), text.rfind("\n", 0, max(start, 0)))
    behind = _BLANK.search(text, end)
    return before + 1, behind.start() if behind else len(text)


def _find_here(text: str, language: Language, *, is_backwards: bool) -> Iterator[tuple[int, int]]:
    """All ways to write a number, in one stretch."""
    without = harmless.taken_out(text)
    runs = list(_runs(without, language))
    for run in runs:
        if len(run.starts) > _MOST_GROUPS:
            yield run.spans[0][0], run.spans[-1][1]  # nobody's measures: not looked through, hidden as it is
        else:
            yield from _numbers(run, without)
    if is_backwards:
        yield from _turned_round(runs)
    yield from _torn_apart(text, language)
    for found in _THROWN_IN.finditer(text):
        if _is_valid(f"+49{found.group()[2::2]}") and found.group()[0] == "0":
            yield found.span()


def _turned_round(runs: Iterable[_Run]) -> Iterator[tuple[int, int]]:
    """„Rückwärts lesen: 876…“."""
    for run in runs:
        turned = run.digits[::-1]
        if turned.startswith("0") and _is_valid(f"+49{turned[1:]}"):
            yield run.spans[0][0], run.spans[-1][1]


def _torn_apart(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """A code and, some words later, the rest: only where the code leaves no doubt."""
    groups = [group for run in _runs(text, language) for group in run.groups()]
    for place, (code, start, end) in enumerate(groups):
        near = text[max(0, start - 40) : end + 40]
        is_area = code[0] == "0" and len(code) in _AREA_CODE and _CODE_WORD.search(near)
        if is_area or _NETWORK_CODE.fullmatch(code):
            yield from _rest_of(groups[place:])


def _rest_of(groups: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """The groups behind a code that make it a number; what stands between stays readable."""
    digits, taken, best, end = "", [], [], groups[0][2]
    for group, start, after in groups:
        if start - end > _FAR or len(digits) + len(group) > _WHOLE.stop:
            break
        digits, end = digits + group, after
        taken.append((start, after))
        spelt = _spellings(digits, plus=False, about=True)
        if len(digits) in _WHOLE and len(taken) > 1 and any(map(_is_valid, spelt)):
            best = [*taken]
    yield from best


def _runs(text: str, language: Language) -> Iterator[_Run]:
    for tokens in _stretches(text, language):
        run, fillers, plus = _Run(), 0, False
        for token in tokens:
            if token["digits"] or token["words"] or token["times"]:
                if plus:
                    run.plus.add(len(run.digits))
                _take(run, token, language)
                fillers, plus = 0, False
            fillers += bool(token["filler"])
            plus = plus or bool(token["plus"]) or "+" in (token["gap"] or "")
            if fillers > _FILLERS_IN_A_GAP:
                yield run
                run, fillers = _Run(), 0
        yield run


def _stretches(text: str, language: Language) -> Iterator[list[re.Match[str]]]:
    """Tokens that follow each other without anything between."""
    tokens: list[re.Match[str]] = []
    for token in language.token.finditer(text):
        if tokens and token.start() != tokens[-1].end():
            yield tokens
            tokens = []
        tokens.append(token)
    if tokens:
        yield tokens


def _take(run: _Run, token: re.Match[str], language: Language) -> None:
    if token["digits"]:
        run.add(token["digits"].translate(_CONFUSED), token.start(), token.end(), exact=True)
    elif token["times"]:
        run.add(repeated(token["times"], language), token.start(), token.end(), exact=False)
    else:
        for word in language.one_word.finditer(token["words"]):
            start, end = token.start() + word.start(), token.start() + word.end()
            run.add(language.words.get(squeezed(word.group()), word.group()), start, end, exact=False)


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
    first = bisect_right(run.starts, start)
    last = bisect_right(run.starts, start + _MOST + 3)
    ends = run.starts[first:last]
    if len(run.digits) - start <= _MOST + 3:
        ends = [*ends, len(run.digits)]
    yield from reversed(ends)


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


@lru_cache(4096)
def _is_valid(spelt: str) -> bool:
    plain = spelt.replace("+490", "+49") if spelt.startswith("+490") else spelt
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(plain))
    except phonenumbers.NumberParseException:
        return False
