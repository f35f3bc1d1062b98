"""From an address to a question: limits, notes beside the fields, and the way back into an address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import places, regions
from core.forms import place_problem
from core.text import SafeCharField, clean_line
from search import facets, vocabulary
from search.models import SavedSearch
from search.query import (
    DEFAULT_SIZE,
    KINDS,
    MAX_CHARACTERS,
    MAX_VALUES,
    NATIONWIDE,
    ORDERS,
    Near,
    Pairs,
    Query,
    canonical,
    radius_km,
    window,
)
from search.resolver import Resolution, resolve

MAX_TYPED = 2_000  # more than this no browser field sends; the rest is not even looked at
DEFAULT_KIND = "vacancy"
RADII = ("5", "10", "15", "25", "50", "100")
SORTS = (
    ("fit", gettext_lazy("Passt und ist nah")),
    ("distance", gettext_lazy("Entfernung")),
    ("new", gettext_lazy("Neueste")),
    ("start", gettext_lazy("Beginn")),
    ("few", gettext_lazy("Wenige Bewerbungen")),
)
AREA = re.compile(r"(?:plz|d-?)?\s*([0-9]{2,4})", re.IGNORECASE)  # the beginning of a postal code
SINGLE = ("q", "place", "radius", "travel_mode", "sort", "size", "page")


@dataclass(frozen=True)
class Asked:
    """A question as read: the value, how it was understood, its canonical address and the notes to show."""

    query: Query
    resolution: Resolution
    pairs: Pairs = field(default_factory=list)
    place: str = ""
    place_answer: places.PlaceAnswer | None = None
    place_problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """The place in words, as the lines of a card name it; none where only the beginning of a code is known."""
        if self.place_answer is None or not self.place_answer.hits:
            return ""
        typed = self.query.near.plz if self.query.near else ""
        return typed if self.place.strip().isdecimal() else self.place_answer.hits[0].name

    def address(self, **changes: str | Iterable[str] | None) -> str:
        """The address with some parameters changed (None or nothing: taken out); a change goes back to page one."""
        changed = {name for name in changes if name != "page"}
        kept = [pair for pair in self.pairs if pair[0] not in changes and not (changed and pair[0] == "page")]
        for name, value in changes.items():
            values = [value] if isinstance(value, str) else list(value or ())
            kept += [(name, one) for one in values]
        return "?" + urlencode(canonical(kept))

    @property
    def url(self) -> str:
        """The one address of this state."""
        return self.address()


class SearchForm(forms.Form):
    """The search box. Nothing a person types is an error: what is too much is cut, with a note."""

    q = SafeCharField(label=gettext_lazy("Was?"), required=False)
    place = SafeCharField(label=gettext_lazy("Wo?"), required=False)
    radius = forms.CharField(required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sortiert nach"), choices=SORTS, required=False)

    def __init__(self, data: QueryDict | Mapping[str, str]) -> None:
        self.given = _grouped(data)
        super().__init__({name: self._one(name) for name in ("q", "place", "radius", "sort")})

    def asked(self) -> Asked:
        """The question these parameters ask; never fails."""
        typed, notes = self._text()
        place = clean_line(self._one("place"), MAX_CHARACTERS)
        resolution = resolve(typed, with_places=not place)
        answer = places.look_up(place) if place else resolution.place_answer
        chosen = self._filters()
        area = _area(place, answer)
        answer = None if area else answer  # „Bodensee“ is a village, too
        query = Query(
            text=typed,
            words=resolution.words,
            trades=tuple(hit.id for hit in resolution.trades),
            kinds=self._kinds(resolution),
            filters=_with_understood({**area, **chosen}, resolution),
            near=self._near(answer, resolution.km),
            order=self._order(),
        )
        page, size = window(_number(self._one("page"), 1), _number(self._one("size"), DEFAULT_SIZE))
        return Asked(
            query=replace(query, page=page, size=size),
            resolution=resolution if "trade" not in chosen else replace(resolution, asks=()),
            pairs=self._pairs(typed, place, chosen, page, size),
            place=place or resolution.place,
            place_answer=answer,
            place_problem="" if area else _place_problem(place, answer),
            notes=(*notes, *_notes(resolution)),
        )

    def _one(self, name: str) -> str:
        return self.given.get(name, [""])[0][:MAX_TYPED]

    def _text(self) -> tuple[str, list[str]]:
        line = clean_line(self._one("q"))
        if len(line) <= MAX_CHARACTERS:
            return line, []
        return clean_line(line, MAX_CHARACTERS), [
            _("Das war sehr lang. Gesucht wird nur nach den ersten %(n)d Zeichen.") % {"n": MAX_CHARACTERS}
        ]

    def _filters(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in (*facets.FIELD_OF, "travel_mode"):
            values = [clean_line(value, 60) for value in self.given.get(name, ())][: MAX_VALUES * 2]
            known = [value for value in dict.fromkeys(values) if value and _is_known(name, value)]
            if known:
                single = name in SINGLE or (name in facets.BY_CODE and facets.BY_CODE[name].single)
                found[name] = tuple(sorted(known[:1] if single else known[:MAX_VALUES]))
        return found

    def _kinds(self, resolution: Resolution) -> tuple[str, ...]:
        about = tuple(kind for kind in dict.fromkeys(self.given.get("about", ())) if kind in KINDS)
        return about or resolution.kinds or (DEFAULT_KIND,)

    def _order(self) -> str:
        order = self._one("sort")
        return order if order in ORDERS else "fit"

    def _near(self, answer: places.PlaceAnswer | None, typed_km: int | None) -> Near | None:
        """The circle: a chosen radius counts before one that was typed beside the trade."""
        if answer is None or not answer.hits:
            return None
        hit = answer.hits[0]
        plz = hit.plz[0] if hit.plz else ""
        chosen = self._km()
        km = radius_km(str(typed_km)) if chosen is None and typed_km else chosen
        return Near(plz, hit.lat, hit.lon, km) if plz else None

    def _km(self) -> int | None:
        return radius_km(self._one("radius"))

    def _pairs(self, typed: str, place: str, chosen: dict[str, tuple[str, ...]], page: int, size: int) -> Pairs:
        km = self._km()
        single = {
            "q": typed,
            "place": place,
            "radius": "" if km is None else str(km or NATIONWIDE),
            "sort": "" if self._order() == "fit" else self._order(),
            "size": "" if size == DEFAULT_SIZE else str(size),
            "page": "" if page == 1 else str(page),
        }
        pairs = [(name, value) for name, value in single.items() if value]
        pairs += [("about", kind) for kind in self.given.get("about", ()) if kind in KINDS]
        pairs += [(name, value) for name, values in chosen.items() for value in values]
        return canonical(dict.fromkeys(pairs))


class KeepForm(forms.Form):
    """How often to tell news of a saved search."""

    rhythm = forms.ChoiceField(label=gettext_lazy("Nachricht"), choices=SavedSearch.Rhythm.choices)


class StepForm(forms.Form):
    """What to do with a saved search."""

    STEPS = ("pause", "resume", "rhythm", "delete", "restore")

    step = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    rhythm = forms.ChoiceField(choices=SavedSearch.Rhythm.choices, required=False)


def _grouped(data: QueryDict | Mapping[str, str]) -> dict[str, list[str]]:
    if isinstance(data, QueryDict):
        return {name: [str(value) for value in data.getlist(name)] for name in data}
    return {name: [str(value)] for name, value in data.items() if value not in (None, "")}


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default  # noqa: PLR2004 -- at most 99,999


def _is_known(name: str, value: str) -> bool:
    """Whether a filter has such a value; lists that content makes (years, topics) take any short word."""
    if name == "travel_mode":
        return value in facets.MODES
    if name == "area":
        return bool((AREA.fullmatch(value) and places.codes_beginning(value)) or regions.by_slug(value))
    if name == "trade":
        return value in vocabulary.current().by_id
    known = facets.BY_CODE[name].values if name in facets.BY_CODE else {}
    return not known or value in known


def _with_understood(
    chosen: dict[str, tuple[str, ...]], resolution: Resolution
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The chosen filters, and those the words named where nothing was chosen."""
    return tuple(sorted({**dict(resolution.filters), **chosen}.items()))


def _area(place: str, answer: places.PlaceAnswer | None) -> dict[str, tuple[str, ...]]:
    """The filter for a region („Sachsen“) or the beginning of a code („046“) where no town is meant; else empty."""
    if region := regions.find(place):
        return {"area": (region.slug,)}
    typed = AREA.fullmatch(place)
    if typed is None or (answer and answer.hits) or not places.codes_beginning(typed[1]):
        return {}
    return {"area": (typed[1],)}


def _place_problem(place: str, answer: places.PlaceAnswer | None) -> str:
    return place_problem(answer or places.PlaceAnswer()) if place or answer else ""


def _notes(resolution: Resolution) -> list[str]:
    notes = []
    if resolution.was_cut and len(resolution.text) < MAX_CHARACTERS:
        notes.append(_("Das waren sehr viele Wörter. Gesucht wird nach den ersten zwölf."))
    if resolution.refusals:
        notes.append(_("Danach können wir noch nicht filtern: %(words)s") % {"words": ", ".join(resolution.refusals)})
    return notes
