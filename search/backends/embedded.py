"""The engine on this machine's disk: tantivy, exact counts, circles as sets of postal codes."""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import tantivy

from core import places
from search import facets, terms
from search.backends import store
from search.backends.compiler import SCALE, Compiler
from search.backends.schema import schema
from search.documents import NUMBERS
from search.engine import WINDOW, Document, Results
from search.query import Near, Query
from search.ranking import Row

FETCHED = 1_200  # a bit more than the window, so that equal scores at its end fall the same way each time
WHOLE_COUNTRY_KM = 1_000
COLUMNS = ("order_id", "lat", "lon", "answer", "fairness", "confirmed", "published", "opens", "applications")
SORT_FIELD = {"new": ("published", tantivy.Order.Desc), "start": ("opens", tantivy.Order.Asc)}
ALL_BUCKETS = 65_000
VERSIONS_AT_ONCE = 5_000


class EmbeddedEngine:
    """Reads the live build; writes only inside `store.writing()`."""

    mode = "embedded"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._name = ""
        self._index: tantivy.Index | None = None
        self._words: tuple[object, terms.Vocabulary] = (None, {})

    def search(self, query: Query, counted: Sequence[str] = ()) -> Results:
        """The window of a question, with counts of the named facets."""
        searcher = self._searcher()
        compiler = self._compiler(searcher, query)
        narrowed = self._nearest(searcher, query) if query.order == "distance" and query.near else query
        rows, found = self._window(searcher, self._compiler(searcher, narrowed), narrowed)
        kept = [row for row in rows if _is_within(row, query.near)]
        whole = found if narrowed is query else self._count(searcher, compiler)
        total = whole - (len(rows) - len(kept))
        counts = _Counter(searcher, compiler).counts(counted)
        return Results(self.mode, total, kept[:WINDOW], lambda some: [_stored(searcher, row) for row in some], counts)

    def count(self, query: Query) -> int:
        """How many documents a question has."""
        searcher = self._searcher()
        return self._count(searcher, self._compiler(searcher, query))

    def index(self, documents: Iterable[Document]) -> None:
        """Write documents into the live build; each replaces all with the same `ref`."""
        with store.writing():
            store.write(store.live_name(), documents)

    def delete(self, kind: str, pks: Iterable[object]) -> None:
        """Take documents out of the live build."""
        with store.writing():
            store.write(store.live_name(), (), [f"{kind}:{pk}" for pk in pks])

    def apply(self, documents: Iterable[Document], gone: Iterable[str]) -> None:
        """One batch of the worker: new and changed documents, and the refs that are gone, in one commit."""
        with store.writing():
            store.write(store.live_name(), documents, gone)

    def versions(self, kind: str) -> dict[str, int]:
        """Key and version of everything of a kind the live build holds."""
        return versions_in(self._searcher(), kind)

    def fetch(self, refs: Iterable[str]) -> dict[str, list[Document]]:
        """Stored fields by ref, for comparisons."""
        searcher = self._searcher()
        return {ref: documents_of(searcher, ref) for ref in refs}

    def knows(self, token: str) -> bool:
        """Whether any document holds the token."""
        return _is_known(self._searcher(), token)

    def _searcher(self) -> tantivy.Searcher:
        name = store.live_name()
        with self._lock:
            if self._index is None or name != self._name:
                self._index, self._name = store.open_build(name), name
            self._index.reload()
            return self._index.searcher()

    def _compiler(self, searcher: tantivy.Searcher, query: Query) -> Compiler:
        return Compiler(schema(), query, lambda token: _is_known(searcher, token), self._vocabulary(searcher))

    def _vocabulary(self, searcher: tantivy.Searcher) -> terms.Vocabulary:
        """Words of titles and organisations; read again when the build changed by more than a batch."""
        stamp = (self._name, searcher.num_docs // 200)
        if self._words[0] != stamp:
            found = {word for field in ("title", "organisation") for word, _ in searcher.terms_with_prefix(field, "")}
            self._words = (stamp, terms.by_length(sorted(found)))
        return self._words[1]

    def _count(self, searcher: tantivy.Searcher, compiler: Compiler) -> int:
        return _total(searcher.search(compiler.whole(), limit=1, count=True))

    def _nearest(self, searcher: tantivy.Searcher, query: Query) -> Query:
        """The circle that just fills the window, so that „by distance“ really begins at the nearest."""
        near = query.near
        compiler = self._compiler(searcher, query)
        if near is None or self._count(searcher, compiler) <= WINDOW:
            return query
        counts = _buckets(searcher.aggregate(compiler.whole(), {"plz": _terms_of("plz")})["plz"])
        reached = 0
        for code, km in sorted(places.codes_within(near.plz, WHOLE_COUNTRY_KM).items(), key=itemgetter(1)):
            reached += counts.get(code, 0)
            if reached >= WINDOW:
                return replace(query, near=replace(near, km=math.ceil(km) or 1))
        return query

    def _window(self, searcher: tantivy.Searcher, compiler: Compiler, query: Query) -> tuple[list[Row], int]:
        whole = compiler.whole()
        field, order = SORT_FIELD.get(query.order, ("", tantivy.Order.Desc))
        if not field and not (query.words or query.trades):
            field = "browse_order"
        if field:
            found = searcher.search(whole, limit=FETCHED, count=True, order_by_field=field, order=order)
            hits = [(1.0, address) for _, address in found.hits]
        else:
            found = searcher.search(whole, limit=FETCHED, count=True)
            hits = [(score / SCALE, address) for score, address in found.hits]
        rows = _rows(searcher, hits, query.near)
        ordered = rows if field else sorted(rows, key=lambda row: (-round(row.score, 3), row.order_id))
        if query.order == "distance":
            ordered.sort(key=lambda row: math.inf if row.km is None else row.km)
        return ordered, _total(found)


class _Counter:
    """Counts of facets: each with all filters but its own."""

    def __init__(self, searcher: tantivy.Searcher, compiler: Compiler) -> None:
        self.searcher = searcher
        self.compiler = compiler

    def counts(self, codes: Sequence[str]) -> dict[str, dict[str, int]]:
        """Value counts by facet code; `about` counts document kinds."""
        active = {name for name, _ in self.compiler.query.filters}
        if self.compiler.query.kinds:
            active.add("about")
        passive = [code for code in codes if code not in active]
        found = self._ask(passive, "") if passive else {}
        for code in codes:
            if code in active:
                found |= self._ask([code], code)
        return {code: self._shaped(code, found[code]) for code in codes if code in found}

    def _ask(self, codes: Sequence[str], without: str) -> dict[str, dict[str, int]]:
        asked = {code: _aggregation(code) for code in codes if code != "travel_time" or self.compiler.query.near}
        if not asked:
            return {}
        answer = self.searcher.aggregate(self.compiler.whole(without), asked)
        return {code: _buckets(answer[code]) for code in asked}

    def _shaped(self, code: str, counts: dict[str, int]) -> dict[str, int]:
        facet = facets.BY_CODE.get(code)
        if facet is None or facet.style == "terms":
            return counts
        if facet.style == "cumulative":
            return facets.cumulated(counts)
        if facet.style == "days":
            days = {int(day): number for day, number in counts.items() if day}
            firsts = {value: facets.since(value) for value in facet.values}
            return {
                value: sum(number for day, number in days.items() if day >= first) for value, first in firsts.items()
            }
        return self._minutes(counts)

    def _minutes(self, counts: dict[str, int]) -> dict[str, int]:
        reachable = {value: self.compiler.reachable(int(value)) for value in facets.MINUTES}
        return {
            value: sum(counts.get(code, 0) for code in codes) for value, codes in reachable.items() if codes is not None
        }


def versions_in(searcher: tantivy.Searcher, kind: str) -> dict[str, int]:
    """Ref keys and versions of a kind in any build."""
    wanted = tantivy.Query.term_query(schema(), "about", kind, index_option="basic")
    total = _total(searcher.search(wanted, limit=1, count=True))
    if not total:
        return {}
    hits = searcher.search(wanted, limit=total, count=False, order_by_field="order_id").hits
    addresses = [address for _, address in hits]
    versions = searcher.fast_field_values("version", addresses)
    refs = (searcher.doc(address).get_first("ref") for address in addresses)
    return {str(ref).partition(":")[2]: int(version or 0) for ref, version in zip(refs, versions, strict=True)}


def documents_of(searcher: tantivy.Searcher, ref: str) -> list[Document]:
    """Stored fields of all documents of one ref."""
    wanted = tantivy.Query.term_query(schema(), "ref", ref, index_option="basic")
    return [searcher.doc(address).to_dict() for _, address in searcher.search(wanted, limit=100).hits]


def kind_of(order_id: int) -> str:
    """The document kind an order number belongs to."""
    return {number: kind for kind, number in NUMBERS.items()}[order_id // 10**12]


def _total(found: tantivy.SearchResult) -> int:
    return found.count or 0  # type: ignore[attr-defined]  # tantivy's own type file leaves the attribute out


def _rows(searcher: tantivy.Searcher, hits: Sequence[tuple[float, Any]], near: Near | None) -> list[Row]:
    addresses = [address for _, address in hits]
    columns = [searcher.fast_field_values(name, addresses) for name in COLUMNS] if addresses else [[] for _ in COLUMNS]
    measured: dict[tuple[float, float], float] = {}
    rows = []
    for (score, address), order_id, lat, lon, answer, fairness, *rest in zip(hits, *columns, strict=True):
        km = _km(near, lat, lon, measured)
        confirmed, published, opens, applications = rest
        rows.append(
            Row(
                order_id,
                score,
                address,
                km,
                answer or 1.0,
                fairness or 1.0,
                confirmed,
                published,
                opens,
                applications or 0,
            )
        )
    return rows


def _km(
    near: Near | None, lat: float | None, lon: float | None, measured: dict[tuple[float, float], float]
) -> float | None:
    if near is None or lat is None or lon is None:
        return None
    if (lat, lon) not in measured:
        measured[lat, lon] = places.great_circle_km(near.lat, near.lon, lat, lon)
    return measured[lat, lon]


def _is_within(row: Row, near: Near | None) -> bool:
    # Codes were chosen by their centre: an address that was published may lie farther out.
    return near is None or not near.km or row.km is None or row.km <= near.km + 1e-6


def _is_known(searcher: tantivy.Searcher, token: str) -> bool:
    return any(searcher.doc_freq(field, token) for field in ("title", "organisation", "body", "parts"))


def _stored(searcher: tantivy.Searcher, row: Row) -> Document:
    return searcher.doc(row.address).to_dict()  # type: ignore[arg-type]  # the address came from this searcher


def _aggregation(code: str) -> dict[str, Any]:
    field = "about" if code == "about" else facets.FIELD_OF[code]
    return _terms_of(field)


def _terms_of(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": ALL_BUCKETS}}


def _buckets(answer: dict[str, Any]) -> dict[str, int]:
    return {_key(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _key(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
