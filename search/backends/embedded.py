"""The engine on this machine's disk: tantivy, exact counts, circles as sets of postal codes."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import tantivy

from search import terms
from search.backends import store, window
from search.backends.compiler import Compiler
from search.backends.plan import SCALE, countable, field_of, shaped
from search.backends.schema import schema
from search.documents import NUMBERS
from search.engine import WINDOW, Document, Results
from search.query import Near, Query
from search.ranking import Row

_ORDERS = {"desc": tantivy.Order.Desc, "asc": tantivy.Order.Asc}
ALL_BUCKETS = 65_000
VERSIONS_AT_ONCE = 5_000


class EmbeddedEngine:
    """Reads the live build, or the one it is given; writes only inside `store.writing()`."""

    mode = "embedded"

    def __init__(self, build: str = "") -> None:
        self._build = build
        self._lock = threading.Lock()
        self._name = ""
        self._state: object = None
        self._index: tantivy.Index | None = None
        self._held: tantivy.Searcher | None = None
        self._words: tuple[object, terms.Vocabulary] = (None, {})

    def search(self, query: Query, counted: Sequence[str] = ()) -> Results:
        """The window of a question, with counts of the named facets."""
        searcher = self._searcher()
        compiler = self._compiler(searcher, query)
        narrowed = self._nearest(searcher, query) if query.order == "distance" and query.near else query
        rows, found = self._window(searcher, self._compiler(searcher, narrowed), narrowed)
        kept = [row for row in rows if window.is_within(row, query.near)]
        whole = found if narrowed is query else self._count(searcher, compiler)
        total = whole - (len(rows) - len(kept))
        counts = _Counter(searcher, compiler).counts(counted)
        return Results(self.mode, total, kept[:WINDOW], lambda some: [_stored(searcher, row) for row in some], counts)

    def count(self, query: Query) -> int:
        """How many documents a question has."""
        searcher = self._searcher()
        return self._count(searcher, self._compiler(searcher, query))

    def count_by_code(self, query: Query) -> dict[str, int]:
        """How many documents a question has in each postal code."""
        searcher = self._searcher()
        return self._by_code(searcher, self._compiler(searcher, query))

    def index(self, documents: Iterable[Document]) -> None:
        """Write documents into the live build; each replaces all with the same `ref`."""
        with store.writing():
            store.write(store.live_name(), documents)

    def delete(self, kind: str, pks: Iterable[object]) -> None:
        """Take documents out of the live build."""
        with store.writing():
            store.write(store.live_name(), (), [f"{kind}:{pk}" for pk in pks])

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
        name = self._build or store.live_name()
        with self._lock:
            if self._index is None or name != self._name:
                self._index, self._name, self._held = store.open_build(name), name, None
            state = store.state_of(name)
            if self._held is None or state != self._state:
                self._index.reload()
                self._held, self._state = self._index.searcher(), state
            return self._held

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
        """The circle that just fills the window, where more is found than it holds."""
        compiler = self._compiler(searcher, query)
        if self._count(searcher, compiler) <= WINDOW:
            return query
        return window.nearest(query, self._by_code(searcher, compiler))

    def _by_code(self, searcher: tantivy.Searcher, compiler: Compiler) -> dict[str, int]:
        return _buckets(searcher.aggregate(compiler.whole(), {"plz": _terms_of("plz")})["plz"])

    def _window(self, searcher: tantivy.Searcher, compiler: Compiler, query: Query) -> tuple[list[Row], int]:
        field, direction = window.sort_field(query)
        by: dict[str, Any] = {"order_by_field": field, "order": _ORDERS[direction]} if field else {}
        found = searcher.search(compiler.whole(), limit=window.FETCHED, count=True, **by)
        hits = [(1.0 if field else score / SCALE, address) for score, address in found.hits]
        return window.ordered(_rows(searcher, hits, query.near), query), _total(found)


class _Counter:
    """Counts of facets: each with all filters but its own."""

    def __init__(self, searcher: tantivy.Searcher, compiler: Compiler) -> None:
        self.searcher = searcher
        self.compiler = compiler

    def counts(self, codes: Sequence[str]) -> dict[str, dict[str, int]]:
        """Value counts by facet code; `about` counts document kinds."""
        plan = self.compiler.plan
        wanted = countable(plan, codes)
        passive = [code for code in wanted if code not in plan.chosen]
        chosen = [code for code in wanted if code in plan.chosen]
        found: dict[str, dict[str, int]] = {}
        if passive and "about" in chosen:
            found = self._ask_by_kind(passive, plan.query.kinds)
        else:
            found = self._ask(passive, "")
        for code in chosen:
            if code not in found:
                found |= self._ask([code], code)
        return {code: shaped(plan, code, found[code]) for code in wanted}

    def _ask_by_kind(self, codes: Sequence[str], kinds: Sequence[str]) -> dict[str, dict[str, int]]:
        """The kinds and, of the chosen ones, these facets: one walk over the documents instead of two."""
        fields = {code: field_of(code) for code in codes}
        within = {field: _terms_of(field) for field in dict.fromkeys(fields.values())}
        by_kind = {"about": _terms_of("about") | {"aggs": within}}
        buckets = self.searcher.aggregate(self.compiler.whole("about"), by_kind)["about"]["buckets"]
        sums: dict[str, Counter[str]] = {field: Counter() for field in within}
        for bucket in buckets:
            if bucket["key"] in kinds:
                for field in within:
                    sums[field].update(_buckets(bucket[field]))
        return {code: dict(sums[field]) for code, field in fields.items()} | {"about": _buckets({"buckets": buckets})}

    def _ask(self, codes: Sequence[str], without: str) -> dict[str, dict[str, int]]:
        if not codes:
            return {}
        fields = {code: field_of(code) for code in codes}  # some facets share a field, which is counted once
        asked = {field: _terms_of(field) for field in dict.fromkeys(fields.values())}
        answer = self.searcher.aggregate(self.compiler.whole(without), asked)
        return {code: _buckets(answer[field]) for code, field in fields.items()}


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
    if not hits:
        return []
    addresses = [address for _, address in hits]
    columns = [searcher.fast_field_values(name, addresses) for name in window.COLUMNS]
    ruler = window.Ruler(near)
    entries = zip(hits, zip(*columns, strict=True), strict=True)
    return [window.row_of(values, score, address, ruler) for (score, address), values in entries]


def _is_known(searcher: tantivy.Searcher, token: str) -> bool:
    return any(searcher.doc_freq(field, token) for field in ("title", "organisation", "body", "parts"))


def _stored(searcher: tantivy.Searcher, row: Row) -> Document:
    return searcher.doc(row.address).to_dict()  # type: ignore[arg-type]  # the address came from this searcher


def _terms_of(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": ALL_BUCKETS}}


def _buckets(answer: dict[str, Any]) -> dict[str, int]:
    return {_key(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _key(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
