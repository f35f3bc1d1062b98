"""Mail addresses, links and bank accounts, also spelt out: „max (at) muster punkt de“."""

import re
from collections.abc import Iterator

from django.conf import settings

_WRAP_L, _WRAP_R = r"[(\[{<*_~|/\\«\"'-]", r"[)\]}>*_~|/\\»\"'-]"
_AT_SPOKEN = (
    r"aett?|affe|klammeraffee?|affenschwanz|(?:at|@)[ -]?(?:zeichen|symbol)|kringel|arobase|apenstaartje|malzeichen"
)
_AT_WORDS = rf"a\W?t\W?|a|et|{_AT_SPOKEN}"
# Signs around a spoken „at“: a blank, a bracket, stars, dots.
_AROUND = r"[^\w@\n]"
_AT = (
    rf"(?:\s*@+\s*|\s*{_WRAP_L}\s*(?:{_AT_WORDS}|@)\s*{_WRAP_R}\s*"
    rf"|(?:{_AROUND}|_){{1,3}}(?:a\W?t|et|{_AT_SPOKEN})(?:{_AROUND}|_){{1,3}})"
)
_DOT = (
    rf"(?:\s*{_WRAP_L}\s*(?:dot|punkt|pkt|point|\.)\s*{_WRAP_R}\s*|\s+(?:dot|punkt|pkt|point)\s+|\.|\s\.\s|\s\.|\.\s)"
)
_WORD_DOT = rf"(?:\s*{_WRAP_L}\s*(?:dot|punkt|pkt|point|\.)\s*{_WRAP_R}\s*|\s+(?:dot|punkt|pkt|point)\s+)"
_SURE = (
    r"de|com|net|org|eu|info|biz|gg|tv|shop|online|xyz|club|chat|link|page|dev|app|ru|pl|nl|fr|uk|berlin|hamburg|koeln|"
    r"koln|cologne|bayern|nrw|ruhr|saarland|wien|swiss|gmbh|cloud|social|blog|top|gle"
)
_SHORT = r"io|me|to|at|ch|li|us|be|ly|cc|ee|co|live|site|world|space"
_TLD = rf"(?:{_SURE}|{_SHORT})"
_PROVIDER = (
    r"gmail|g\s?mail|googlemail|gmx|web|outlook|hotmail|yahoo|icloud|t-?online|freenet|proton(?:mail)?|posteo|"
    r"mailbox|aol"
)
_LOCAL = (
    r"[a-z0-9][a-z0-9._%+\-]{0,40}"
    rf"(?:{_WORD_DOT}[a-z0-9_%+\-]{{1,63}}|\s(?:unterstrich|minus|bindestrich)\s[a-z0-9_%+\-]{{1,63}}){{0,4}}"
)
_MAIL = re.compile(
    rf"(?<![a-z0-9]){_LOCAL}{_AT}(?:[a-z0-9][a-z0-9\-]{{0,62}}(?:{_DOT}[a-z0-9\-]{{1,62}}){{0,4}}?{_DOT}{_TLD}|{_PROVIDER}(?:de|com|net)?)(?![a-z0-9])"
)
# „max.muster bei gmx.de“: only a mailbox is „bei“ somewhere; half an address is one of two halves.
_MAIL_BESIDE = re.compile(rf"(?<![a-z0-9]){_LOCAL}\s+(?:bei|auf|von)\s+(?:{_PROVIDER}){_DOT}{_TLD}(?![a-z0-9])")
_HALF_MAIL = re.compile(rf"(?<![a-z0-9])@\s?(?:{_PROVIDER})(?:{_DOT}{_TLD})(?![a-z0-9])")
# With a real @ every ending counts.
_PLAIN_MAIL = re.compile(
    r"(?<![a-z0-9])[a-z0-9][a-z0-9._%+\-]{0,63}\s?@\s?[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,62}){0,4}\.[a-z]{2,24}"
)
_MAIL_AT_PROVIDER = re.compile(
    rf"(?<![a-z0-9])(?:{_PROVIDER})[- ]?(?:adresse|mail|e-?mail|account|konto)?[ :=]+"
    r"(?:ist|lautet|heisst|bin ich|:|=)+ *([a-z0-9][a-z0-9._\-]{3,})"
)
# What no address is without: looked for first, because most messages hold none of it.
_MAIL_HINT = re.compile(rf"@|{_PROVIDER}|(?<![a-z])(?:a\W?t|et|a|{_AT_SPOKEN})(?![a-z])")
_LINK_HINT = re.compile(
    r"\.\S|\s\.|/|[,;·•*](?:de|com|gg)|punkt|pkt|dot|point|www|w w|slash|gg|\. (?:de|com|net|org|gg|me|info|eu)"
)
_NETWORK = re.compile(
    r"(?:(?<![a-z])(?:[a-z][a-z+]{1,12}\s?:\s?//|h(?:tt|xx)ps?\s*:?\s*[/\\]\s*[/\\])\s*"
    r"|(?<![a-z])w\s?w\s?w\s?(?:[.,\-]|\(punkt\)|punkt)\s?)[^\s<>\"]{3,}"
)
# Another sign for the dot, or the dot as a word without blanks.
_ODD_DOT = re.compile(
    r"(?<![\w.,\-])[a-z0-9][a-z0-9\-]{3,62}(?:[,;·•*]|(?<=[a-z])(?:punkt|dot))(?:de|com|gg)(?![a-z0-9])(?:/[^\s<>\"]*)?"
)
# With a path behind it every ending is one, but a file's.
_WITH_PATH = re.compile(
    r"(?<![\w.@/\-])[a-z0-9][a-z0-9\-]{2,62}\.(?!(?:pdf|docx?|xlsx?|jpe?g|png|dwg|dxf|txt|zip|odt)/)[a-z]{2,12}/[^\s<>\"]{1,}"
)
_SHORT_WAY = re.compile(
    r"(?<![\w.])(?:(?:t|wa|m|ig)\s?(?:\.|\spunkt)?\s?me|bit\s?\.\s?ly|discord\s?\.?\s?gg)"
    r"\s?(?:/|\sslash\s|\sschraegstrich\s)\s?[^\s<>\"]{3,}"
)
_BARE = re.compile(
    rf"(?<![@\w.\-])((?:(?:[a-z0-9][a-z0-9\-]{{1,62}}|[tm](?=\.me/))\.){{1,5}}(?:({_SURE})|({_SHORT})))(?![a-z0-9\-])(?:/[^\s<>\"]*)?"
)
_SPELT = re.compile(
    rf"(?<![\w.\-])[a-z0-9][a-z0-9\-]{{0,62}}(?:{_WORD_DOT}|\s\.\s|\.\s|\s\.)(?:[a-z0-9\-]{{1,62}}{_WORD_DOT}){{0,4}}"
    r"(?:de|com|net|org|gg|me|info|eu)(?![a-z0-9\-])(?:\s*(?:/|slash|schraegstrich|schragstrich)\s*[a-z0-9_.\-]+)*"
)
_SHORT_HOSTS = {"t.me", "wa.me", "m.me", "ig.me", "youtu.be", "bit.ly", "linktr.ee", "paypal.me", "goo.gl", "is.gd"}
# „Der Punkt de facto“, „auf den Punkt. De …“: nobody's page.
_NO_PAGES = frozenset({"der", "den", "dem", "am", "zum", "ein", "punkt", "springende", "wichtigste", "wichtiger"})
_ACCOUNT = re.compile(r"(?<![a-z0-9])([a-z]{2}\s?\d{2}(?:[\s\-._/–—]{0,3}[a-z0-9]){11,30})(?![a-z0-9])")
_CONFUSED = str.maketrans("oilsb", "01158")
# ISO 13616: letters and digits of an account by country.
_ACCOUNT_LENGTHS = {
    "at": 20, "be": 16, "bg": 22, "ch": 21, "cz": 24, "de": 22, "dk": 18, "ee": 20, "es": 24, "fi": 18,
    "fr": 27, "gb": 22, "gr": 27, "hr": 21, "hu": 28, "ie": 22, "it": 27, "li": 21, "lt": 20, "lu": 20,
    "lv": 21, "nl": 18, "pl": 28, "pt": 25, "ro": 24, "se": 24, "si": 19, "sk": 24, "tr": 26, "ua": 29,
}  # fmt: skip


