"""Numbers of the trade that are no telephone numbers: dates, times, measures, norms, wages, postal codes."""

import re
from itertools import pairwise

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_MONTH_NAME = r"(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|dez)"
_UNITS = (
    r"mm2?|cm[23]?|dm[23]?|m[23]?|km|mm[23]|kg|g|mg|t|l|ml|v|kv|a|ma|w|kw|kwh|kwp|hz|bar|mbar|pa|kpa|nm|n|kn|db|lux|lm|k|"
    r"°c?|grad|celsius|zoll|prozent|stueck|stuck|stk|meter|liter|watt|volt|ampere|uhr|std|stunden?|min|minuten|tagen?|"
    r"wochen|monaten?|jahren?|jahre|leute|mann|personen|platze?|plaetze|seiten|schueler|gesellen|azubis|dpi|u/min|rpm"
)
_NORMS = (
    r"din|vde|en|iso|iec|dguv|trgs|trbs|asr|vob|vdi|ral|hwo|kldb|vds|dvgw|bgr|bgv|bgi|sgb|bbig|agg|eg|atv|zvh|tabelle|"
    r"paragraph|§+|absatz|abs|kapitel|lehrjahr|lernfeld|seite|kw|gewerk|tarif|sn|rj|nym|nyy|h07v|los|raum|zimmer|tor|halle|"
    r"haus|hausnummer|linie|bus|gleis"
)
_NUMBERED = (
    r"(?:artikel|art|bestell|auftrags?|rechnungs?|betriebs|kunden|teile?|serien|zeichnungs?|personal|steuer|pruef|"
    r"chargen|hwk|material|projekt|baustellen|inventar|lager|katalog|objekt|vorgangs?|akten|register|rollen|"
    r"versicherungs|sendungs|paket|ersatzteil|fahrgestell|rahmen|schluessel|zaehler|angebots|vertrags|mitglieds)[ .-]*"
    r"(?:nummer|nr)|ersatzteile?(?: bosch)?|bosch|lieferschein|bremsscheibe"
)
_SPACE = r"[ \t]"
# Each stands for itself; what they cover breaks a run of digits.
_ALWAYS = re.compile(
    "|".join(
        [
            rf"(?<![\d.]){_DAY}\.{_SPACE}?{_MONTH}\.(?:\d{{4}}|\d{{2}})?(?!\d)",
            rf"(?<!\d){_DAY}\. ?{_MONTH_NAME}",
            r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
            r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?![:.]?\d)",
            rf"(?<![\d.]){_CLOCK}(?:{_SPACE}?uhr)?{_SPACE}?(?:-|–|bis){_SPACE}?{_CLOCK}(?![\d.])",
            rf"(?<![\d.]){_CLOCK}{_SPACE}?uhr\b",
            rf"(?<!\d)\d{{1,2}}{_SPACE}?(?:-|–|bis|und){_SPACE}?\d{{1,2}}{_SPACE}?uhr\b",
            # A measure has no zero in front: „0176 kg“ is none.
            rf"(?<![\d.,/-])(?!0\d)\d{{1,6}}(?:[.,]\d{{1,4}})?{_SPACE}?(?:{_UNITS})(?![a-z0-9])",
            rf"(?<!\d)(?!0\d)\d{{1,3}}(?:[.{_SPACE}]?\d{{3}})*(?:,\d{{1,2}}|,-)?{_SPACE}?(?:€|eur(?:o|os)?|cent|ct|%)(?![a-z])",
            r"(?<![\d,])\d{1,3},\d{1,3}(?![\d,])",
            r"(?<!\d)(?!0\d)\d+(?:[.,]\d+)?(?:\s?[x×]\s?\d+(?:[.,]\d+)?)+",
            r"(?<!\d)(?:19|20)\d\d\s?/\s?(?:\d{4}|\d\d)(?!\d)",
            r"(?<!\d)(?<!\d[ \-/.,])\d{5}(?= +[a-z]{3,})(?! +(?:und|dann|meine?|die|der|oder|ist|ruf)\b)",
            # Sizes and readings side by side: no second group of a number begins with a zero.
            r"(?<!\d)(?!01[5-7]\d)0\d{3}(?:[ ,/;]+(?:und )?0\d{3})+(?:[ ,/;]+(?:und )?\d{3,4})*(?!\d)",
            r"(?<!\d)0\d\d(?:[ ,/;]+0\d\d){2,}(?!\d)",
            r"(?<![\d.])(?!0\.1[ ,;/]+[5-7])\d\.\d{1,2}(?:[ ,;/]+\d\.\d{1,2}){2,}(?![\d.])",
            r"(?<!\d)([0-9])\d{4}(?:\s?(?:,|bis|oder|/)\s?\1\d{4})+(?!\d)",
        ]
    )
)
# Behind such a word stands a norm or a number of a thing, unless it looks like a mobile number.
_NAMED = re.compile(
    rf"(?<![a-z])(?:(?:{_NORMS})(?:[ .:\-]*(?:en|iso|vde|nr|bis|b|f))*|{_NUMBERED}|hrb|ean|gtin|iso-nr|typ|modell|m|g|"
    rf"ral)(?: (?:ist|lautet))?[ .:#\-]*(?!\+|00|0?1[5-7]\d[ \-/.]?\d{{3}})\d[\d .:/\-]*\d(?:[a-z]\b)?"
)
# „0 / 25 / 50 / 75 / 100“: rising steps from nought are a scale.
_SCALE = re.compile(r"(?<!\d)0(?:(?:\s?[/\-–;]\s?|\s)[1-9]\d{0,3}){3,}(?!\d)")
_BREAK = "\x00"


def taken_out(text: str) -> str:
    """The folded text with harmless numbers replaced by breaks of the same length."""
    without = _SCALE.sub(_break_rising, _ALWAYS.sub(_break, text))
    return _NAMED.sub(_break, without)


def _break(found: re.Match[str]) -> str:
    return _BREAK * len(found.group())


def _break_rising(found: re.Match[str]) -> str:
    steps = [int(step) for step in re.findall(r"\d+", found.group())]
    return _break(found) if all(one < two for one, two in pairwise(steps)) else found.group()
