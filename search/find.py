"""From a question to cards: engine, ranking, permission, reasons. The only door to search results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from math import ceil, inf
from typing import Any

from core import clock, places, reach
from search import documents, ranking, reasons
from search.backends.compiler import COMPUTED_MODES
from search.engine import Document, Engine, Results, get_engine
from search.query import MAX_WINDOW, Near, Query
from search.ranking import Ranked, Row
from search.resolver import Resolution

RADIUS_LADDER = (8, 15, 25, 50)
ENOUGH = 5
PLAIN_CARD = "search/includes/card.html"


@dataclass(frozen=True)
class Hit:
    """One card: what its template shows."""

    kind: str
    key: str
    title: str
    url: str
    km: float | None
    score: float
    parts: dict[str, float]
    reasons: list[str]
    open: list[str]
    object: Any
    card: str
    minutes: int | None = None
    arrives: time | None = None
    mode: str = ""
    fields: Document = field(default_factory=dict, repr=False)
    is_watched: bool = False
    own_lines: list[str] = field(default_factory=list)  # what the thing says of itself, whatever was asked
    circle: int | None = None  # km of the question's circle, the length of the folding rule

    @property
    def ref(self) -> str:
        """Kind and key, the name under which a watch list remembers it."""
        return f"{self.kind}:{self.key}"

    @property
    def cards(self) -> tuple[str, str]:
        """The card's template and the plain one for a kind without its own."""
        return self.card, PLAIN_CARD

    @property
    def radius(self) -> int:
        """How long the folding rule is: the asked circle, or the next usual step that reaches the hit."""
        return self.circle or next((step for step in RADIUS_LADDER if step >= (self.km or 0)), ceil(self.km or 1))

    @property
    def note(self) -> str:
        """One line of who and where, for lists on paper."""
        return str(documents.of_kind(self.kind).note_of(self.object))

    @property
    def way(self) -> str:
        """The way in words under the distance, empty when nothing can be said."""
        return reasons.way(self.minutes, self.mode, self.arrives)


