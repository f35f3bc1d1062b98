"""The page around the hits as plain values: filters with counts, chips, tabs, headings. Templates only print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import regions
from search import facets, find, vocabulary
from search.facets import Facet
from search.forms import DEFAULT_KIND, RADII, SORTS, Asked
from search.query import KINDS, MAX_VALUES, NATIONWIDE

SHOWN_VALUES = 8
MAX_PLACES = 12
OPEN_FROM_START = ("kind", "certificate", "travel_time")
TABS = {
    "vacancy": gettext_lazy("Plätze"),
    "event": gettext_lazy("Veranstaltungen"),
    "trade": gettext_lazy("Berufe"),
    "organisation": gettext_lazy("Betriebe"),  # guilds too; the heading below says so, a tab must be short
    "page": gettext_lazy("Seiten"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    count: int
    is_chosen: bool
    is_idle: bool  # would change nothing or find nothing


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as shown; `more` folds behind „mehr anzeigen“."""

    code: str
    label: str
    is_single: bool
    is_open: bool
    choices: Sequence[Choice]
    more: Sequence[Choice]

    @property
    def is_free(self) -> bool:
        """Whether nothing is chosen here."""
        return not any(choice.is_chosen for choice in (*self.choices, *self.more))

    @property
    def type(self) -> str:
        """The kind of box: one value or several."""
        return "radio" if self.is_single else "checkbox"


@dataclass(frozen=True, slots=True)
class Link:
    """A chip or tab."""

    label: str
    url: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Radio:
    """One stop of the folding rule."""

    value: str
    label: str
    is_chosen: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class Question:
    """A word or place with several readings, each a link."""

    word: str
    links: Sequence[Link]


def counted(asked: Asked) -> list[str]:
    """Which counts the page needs."""
    codes = [facet.code for facet in facets.FACETS if facet.code != "travel_time" or asked.query.near]
    return ["about", *codes] if "vacancy" in asked.query.kinds else ["about", "trade", "field"]


def filters(page: find.Page) -> tuple[list[Filter], list[Filter]]:
    """The four filters in front, and those behind „mehr Filter“; without values none is shown."""
    shown = [_filter(facet, page.facets[facet.code], page) for facet in facets.FACETS if facet.code in page.facets]
    useful = [one for one in shown if one.choices]
    front = {facet.code for facet in facets.FACETS if facet.front}
    return [one for one in useful if one.code in front], [one for one in useful if one.code not in front]


def chips(asked: Asked) -> list[Link]:
    """The filters that were chosen, each with the address without it."""
    found = []
    chosen = [(name, value) for name, value in asked.pairs if name in facets.BY_CODE]
    for name, value in chosen:
        others = [one for other, one in chosen if other == name and one != value]
        found.append(Link(label(facets.BY_CODE[name], value), asked.address(**{name: others})))
    return found


def tabs(asked: Asked, page: find.Page) -> list[Link]:
    """Kinds of things that were found, places first; one alone needs no tabs."""
    counts = page.facets.get("about", {})
    links = [
        Link(
            str(TABS[kind]),
            asked.address(about=None if kind == DEFAULT_KIND and not asked.resolution.kinds else kind),
            counts.get(kind, 0),
            kind in page.query.kinds,
        )
        for kind in KINDS
        if counts.get(kind) or kind in page.query.kinds
    ]
    return links if len(links) > 1 else []


def questions(asked: Asked) -> list[Question]:
    """What must be asked: words with several readings, places with several of the name."""
    words = vocabulary.current()
    found = [
        Question(ask.word, [Link(words.name(trade), asked.address(trade=trade)) for trade in ask.trades])
        for ask in asked.resolution.asks
    ]
    answer = asked.place_answer
    if answer and answer.ambiguous:
        links = [
            Link(hit.label, asked.address(place=f"{hit.plz[0]} {hit.name}")) for hit in answer.hits[:10] if hit.plz
        ]
        found.append(Question(asked.place, links))
    return found


def radii(asked: Asked) -> list[Radio]:
    """The stops of the folding rule, „von selbst“ first."""
    near = asked.query.near
    chosen = dict(asked.pairs).get("radius", "") or (str(near.km) if near and near.km else "")
    stops = [("", _("von selbst"), _("Umkreis von selbst"))]
    stops += [(km, km, _("bis %(km)s Kilometer") % {"km": km}) for km in RADII]
    stops.append((NATIONWIDE, _("überall"), _("ganz Deutschland")))
    return [Radio(value, text, value == chosen, spoken) for value, text, spoken in stops]


