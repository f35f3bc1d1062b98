"""Names in messengers: only together with a handle; „Hast du WhatsApp?“ alone is a signal, no contact."""

import re
from collections.abc import Iterator

_CLEAR = (
    r"whats ?app|whatsap|watsapp|wattsapp|wapp|telegram|threema|insta(?:gram)?|snap ?chat|discord|tik ?tok|facebook|"
    r"viber|skype|wechat|twitch|bereal|teamspeak"
)
_SHORT = r"signal|snap|steam|messenger|kik|fb|ig|sc|wa|tt|tg|dc|tele|psn|xbox"
_KIND = r"(?:[- ]?(?:name|nick(?:name)?|account|acc|profil|id|user(?:name)?|handle|kanal|tag))?"
_TELLS = (
    r"(?:ist|is|heisst|heisse|heiss|lautet|unter|als|bin ich|heiss ich|heisse ich|nenn(?:e|t)? mich|"
    r"findest du mich|=|:|->|→|-)"
)
_QUOTE = r"[\"'„“«»‚‘`]?"
_NAME = r"@?[a-z0-9_][a-z0-9_.\-]{2,29}"
# Unmistakable: an underscore or dot inside, or letters and digits mixed.
_STRICT = (
    r"(?:@[a-z0-9_][a-z0-9_.]{2,29}|[a-z0-9]+(?:[_.][a-z0-9]+)+_*|_+[a-z0-9_.]{3,}|"
    r"(?=[a-z0-9]{5,})(?:[a-z]{3,}\d+[a-z]*))"
)
_ADD = r"(?:add?e?|folg|follow|sub)\s+(?:mich|mir|me)\b[^\n]{0,25}?"

_NAMED = re.compile(
    rf"(?<![a-z])(?:{_CLEAR}){_KIND}(?:\s*,?\s*(?:(?:da|dort|mich|ich|mein|name|meiner|einfach|mal|auch|auf)\s+)*{_TELLS})+\s*"
    rf"{_QUOTE}({_NAME})"
)
_BESIDE = re.compile(
    rf"(?<![a-z])(?:{_CLEAR}|{_SHORT}){_KIND}[\s:=,\->(]+(?:[a-z]{{2,8}}\s+){{0,2}}{_QUOTE}({_STRICT})(?![a-z0-9])"
)
_SHORT_NAMED = re.compile(rf"(?<![a-z])(?:{_SHORT}){_KIND}\s*[:=]\s*{_QUOTE}({_NAME})")
_BEFORE = re.compile(
    rf"(?<![a-z0-9_.@])({_STRICT})[\"'“«]?\s+(?:auf|bei|in|ueber|uber|@|im|on)\s+(?:{_CLEAR}|{_SHORT})(?![a-z])"
)
_CALLED = re.compile(
    rf"(?<![a-z])(?:{_CLEAR})\s+(?:heiss?e?|bin)\s+ich\s+(?:da\s+|dort\s+)?{_QUOTE}({_NAME})"
    r"|(?<![a-z])(?:heiss?e?|bin|findest du mich|nennt man mich|such|suche?n?)\s+(?:ich\s+|nach\s+)?"
    rf"(?:auf|bei|in|unter)\s+(?:{_CLEAR})"
    rf"\s+(?:da\s+|dort\s+|unter\s+|als\s+|nach\s+)*{_QUOTE}({_NAME})"
    rf"|(?<![a-z])(?:auf|bei|in)\s+(?:{_CLEAR})\s+(?:heiss?e?|bin)\s+ich\s+{_QUOTE}({_NAME})"
)
_ADDED = re.compile(rf"(?<![a-z]){_ADD}({_STRICT})(?![a-z0-9])")
_AT_SIGN = re.compile(r"(?<![\w.@])(@[a-z_][a-z0-9_.]{2,29})")
_TAG = re.compile(r"(?<![\w.])([a-z0-9_.]{3,32}#\d{4})(?!\d)")
_PLAIN_WORDS = frozenset({
    "mein", "meine", "dein", "deine", "das", "dem", "der", "die", "den", "ein", "eine", "nicht", "auch", "noch",
    "nur", "mal", "doch", "okay", "gut", "schlecht", "doof", "bloed", "ich", "du", "sie", "wir", "uns", "ihr", "euch",
    "kein", "keine", "hier", "dort", "dann", "wenn", "weil", "dass", "bei", "auf", "mit", "ohne", "fuer", "fur",
    "aber", "oder", "und", "verboten", "erlaubt", "tabu", "privat", "wichtig", "praktisch", "schneller", "besser",
    "einfacher", "moeglich", "mogl", "moglich", "leider", "bitte", "gern", "gerne", "ja", "nein", "aus", "an", "zu",
    "was", "wie", "wer", "wo", "wann", "warum", "ganz", "sehr", "schon", "immer", "nie", "manchmal", "oft", "eher",
    "lieber", "alles", "nichts", "etwas", "super", "cool", "toll", "nett", "ok", "klar", "gruppe", "gruppen",
    "betrieb", "firma", "chef", "lehrling", "azubi", "innung", "schule", "handwerk", "werkstatt",
})  # fmt: skip
_MEASURE = re.compile(r"\d+[a-z]{1,3}|[a-z]{1,4}\d{1,2}[a-z]?|\d+[.,]\d+[a-z]*")


def find(text: str, original: str) -> Iterator[tuple[int, int]]:
    """Stretches of the folded text that are handles."""
    for pattern in (_NAMED, _BESIDE, _SHORT_NAMED, _BEFORE, _CALLED, _ADDED, _AT_SIGN, _TAG):
        for found in pattern.finditer(text):
            group = found.lastindex or 1
            if _is_handle(found.group(group)):
                # The messenger's name goes along: alone it would tell where to look.
                yield found.span()


def _is_handle(token: str) -> bool:
    bare = token.strip("@.-")
    return bare not in _PLAIN_WORDS and not bare.isdigit() and _MEASURE.fullmatch(bare) is None