@dataclass(frozen=True)
class Page:
    """A page of hits with everything around it."""

    query: Query
    resolution: Resolution
    hits: Sequence[Hit] = ()
    total: int = 0
    is_about: bool = False  # some hits were no longer to be shown, so the total is „etwa“
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    mode: str = ""
    km: int | None = None
    was_widened: bool = False

    @property
    def pages(self) -> int:
        """How many pages can be asked for."""
        return max(1, -(-min(self.total, MAX_WINDOW) // self.query.size))

    @property
    def is_simplified(self) -> bool:
        """Whether another engine stood in for the one in charge."""
        return bool(self.mode) and self.mode != get_engine().mode


def find(
    query: Query,
    user: Any,
    *,
    resolution: Resolution | None = None,
    facets: Sequence[str] = (),
    origin: str = "",
) -> Page:
    """Search as this person; raises `engine.Unavailable` when no engine can answer."""
    engine = get_engine()
    understood = resolution or Resolution(text=query.text)
    asked_for, km = _with_radius(query, engine)
    results = engine.search(asked_for, facets)
    ranked = _ranked(results, asked_for)
    shown, dropped = _visible_page(results, ranked, asked_for, user)
    asked = reasons.Asked(asked_for, understood, origin or (place_of(asked_for.near.plz) if asked_for.near else ""))
    return Page(
        query=asked_for,
        resolution=understood,
        hits=[_hit(one, fields, thing, asked) for one, fields, thing in shown],
        total=max(0, results.total - dropped),
        is_about=dropped > 0,
        facets={name: dict(counts) for name, counts in results.facets.items()},
        mode=results.mode,
        km=km,
        was_widened=query.near is not None and query.near.km is None and km != RADIUS_LADDER[0],
    )


def near(trade_ids: Iterable[str], near: Near | None, kinds: Iterable[str], limit: int = 6, *, user: Any) -> list[Hit]:
    """The best few documents of these trades and kinds around a place, for local blocks on other pages."""
    query = Query(kinds=tuple(kinds), near=near, size=limit).where("trade", *trade_ids)
    return list(find(query, user).hits)


def count(query: Query) -> int:
    """How many documents a question has, in the engine's own exact count."""
    return get_engine().count(query)


def _with_radius(query: Query, engine: Engine) -> tuple[Query, int | None]:
    """The question with its circle: the chosen one, or the first step of the ladder with enough hits."""
    if query.near is None or query.near.km is not None:
        return query, query.near.km if query.near else None
    widest = replace(query, near=replace(query.near, km=RADIUS_LADDER[-1]))
    counts = engine.count_by_code(widest)
    away = places.codes_within(query.near.plz, RADIUS_LADDER[-1])
    for km in RADIUS_LADDER:
        if sum(number for code, number in counts.items() if away.get(code, inf) <= km) >= ENOUGH:
            break
    return replace(query, near=replace(query.near, km=km)), km


def _ranked(results: Results, query: Query) -> list[Ranked]:
    rides, rows = _rides(query), results.rows
    if rides or query.values("travel_mode"):
        rows = [_with_minutes(row, query, rides) for row in rows]
    ranked = ranking.best_of_each(ranking.rank(rows, query, clock.today()))
    if query.values("travel_time") and (query.values("travel_mode") or ("bicycle",))[0] not in COMPUTED_MODES:
        return sorted(ranked, key=lambda one: one.row.minutes is None)
    return ranked


def _rides(query: Query) -> Mapping[str, reach.Ride]:
    """What a loaded timetable says of the chosen means from here."""
    mode = query.values("travel_mode")
    return reach.rides(query.near.plz, mode[0]) if query.near and mode else {}


def _with_minutes(row: Row, query: Query, rides: Mapping[str, reach.Ride]) -> Row:
    """Minutes of the chosen means: what the timetable says, else from the distance; nothing where none is chosen."""
    mode = (query.values("travel_mode") or ("",))[0]
    if ride := rides.get(row.plz):
        return row._replace(minutes=ride.minutes, arrives=ride.first_arrival)
    if row.km is None or mode not in COMPUTED_MODES:
        return row
    return row._replace(minutes=reach.by_distance(row.km, mode))


Shown = list[tuple[Ranked, Document, Any]]


def _visible_page(results: Results, ranked: Sequence[Ranked], query: Query, user: Any) -> tuple[Shown, int]:
    """The page's hits as the database shows them to this person, refilled from the window; how many were dropped.

    Everything before the page is asked for as well, so that nobody sees a hit twice when one has gone.
    """
    shown: Shown = []
    read, passed = _passed(results, ranked, (query.page - 1) * query.size, user)
    while len(shown) < query.size and read < len(ranked):
        batch = ranked[read : read + query.size - len(shown)]
        fields = results.read([one.row for one in batch])
        things = _things([_ref(one) for one in fields], user)
        shown += [
            (one, own, things[ref]) for one, own in zip(batch, fields, strict=True) if (ref := _ref(own)) in things
        ]
        read += len(batch)
    return shown[: query.size], read - passed - len(shown)


def _passed(results: Results, ranked: Sequence[Ranked], count: int, user: Any) -> tuple[int, int]:
    """Where the hits after the first so many visible ones begin, and how many visible ones were passed."""
    read = passed = 0
    while passed < count and read < len(ranked):
        batch = ranked[read : read + count - passed]
        alive = _alive([_ref(one) for one in results.read([one.row for one in batch])], user)
        passed += len(alive)
        read += len(batch)
    return read, passed


def _ref(fields: Document) -> str:
    return str(fields["ref"][0])


def _by_kind(refs: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for ref in refs:
        kind, _, key = ref.partition(":")
        grouped.setdefault(kind, []).append(key)
    return grouped


def _alive(refs: Sequence[str], user: Any) -> set[str]:
    """Which of the refs this person may see: one query a kind."""
    return _each_kind(refs, lambda kind, keys: _visible_keys(kind, keys, user)).keys()  # type: ignore[return-value]


def _visible_keys(kind: str, keys: Sequence[str], user: Any) -> dict[str, Any]:
    found = documents.visible(kind, user).filter(pk__in=keys).order_by()
    return dict.fromkeys(map(str, found.values_list("pk", flat=True)))


def _things(refs: Sequence[str], user: Any) -> dict[str, Any]:
    """The things behind the refs, fetched as this person may see them: one query a kind."""
    return _each_kind(refs, lambda kind, keys: documents.seen_by(kind, keys, user))


def _each_kind(refs: Iterable[str], fetch: Callable[[str, Sequence[str]], dict[str, Any]]) -> dict[str, Any]:
    known = {document.kind for document in documents.registered()}
    return {
        f"{kind}:{key}": thing
        for kind, keys in _by_kind(refs).items()
        if kind in known
        for key, thing in fetch(kind, keys).items()
    }


def _hit(one: Ranked, fields: Document, thing: Any, asked: reasons.Asked) -> Hit:
    kind, _, key = _ref(fields).partition(":")
    document = documents.of_kind(kind)
    own = list(document.reasons_of(thing, asked.query))
    return Hit(
        kind=kind,
        key=key,
        title=document.title_of(thing),
        url=document.url_of(thing),
        km=one.row.km,
        score=round(one.final, 4),
        parts={name: round(value, 4) for name, value in one.parts.items()},
        reasons=reasons.reasons(fields, one, asked, own),
        own_lines=own,
        open=reasons.open_points(fields, one, asked, list(document.open_of(thing, asked.query))),
        object=thing,
        card=document.card,
        minutes=one.row.minutes,
        arrives=one.row.arrives,
        mode=(asked.query.values("travel_mode") or ("",))[0],
        fields=fields,
        circle=asked.query.near.km if asked.query.near else None,
    )


def place_of(plz: str) -> str:
    """A postal code's place in words, the code itself when it is unknown."""
    hits = places.look_up(plz).hits
    return hits[0].name if hits else plz