def sorts(asked: Asked) -> list[Choice]:
    """The orders one can choose; by distance only from somewhere."""
    usable = [(value, text) for value, text in SORTS if value != "distance" or asked.query.near]
    return [Choice(value, str(text), 0, value == asked.query.order, False) for value, text in usable]


def heading(asked: Asked, page: find.Page) -> str:
    """How many of what: „18 Plätze mit Holz“."""
    kind = page.query.kinds[0] if len(page.query.kinds) == 1 else ""
    number = str(page.total) if not page.is_about else _("etwa %(n)d") % {"n": page.total}
    counted_words = {
        "vacancy": ngettext("Platz", "Plätze", page.total),
        "event": ngettext("Veranstaltung", "Veranstaltungen", page.total),
        "trade": ngettext("Beruf", "Berufe", page.total),
        "organisation": ngettext("Betrieb oder Innung", "Betriebe und Innungen", page.total),
        "page": ngettext("Seite", "Seiten", page.total),
    }
    return f"{number} {counted_words.get(kind, ngettext('Treffer', 'Treffer', page.total))}{subject(asked)}"


def subject(asked: Asked) -> str:
    """What was asked for, as it follows a noun: „ für Tischler/in“, „ mit Holz“."""
    words = vocabulary.current()
    resolution = asked.resolution
    chosen = asked.query.values("trade")
    if chosen:
        return _(" für %(trade)s") % {"trade": _listed([words.name(trade) for trade in chosen[:2]])}
    if resolution.interests:
        return _(" mit %(word)s") % {"word": resolution.interests[0].capitalize()}
    if resolution.trades:
        return _(" für %(trade)s") % {"trade": _listed([words.name(hit.id) for hit in resolution.trades[:2]])}
    return _(" zu „%(word)s“") % {"word": " ".join(resolution.words)} if resolution.words else ""


def radius_note(asked: Asked, page: find.Page) -> str:
    """How wide was searched, when nobody chose it."""
    if page.km is None or asked.query.near is None or asked.query.near.km is not None:
        return ""
    if page.was_widened and page.total >= find.ENOUGH:
        return _("Umkreis %(km)d km, damit mindestens %(n)d dabei sind.") % {"km": page.km, "n": find.ENOUGH}
    return _("Umkreis %(km)d km.") % {"km": page.km}


def where(asked: Asked, page: find.Page) -> str:
    """The place and circle in words: „Altenburg, 15 km“."""
    if area := page.query.values("area"):
        region = regions.by_slug(area[0])
        return region.name if region else _("Postleitzahlen %(begin)s…") % {"begin": area[0]}
    if not asked.origin:
        return _("ganz Deutschland")
    return f"{asked.origin}, {page.km} km" if page.km else f"{asked.origin}, " + _("ganz Deutschland")


def name(asked: Asked, page: find.Page) -> str:
    """What a saved search is called: „Plätze für Tischler/in · Altenburg, 15 km · Ausbildung“."""
    kinds = [str(TABS[kind]) for kind in page.query.kinds]
    chosen = [(code, value) for code, value in asked.pairs if code in facets.BY_CODE]
    filters = [label(facets.BY_CODE[code], value) for code, value in chosen]
    return " · ".join([_listed(kinds or [_("Alles")]) + subject(asked), where(asked, page), *filters[:4]])


def label(facet: Facet, value: str) -> str:
    """What people read for a value of a filter."""
    if facet.code == "trade":
        return vocabulary.current().name(value)
    if facet.code == "start_year" and value == "now":
        return _("sofort")
    return str(facet.values.get(value, value))


def _filter(facet: Facet, counts: Mapping[str, int], page: find.Page) -> Filter:
    chosen = page.query.values(facet.code)
    values = list(facet.values) or sorted(counts, key=lambda value: (-counts[value], value))
    if facet.code == "start_year":
        values = sorted(counts)
    useful = [value for value in values if counts.get(value) or value in chosen][:MAX_VALUES]
    choices = [_choice(facet, value, counts.get(value, 0), chosen, page) for value in useful]
    return Filter(
        facet.code,
        str(facet.label),
        facet.single,
        bool(chosen) or facet.code in OPEN_FROM_START,
        choices[:SHOWN_VALUES],
        choices[SHOWN_VALUES:],
    )


def _choice(facet: Facet, value: str, count: int, chosen: Sequence[str], page: find.Page) -> Choice:
    is_chosen = value in chosen
    is_all = facet.style == "terms" and count == page.total and not chosen
    is_idle = not is_chosen and (count == 0 or is_all)
    return Choice(value, label(facet, value), count, is_chosen, is_idle)


def _listed(names: Sequence[str]) -> str:
    return _(" oder ").join(names)
