"""Words in adverts that exclude people (AGG §§ 1, 7, 11): some are refused, some only get a hint.

The rules look for demands, not for words alone: „ab 16 dürfen Sie …“ is no age limit, „höchstens 25 Jahre alt“ is one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class WordRule:
    """One pattern with its weight, the explanation and a way to say it better."""

    code: str
    pattern: str
    is_refused: bool
    why: Promise
    better: Promise


@dataclass(frozen=True)
class Finding:
    """A place in a text that a rule found."""

    rule: WordRule
    words: str

    @property
    def message(self) -> str:
        """The explanation with the found words and the proposal."""
        return f"„{self.words}“: {self.rule.why} {self.rule.better}"


RULES = (
    WordRule(
        "sex",
        r"\b(junge[rn]? (mann|männer|frau|dame|bursche)n?|nur (männer|frauen|jungs|mädchen|jungen|bewerber)"
        r"|männliche[rn]?|weibliche[rn]?|kräftige[rn]? (mann|kerl|bursche)n?|echte kerle)\b",
        True,
        _("So dürfen wir es nicht veröffentlichen, es schließt nach Geschlecht oder Alter aus."),
        _("Vorschlag: „Wir suchen Verstärkung im Team.“"),
    ),
    WordRule(
        "age_limit",
        r"\b((höchstens|maximal|max\.?|nicht älter als|unter|bis) ?(zu )?\d{2} jahren?( alt)?|altersgrenze"
        r"|nicht älter als \d{2}|zwischen \d{2} und \d{2} jahren?)\b",
        True,
        _("Eine Altersgrenze ist nicht erlaubt."),
        _("Vorschlag: Sagen Sie, was man können soll."),
    ),
    WordRule(
        "origin",
        r"\b(nur deutsche|keine ausländer|deutscher herkunft|deutscher abstammung|biodeutsch\w*|inländer)\b",
        True,
        _("Herkunft darf keine Rolle spielen."),
        _("Vorschlag: Lassen Sie den Satz weg."),
    ),
    WordRule(
        "mother_tongue",
        r"\b(muttersprachler\w*|deutsch als muttersprache|muttersprache deutsch)\b",
        True,
        _("„Muttersprache“ schließt nach Herkunft aus."),
        _("Vorschlag: „Deutsch B1“, wenn Sie es für die Arbeit brauchen."),
    ),
    WordRule(
        "religion",
        r"\b(christliche[rn]? (bewerber|konfession)\w*|nur (christen|muslime|juden)|ohne kopftuch|kein kopftuch"
        r"|konfession\w*)\b",
        True,
        _("Religion darf keine Rolle spielen."),
        _("Vorschlag: Lassen Sie den Satz weg."),
    ),
    WordRule(
        "health",
        r"\b(kerngesund\w*|gesundheitszeugnis erforderlich|keine (behinderung|behinderte\w*|krankheit\w*)"
        r"|nicht behindert\w*|körperlich voll belastbar\w*|nichtraucher(in)? erforderlich)\b",
        True,
        _("Nach Gesundheit oder Behinderung dürfen wir nicht aussuchen."),
        _("Vorschlag: Beschreiben Sie die Arbeit, zum Beispiel „Wir tragen Platten zu zweit.“"),
    ),
    WordRule(
        "photo",
        r"\b(mit (licht|bewerbungs|pass)?(bild|foto)"
        r"|(licht|bewerbungs|pass)(bild|foto) (erforderlich|beilegen|mitschicken))\b",
        True,
        _("Ein Foto dürfen wir nicht verlangen."),
        _("Vorschlag: Laden Sie zu einem Schnuppertag ein."),
    ),
    WordRule(
        "young_team",
        r"\b(junge[sn]? (und dynamische[sn]? )?team|dynamische[sn]? junge[sn]? team|jung und dynamisch)\b",
        False,
        _("Das klingt nach einer Altersgrenze."),
        _("Besser: „Wir sind zu sechst, zwei lernen noch.“"),
    ),
    WordRule(
        "resilient",
        r"\b(belastbar\w*|flexib\w+)\b",
        False,
        _("Das Wort sagt Jugendlichen nichts."),
        _("Besser: was wirklich vorkommt, zum Beispiel „Im Sommer fangen wir um 6 Uhr an.“"),
    ),
)


def findings(text: str) -> list[Finding]:
    """All places of a text that a rule found, the refused ones first."""
    found = [Finding(rule, match.group(0)) for rule, pattern in _compiled() for match in pattern.finditer(text)]
    return sorted(found, key=lambda finding: not finding.rule.is_refused)


def refused(text: str) -> list[Finding]:
    """The places that must change before publishing."""
    return [finding for finding in findings(text) if finding.rule.is_refused]


def hints(text: str) -> list[Finding]:
    """The places that could be said better."""
    return [finding for finding in findings(text) if not finding.rule.is_refused]


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[WordRule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in RULES)
