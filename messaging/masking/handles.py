"""Names in messengers: only together with a handle; „Hast du WhatsApp?“ alone is a signal, no contact."""

import re
from collections.abc import Iterator

# Digits and signs stand for letters that look like them.
_CLEAR = (
    r"wh[a4@]ts? ?[a4@]pp?|watsapp|wattsapp|wapp|tele ?gramm?|threema|[i1l|]n[s5]t[a4@](?:gr[a4@]m)?|"
    r"sn[a4@e]p ?ch[a4@]t|d[i1]sc[o0]rd|t[i1]k ?t[o0]k|f[a4@]ceb[o0]{2}k|"
    r"viber|skype|wechat|twitch|bereal|teamspeak|roblox|pinterest|youtube|"
    r"twitter|linkedin|xing|mastodon|threads|playstation|fortnite|minecraft|paypal"
)
_SHORT = (
    r"signal|sn[a4e]p|snaep|steam|messenger|kik|fb|ig|sc|wa|tt|tg|dc|tele|psn|ps[345]|xbox|teams|matrix|wire|zoom|"
    r"(?:be)?nutzer ?name|user ?name|nick ?name|nick|gamer ?tag"
)
_KIND = (
    r"(?:[- ]?(?:name|nick(?:name)?|account|acc|profil|id|user(?:name)?|(?:be)?nutzername|handle|kanal|tag|"
    r"gruppe|server|channel|seite))?"
)
_TELLS = (
    r"(?:ist|is|heisst|heisse|heiss|lautet|unter|als|bin ich|heiss ich|heisse ich|nenn(?:e|t)? mich|"
    r"findest du mich|=|:|->|→|-)"
)
_QUOTE = r"[\"'„“«»‚‘`]?"
_NAME = r"@?[a-z0-9_][a-z0-9_.\-]{2,29}"
# Unmistakable: an underscore or dot inside, or letters and digits mixed.
_STRICT = (
    r"(?:@[a-z0-9_][a-z0-9_.]{2,29}|[a-z0-9]{1,29}(?:[_.]{1,3}[a-z0-9]{1,29}){1,5}_{0,3}|_{1,5}[a-z0-9_.]{3,29}|"
    r"(?=[a-z0-9]{5})(?:[a-z]{3,25}\d{1,9}[a-z]{0,9})|"
    r"[a-z0-9]{2,29}(?:\s(?:unterstrich|punkt|minus)\s[a-z0-9]{2,29}){1,4})"
)
_ADD = r"(?:add?e?|folg|follow|sub|dm|such|find)\s+(?:mich|mir|me)\b[^\n]{0,25}?"

_NAMED = re.compile(
    rf"(?<![a-z])(?:{_CLEAR}){_KIND}(?:\s*,?\s*(?:(?:da|dort|mich|ich|mein|name|meiner|einfach|mal|auch|auf)\s+){{0,5}}{_TELLS}){{1,4}}\s*"
    rf"{_QUOTE}({_NAME})"
)
_BESIDE = re.compile(
    rf"(?<![a-z])(?:{_CLEAR}|{_SHORT}){_KIND}(?:[^\w@\n]|@\s){{1,6}}(?:[a-z]{{2,8}}\s+){{0,2}}{_QUOTE}({_STRICT})(?![a-z0-9])"
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
_OWN = re.compile(
    rf"(?<![a-z0-9_.@])({_STRICT})[\"'“«]?(?:[^\w\n]{{1,3}}(?:(?:das\s)?(?:ist|is|waere?)\s)?mein\w{{0,2}}\s|\s?\(\s?)"
    rf"(?:{_CLEAR}|{_SHORT})(?![a-z])"
    rf"|(?<![a-z])mein\w{{0,2}}\s(?:@|account|profil|handle)\s(?:ist|lautet|heisst|:)\s?({_STRICT})(?![a-z0-9])"
)
_BY_SIGN = re.compile(
    rf"[\U0001f4f8\U0001f4f7\U0001f47b\U0001f3ae\u2708][^\w@\n]{{0,4}}({_STRICT}|{_NAME}\d)(?![a-z0-9])"
)
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
# What no handle is without: looked for first, because most messages hold none of it.
_HINT = re.compile(rf"[@#\U0001f4f8\U0001f4f7\U0001f47b\U0001f3ae\u2708]|mich|mir|me\b|(?<![a-z])(?:{_CLEAR}|{_SHORT})")
# „Facebook ist langweilig“, „TikTok: Zeitverschwendung“: said about the thing, unless somebody names themselves.
_NAMES_ONESELF = re.compile(r"=|>|→|mein|name|nick|\bich|\bunter\b|mich|heiss|lautet|@")
_GERMAN = re.compile(r"[a-z]+(?:ig|isch|lich|en|ung|bar|los|sam|heit|keit|haft|iert|ern|eln|end)")
_SHORTEST_HANDLE = 6


def find(text: str, original: str) -> Iterator[tuple[int, int]]:
    """Stretches of the folded text that are handles."""
    if not _HINT.search(text):
        return
    for pattern in (_NAMED, _SHORT_NAMED):
        for found in pattern.finditer(text):
            if _is_handle(found.group(1)) and not _is_said_about_it(found, original):
                yield found.span()
    for pattern in (_BESIDE, _BEFORE, _CALLED, _ADDED, _OWN, _BY_SIGN, _AT_SIGN, _TAG):
        for found in pattern.finditer(text):
            if _is_handle(found.group(found.lastindex or 1)):
                # The messenger's name goes along: alone it would tell where to look.
                yield found.span()


def _is_said_about_it(found: re.Match[str], original: str) -> bool:
    """A German word behind the name of a messenger: a noun by its capital, others by their ending."""
    token, start = found.group(1), found.start(1)
    if not token.isalpha() or _NAMES_ONESELF.search(found.group()[: start - found.start()]):
        return False
    is_noun = original[start].isupper() and original[start + 1 : start + len(token)].islower()
    return is_noun or len(token) < _SHORTEST_HANDLE or _GERMAN.fullmatch(token) is not None


def _is_handle(token: str) -> bool:
    bare = token.strip("@.-")
    return bare not in _PLAIN_WORDS and not bare.isdigit() and _MEASURE.fullmatch(bare) is None
