"""Where our facts come from: lines for the pages and for /quellen/."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTRACTS_LINE = _("Quelle: BIBB, Erhebung zum 30.9.2024, alle Ausbildungsbereiche")


@dataclass(frozen=True)
class Source:
    """A source with what we took from it and the line it asks for."""

    what: str | Promise
    line: str | Promise
    note: str | Promise = ""


SOURCES = [
    Source(
        _("Namen, Dauer und Ausbildungsordnung der Berufe; Gewerke"),
        _("Ausbildungsordnungen und Handwerksordnung, Texte aus bundestag/gesetze"),
        _("Amtliche Texte sind gemeinfrei (§ 5 UrhG)."),
    ),
    Source(
        _("Zahl der neuen Ausbildungsverträge und Anteil der Männer"),
        CONTRACTS_LINE,
        _("Auf Vielfache von 3 gerundet; nicht nur Handwerk."),
    ),
    Source(
        _("Kennziffern und Bezeichnungen der Agentur für Arbeit"),
        _("Berufeliste der Bundesagentur für Arbeit, über cbleek/arbeitsagentur-berufe"),
    ),
    Source(
        _("Regionale, alte und umgangssprachliche Wörter"),
        _("Redaktionell gesammelt, teils belegt durch den Atlas zur deutschen Alltagssprache"),
    ),
    Source(
        _("Gesetzliche Mindestvergütung"),
        _("§ 17 BBiG, Beträge nach bibb.de und buzer.de"),
        _("Nach dem Jahr, in dem die Ausbildung beginnt."),
    ),
    Source(
        _("Vergütungen einzelner Berufe"),
        _("Bei jeder Zahl stehen Gebiet, Stand, Art und Quelle"),
        _("Verschiedene Arten von Zahlen werden nicht vermischt."),
    ),
    Source(_("Interessen, Berufsfelder, Nachbarberufe, Wasserwaagen"), _("Einschätzung der Redaktion")),
]