def mails(text: str, original: str) -> Iterator[tuple[int, int]]:
    """Stretches of the folded text that are mail addresses."""
    if not _MAIL_HINT.search(text):
        return
    for pattern in (_MAIL, _PLAIN_MAIL, _MAIL_BESIDE, _HALF_MAIL):
        for found in pattern.finditer(text):
            yield found.span()
    for found in _MAIL_AT_PROVIDER.finditer(text):
        yield found.span(1)


def links(text: str, original: str) -> Iterator[tuple[int, int]]:
    """Stretches that lead out of the house; our own pages are no secret."""
    if not _LINK_HINT.search(text):
        return
    for pattern in (_NETWORK, _SPELT, _ODD_DOT, _WITH_PATH, _SHORT_WAY):
        for found in pattern.finditer(text):
            label = re.split(r"[^a-z0-9\-]", found.group(), maxsplit=1)[0]
            if label not in _NO_PAGES and not _is_ours(found.group()):
                yield found.span()
    for found in _BARE.finditer(text):
        if not _is_ours(found.group()) and _is_meant(found, original):
            yield found.span()


def _is_ours(link: str) -> bool:
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return re.fullmatch(rf"(?:https?://)?(?:www\.)?{re.escape(host)}(?::\d+)?(?:/.*)?", link) is not None


def _is_meant(found: re.Match[str], original: str) -> bool:
    """„Pause.Info folgt“ lacks a blank, it is no link: endings that are words need more than a dot."""
    ending = found.group(2) or found.group(3)
    at = found.start(2 if found.group(2) else 3)
    is_sentence = original[at].isupper() and not original[at : at + 2].isupper()
    if is_sentence and "/" not in found.group():
        return False
    if found.group(2) and ending not in {"info", "link", "chat", "club", "page", "online"}:
        return True
    return found.group(1) in _SHORT_HOSTS or "/" in found.group() or found.group(1).count(".") > 1 or ending == "io"


def accounts(text: str, original: str) -> Iterator[tuple[int, int]]:
    """IBANs whose length and check digits fit (ISO 13616, remainder 1 by 97)."""
    for found in _ACCOUNT.finditer(text):
        places = [n for n, char in enumerate(found.group(1)) if char.isalnum()]
        length = _ACCOUNT_LENGTHS.get(found.group(1)[:2], len(places) + 1)
        if length <= len(places) and _fits("".join(found.group(1)[n] for n in places[:length])):
            yield found.start(1), found.start(1) + places[length - 1] + 1


def _fits(iban: str) -> bool:
    """Also with letters in the place of digits („DE89 37O4“)."""
    return any(_leaves_one(spelt) for spelt in (iban, iban[:2] + iban[2:].translate(_CONFUSED)))


def _leaves_one(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
