"""The filters of the place search: which field holds what, and the words people read.

One table feeds the form, both engines and the page.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core import clock, places, regions
from search.ranking import day_number

Words = Mapping[str, object]  # code to label; labels are lazy translations

LADDER = ("none", "first", "first_extended", "middle", "middle_extended", "fhr", "abitur")


@dataclass(frozen=True)
class Facet:
    """One filter. `field` is the document field; `values` the known codes in the order shown (empty: as counted)."""

    code: str
    label: object
    field: str
    values: Words = dataclasses.field(default_factory=dict)  # `field` is a member here
    front: bool = False
    single: bool = False  # one value at a time (radio)
    style: str = "terms"  # terms | cumulative | days | minutes


KINDS: Words = {
    "apprenticeship": _("Ausbildung"),
    "taster_day": _("Schnuppertag"),
    "internship": _("Praktikum"),
    "eq": _("Einstiegsqualifizierung (EQ)"),
}
PRACTICES: Words = {
    "school_internship": _("Schülerpraktikum"),
    "holiday_internship": _("Ferienpraktikum"),
    "action_day": _("Girls’Day oder Boys’Day"),
    "fos_internship": _("FOS-Praktikum"),
    "long_internship": _("Jahrespraktikum"),
    "field_exploration": _("Berufsfelderkundung"),
}
CERTIFICATES: Words = {
    "none": _("ohne Abschluss"),
    "first": _("erster Schulabschluss"),
    "first_extended": _("erweiterter erster, Quali"),
    "middle": _("mittlerer Schulabschluss"),
    "middle_extended": _("mittlerer mit Oberstufe"),
    "fhr": _("Fachhochschulreife"),
    "abitur": _("Abitur"),
}
FIELDS: Words = {
    "building": _("Bau"),
    "finishing": _("Ausbau"),
    "wood": _("Holz"),
    "metal": _("Metall"),
    "electrical": _("Elektro"),
    "vehicles": _("Fahrzeug"),
    "plumbing": _("Sanitär, Heizung, Klima"),
    "food": _("Lebensmittel"),
    "health": _("Gesundheit"),
    "body_care": _("Körperpflege"),
    "design": _("Gestaltung"),
    "textile": _("Textil"),
    "music": _("Musikinstrumente"),
    "office": _("Büro"),
}
GROUPS: Words = {
    "I": _("Bauhauptgewerbe"),
    "II": _("Ausbaugewerbe"),
    "III": _("Handwerke für den gewerblichen Bedarf"),
    "IV": _("Kraftfahrzeuggewerbe"),
    "V": _("Lebensmittelgewerbe"),
    "VI": _("Gesundheitsgewerbe"),
    "VII": _("Handwerke für den privaten Bedarf"),
}
HONEST: Words = {
    "grades_open": _("Noten nicht entscheidend"),
    "german_a2": _("Deutsch A2 reicht"),
    "german_b1": _("Deutsch B1 reicht"),
    "no_licence": _("kein Führerschein"),
    "career_change": _("Quereinstieg"),
}
FORMS: Words = {
    "full_time": _("Vollzeit"),
    "part_time": _("Teilzeit"),
    "joint": _("Verbund"),
    "shortened": _("verkürzt möglich"),
}
SIZES: Words = {
    "1-5": _("bis 5"),
    "6-10": _("6 bis 10"),
    "11-20": _("11 bis 20"),
    "21-50": _("21 bis 50"),
    "51+": _("über 50"),
}
ACCESS: Words = {
    "step_free": _("stufenfrei"),
    "inclusive": _("offen für Azubis mit Behinderung"),
    "sign_language": _("Gebärdensprache"),
}
HELP: Words = {
    "hostel": _("Wohnheim"),
    "room": _("Zimmer"),
    "lift": _("Fahrgemeinschaft"),
    "german_course": _("Deutschförderung"),
    "tutoring": _("Nachhilfe"),
}
TRYOUT: Words = {"day_bookable": _("Tag buchbar in 14 Tagen"), "in_holidays": _("in den Ferien")}
WORK_STARTS: Words = {
    "before_6": _("vor 6 Uhr"),
    "6_to_7": _("6 bis 7 Uhr"),
    "from_7": _("ab 7 Uhr"),
    "from_8": _("ab 8 Uhr"),
}
SATURDAYS: Words = {"no": _("samstags frei"), "yes": _("auch samstags")}
OUTDOORS: Words = {"yes": _("viel draußen")}
HEIGHT: Words = {"yes": _("auch in der Höhe")}
PAY: Words = {
    "700": _("700 €"),
    "800": _("800 €"),
    "900": _("900 €"),
    "1000": _("1.000 €"),
    "1100": _("1.100 €"),
}
ANSWERS: Words = {"3": _("in 3 Tagen"), "5": _("in 5 Tagen")}
MINUTES: Words = {
    "15": _("15 Minuten"),
    "30": _("30 Minuten"),
    "45": _("45 Minuten"),
    "60": _("60 Minuten"),
}
MODES: Words = {
    "bicycle": _("Fahrrad"),
    "transit": _("Bus und Bahn"),
    "moped": _("Moped"),
    "lift": _("Mitfahrt"),
}
DAYS: Words = {
    "1": _("seit gestern"),
    "7": _("letzte 7 Tage"),
    "14": _("letzte 14 Tage"),
    "30": _("letzte 30 Tage"),
}

FACETS: tuple[Facet, ...] = (
    Facet("kind", _("Angebot"), "offer", KINDS, front=True),
    Facet("certificate", _("Mein Schulabschluss"), "certificate", CERTIFICATES, True, True, "cumulative"),
    Facet("travel_time", _("Erreichbar in"), "plz", MINUTES, True, True, "minutes"),
    Facet("start_year", _("Beginn"), "start", front=True),
    Facet("practice", _("Art des Praktikums"), "practice", PRACTICES),
    Facet("trade", _("Beruf"), "trade"),
    Facet("field", _("Berufsfeld"), "field", FIELDS),
    Facet("trade_group", _("Gewerbegruppe"), "trade_group", GROUPS),
    Facet("honest", _("Offen für dich"), "flags", HONEST),
    Facet("form", _("Ausbildungsform"), "form", FORMS),
    Facet("work_start", _("Arbeitsbeginn"), "work_start", WORK_STARTS),
    Facet("saturday", _("Samstag"), "saturday", SATURDAYS),
    Facet("outdoors", _("Draußen"), "outdoors", OUTDOORS),
    Facet("height", _("Höhe"), "height", HEIGHT),
    Facet("pay_from", _("Vergütung im 1. Jahr ab"), "pay_from", PAY, single=True),
    Facet("answers", _("Antwort versprochen"), "answers", ANSWERS, single=True),
    Facet("firm_size", _("Betriebsgröße"), "firm_size", SIZES),
    Facet("access", _("Zugang"), "flags", ACCESS),
    Facet("help", _("Unterstützung"), "flags", HELP),
    Facet("tryout", _("Ausprobieren"), "flags", TRYOUT),
    Facet("topic", _("Zukunftsthema"), "topic"),
    Facet("new_since", _("Neu"), "published", DAYS, single=True, style="days"),
    Facet("confirmed", _("Bestätigt"), "confirmed", DAYS, single=True, style="days"),
)
BY_CODE = {facet.code: facet for facet in FACETS}

# Filters that are asked for but shown elsewhere (season "now", beginning of a postal code) or not as a list of counts.
FIELD_OF = {facet.code: facet.field for facet in FACETS} | {
    "start": "start",
    "area": "plz",
    "network": "network",
    "source": "source",
}


def accepted(code: str, values: Iterable[str]) -> tuple[str, ...]:
    """The document values one filter lets pass: a certificate is an upper bound, an area a set of postal codes."""
    if code == "area":
        return tuple(sorted({plz for value in values for plz in _codes_of_area(value)}))
    if code != "certificate":
        return tuple(values)
    levels = [LADDER.index(value) for value in values if value in LADDER]
    return LADDER[: max(levels) + 1] if levels else ()


def _codes_of_area(value: str) -> Iterable[str]:
    """The codes that begin so („046“), or those of a Land or a landscape („sachsen“)."""
    return places.codes_beginning(value) if value.isdecimal() else regions.codes_of(value)


def since(value: str) -> int:
    """The first day (days since 1970) that is still within so many days."""
    return day_number(clock.today() - timedelta(days=int(value)))


def cumulated(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts of places that take somebody with each certificate."""
    total, found = 0, {}
    for level in LADDER:
        total += counts.get(level, 0)
        found[level] = total
    return found
