"""Letters that went through the wrong machines: escapes, encodings read twice, signs where an umlaut stood.

What can be undone is undone; what cannot becomes one mark, `LOST_SIGN`, and the look-up asks which names fit.
"""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from core.text import repair

LOST_SIGN = "\ufffd"
TIMES = 3  # an umlaut may have been read wrongly more than once: „MÃƒÂ¼nchen“

_ESCAPED = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
# What is left of an umlaut in another alphabet: a sign that no name has, between two letters.
_BROKEN = re.compile(r"(?:ï¿½|(?<=[^\W\d_])(?:[^\w\s\-/,.()'’&+;:?]+|_|[³õÕ])(?=[^\W\d_]))")
_DIGIT = re.compile(r"[^\x00-\x7f]")


def restored(text: str) -> str:
    """The text as it was probably typed; letters that are gone for good are `LOST_SIGN`."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), unescape(text))
    if _PERCENT.search(text):
        text = unquote(text, errors="replace")
    for _ in range(TIMES):
        text = repair(text)
    return _BROKEN.sub(LOST_SIGN, _DIGIT.sub(_plain_digit, text))


def _plain_digit(found: re.Match[str]) -> str:
    """Digits of other scripts as ours; superscripts are no digits."""
    value = unicodedata.decimal(found[0], None)
    return found[0] if value is None else str(value)
