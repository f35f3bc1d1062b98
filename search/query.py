"""The question as a frozen value, and its way into an address and back; knows neither Django nor an engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

MAX_CHARACTERS = 120
MAX_TOKENS = 12
MAX_WINDOW = 1_000
MAX_SIZE = 50
DEFAULT_SIZE = 20
MAX_VALUES = 20
MIN_KM, MAX_KM = 1, 200
NATIONWIDE = "all"

ORDERS = ("fit", "distance", "new", "start", "few")
KINDS = ("vacancy", "event", "trade", "organisation", "page")

# The one order of parameters in an address; names are the facet codes of the product.
PARAMETERS = (
    "q",
    "place",
    "radius",
    "area",
    "travel_mode",
    "travel_time",
    "about",
    "kind",
    "practice",
    "start_year",
    "start",
    "trade",
    "field",
    "trade_group",
    "certificate",
    "honest",
    "form",
    "work_start",
    "saturday",
    "outdoors",
    "height",
    "pay_from",
    "answers",
    "firm_size",
    "access",
    "help",
    "tryout",
    "topic",
    "network",
    "source",
    "new_since",
    "confirmed",
    "means",
    "word",
    "at",
    "sort",
    "size",
    "page",
)
_OWN = {"q", "place", "radius", "about", "means", "word", "at", "sort", "size", "page"}
FILTERS = tuple(name for name in PARAMETERS if name not in _OWN)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Near:
    """A point and a circle: postal code, coordinates in degrees, radius in km.

    None leaves the radius to the ladder, 0 is the whole country (`radius=all`).
    """

    plz: str
    lat: float
    lon: float
    km: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `text` is what was typed, `words` what the resolver left over as tokens."""

    text: str = ""
    words: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: Near | None = None
    order: str = "fit"
    page: int = 1
    size: int = DEFAULT_SIZE

    def values(self, name: str) -> tuple[str, ...]:
        """Chosen values of one filter, empty when it is not set."""
        return dict(self.filters).get(name, ())

    def where(self, name: str, *values: str) -> "Query":
        """A narrowed copy: the filter holds exactly these values, and the first page is asked."""
        others = [pair for pair in self.filters if pair[0] != name]
        filters = tuple(sorted([*others, (name, tuple(sorted(set(values))))])) if values else tuple(others)
        return replace(self, filters=filters, page=1)

    def without(self, name: str) -> "Query":
        """A widened copy: the filter is gone."""
        return self.where(name)

    def to_params(self) -> Pairs:
        """Name and value pairs in canonical order, defaults left out."""
        near = self.near
        single = {
            "q": self.text,
            "place": near.plz if near else "",
            "radius": _radius(near),
            "at": f"{near.lat!r},{near.lon!r}" if near else "",
            "sort": "" if self.order == "fit" else self.order,
            "size": "" if self.size == DEFAULT_SIZE else str(self.size),
            "page": "" if self.page == 1 else str(self.page),
        }
        many = {"about": self.kinds, "means": self.trades, "word": self.words, **dict(self.filters)}
        pairs = [(name, value) for name, value in single.items() if value]
        pairs += [(name, value) for name, values in many.items() for value in values]
        return canonical(pairs)

    @classmethod
    def from_params(cls, params: Pairs | Mapping[str, str]) -> "Query":
        """The query that `to_params` wrote; unknown parameters are ignored, limits are applied."""
        pairs = list(params.items()) if isinstance(params, Mapping) else list(params)
        grouped: dict[str, list[str]] = {}
        for name, value in pairs:
            grouped.setdefault(name, []).append(value)
        filters = tuple(sorted((name, _distinct(grouped[name])) for name in FILTERS if grouped.get(name)))
        order = _first(grouped, "sort")
        page, size = window(_number(_first(grouped, "page"), 1), _number(_first(grouped, "size"), DEFAULT_SIZE))
        return cls(
            text=_first(grouped, "q"),
            words=tuple(grouped.get("word", ())),
            trades=tuple(grouped.get("means", ())),
            kinds=tuple(grouped.get("about", ())),
            filters=filters,
            near=_near(grouped),
            order=order if order in ORDERS else "fit",
            page=page,
            size=size,
        )


def canonical(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The same pairs in the one order addresses use; a name we do not know is dropped."""
    position = {name: index for index, name in enumerate(PARAMETERS)}
    known = [pair for pair in pairs if pair[0] in position and pair[1] != ""]
    return sorted(known, key=lambda pair: position[pair[0]])


def window(page: int, size: int) -> tuple[int, int]:
    """Page and size cut to what may be asked: size 1 to 50, page times size at most 1,000."""
    size = max(1, min(size, MAX_SIZE))
    return max(1, min(page, MAX_WINDOW // size)), size


def _first(grouped: dict[str, list[str]], name: str) -> str:
    return grouped.get(name, [""])[0]


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default  # noqa: PLR2004 -- digits of 99,999


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))[:MAX_VALUES]


def _near(grouped: dict[str, list[str]]) -> Near | None:
    plz, at = _first(grouped, "place"), _first(grouped, "at")
    try:
        lat, lon = (float(part) for part in at.split(","))
    except ValueError:
        return None  # a place that a person typed: the form looks it up
    return Near(plz, lat, lon, radius_km(_first(grouped, "radius")))


def radius_km(text: str) -> int | None:
    """The radius an address names: km within the limits, 0 for the whole country, None when nothing is named."""
    if text == NATIONWIDE:
        return 0
    km = _number(text, 0)
    return max(MIN_KM, min(km, MAX_KM)) if km else None


def _radius(near: Near | None) -> str:
    if near is None or near.km is None:
        return ""
    return str(near.km) if near.km else NATIONWIDE
