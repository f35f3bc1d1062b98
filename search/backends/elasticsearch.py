"""The engine for a whole country: Elasticsearch, asked with our own tokens in the embedded engine's order."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from elasticsearch_dsl import A, Q, Search

from search import ranking, terms
from search.backends import cluster, window
from search.backends.cluster import guarded
from search.backends.plan import SCALE, AtLeast, Filter, Plan, countable, field_of, shaped
from search.engine import WINDOW, Document, Results
from search.query import Query
from search.ranking import Row

DATES = ("confirmed", "published", "opens")
ALL_BUCKETS = 65_000
PAGE = 5_000
WORDS_SECONDS = 60.0

Ask = Callable[[Search], dict[str, Any]]


class ElasticsearchEngine:
    """Reads through the alias, or the index it is given; raises `Unavailable` rather than show a part of an answer."""

    mode = "elasticsearch"

    def __init__(self, index: str = "") -> None:
        self._index = index
        self._words = _Words(self._ask)

    @property
    def name(self) -> str:
        """The index or alias that is asked."""
        return self._index or cluster.alias()

    def _ask(self, search: Search) -> dict[str, Any]:
        body = search.to_dict()
        answer: dict[str, Any] = guarded(
            lambda: cluster.client().search(index=self.name, body=body, allow_partial_search_results=False)
        )
        return answer

    def _read(self, rows: Sequence[Row]) -> list[Document]:
        """Stored fields of entries, in their order."""
        if not rows:
            return []
        wanted = [str(row.address) for row in rows]
        answer = guarded(lambda: cluster.client().mget(index=self.name, ids=wanted))
        return [
            cluster.from_elastic(one["_source"]) if one.get("found") else _gone(one["_id"]) for one in answer["docs"]
        ]

    def search(self, query: Query, counted: Sequence[str] = ()) -> Results:
        """The window of a question, with counts of the named facets."""
        plan = self._plan(query)
        narrowed = self._nearest(query, plan) if query.order == "distance" and query.near else query
        answer = self._ask(compile_window(self._plan(narrowed) if narrowed is not query else plan, counted))
        rows = window.ordered(_rows(answer["hits"]["hits"], narrowed), narrowed)
        kept = [row for row in rows if window.is_within(row, query.near)]
        whole = _total(answer) if narrowed is query else self.count(query)
        counted_in = self._ask(compile_counts(plan, counted)) if narrowed is not query and counted else answer
        counts = _counts(plan, counted, counted_in)
        return Results(self.mode, whole - (len(rows) - len(kept)), kept[:WINDOW], self._read, counts)

    def count(self, query: Query) -> int:
        """How many documents a question has."""
        return _total(self._ask(_question(self._plan(query), ()).extra(size=0, track_total_hits=True)))

    def count_by_code(self, query: Query) -> dict[str, int]:
        """How many documents a question has in each postal code."""
        return _buckets(self._by_code(self._plan(query))["aggregations"]["plz"])

    def index(self, documents: Iterable[Document]) -> None:
        """Write documents into the live index and show them at once; each replaces all with the same `ref`."""
        entries = list(documents)
        self._forget({entry["ref"] for entry in entries})
        operations: list[dict[str, Any]] = []
        numbers: dict[str, int] = {}
        for entry in entries:
            number = numbers[entry["ref"]] = numbers.get(entry["ref"], -1) + 1
            operations += [
                {"index": {"_id": cluster.entry_id(entry["ref"], number)}},
                cluster.to_elastic(entry, number),
            ]
        for start in range(0, len(operations), 2_000):
            chunk = operations[start : start + 2_000]
            answer = guarded(lambda chunk=chunk: cluster.writer().bulk(index=self.name, operations=chunk))  # type: ignore[misc]
            cluster.refusals(answer)
        guarded(lambda: cluster.writer().indices.refresh(index=self.name))

    def delete(self, kind: str, pks: Iterable[object]) -> None:
        """Take documents out of the live index."""
        self._forget({f"{kind}:{pk}" for pk in pks})

    def versions(self, kind: str) -> dict[str, int]:
        """Key and version of everything of a kind the live index holds."""
        return versions_in(self.name, kind)

    def _forget(self, refs: Iterable[str]) -> None:
        wanted = {"terms": {"ref": sorted(refs)}}
        guarded(
            lambda: cluster.writer().delete_by_query(index=self.name, query=wanted, refresh=True, conflicts="proceed")
        )

    def _plan(self, query: Query) -> Plan:
        return Plan(query, self._words.knows, self._words)  # type: ignore[arg-type]  # read like a mapping

    def _nearest(self, query: Query, plan: Plan) -> Query:
        """The circle that just fills the window, where more is found than it holds."""
        answer = self._by_code(plan)
        if _total(answer) <= WINDOW:
            return query
        return window.nearest(query, _buckets(answer["aggregations"]["plz"]))

    def _by_code(self, plan: Plan) -> dict[str, Any]:
        asked = _question(plan, ()).extra(size=0, track_total_hits=True)
        asked.aggs.bucket("plz", A("terms", field="plz", size=ALL_BUCKETS))
        return self._ask(asked)


def compile_window(plan: Plan, counted: Sequence[str] = ()) -> Search:
    """The whole question as one request: window, total, and the counts of the named facets."""
    codes = countable(plan, counted)
    found = _with_counts(_question(plan, codes), plan, codes)
    if after := [_filter(one) for name, one in plan.chosen.items() if name in codes]:
        found = found.post_filter(Q("bool", filter=after))
    field, direction = window.sort_field(plan.query)
    order: list[Any] = [{field: {"order": direction, "missing": "_last"}}] if field else ["_score"]
    columns = [{"field": name, "format": "epoch_millis"} if name in DATES else name for name in window.COLUMNS]
    return found.sort(*order, "order_id").extra(
        size=window.FETCHED, track_total_hits=True, _source=False, docvalue_fields=[*columns, "ref"]
    )


def compile_counts(plan: Plan, counted: Sequence[str]) -> Search:
    """The counts alone."""
    codes = countable(plan, counted)
    return _with_counts(_question(plan, codes), plan, codes).extra(size=0)


def versions_in(index: str, kind: str, buckets: Sequence[int] | None = None) -> dict[str, int]:
    """Keys and versions of a kind in any index, in pages; `buckets` limits them to some of the audit's."""
    narrowed = [{"terms": {"bucket": list(buckets)}}] if buckets is not None else []
    wanted = {"bool": {"filter": [{"term": {"about": kind}}, {"exists": {"field": "bucket"}}, *narrowed]}}
    found: dict[str, int] = {}
    after: list[Any] | None = None
    while True:
        answer = guarded(
            lambda after=after: cluster.writer().search(  # type: ignore[misc]
                index=index,
                query=wanted,
                sort=["order_id"],
                size=PAGE,
                search_after=after,
                source=False,
                docvalue_fields=[{"field": "ref"}, {"field": "version"}],
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        )
        hits = answer["hits"]["hits"]
        found |= {hit["fields"]["ref"][0].partition(":")[2]: int(hit["fields"]["version"][0]) for hit in hits}
        if len(hits) < PAGE:
            return found
        after = hits[-1]["sort"]


def digests_in(index: str, kind: str) -> dict[int, tuple[int, int]]:
    """Number of things of a kind and the sum of their digests, by the audit's buckets."""
    guarded(lambda: cluster.writer().indices.refresh(index=index))
    asked = Search().query(Q("bool", filter=[Q("term", about=kind), Q("exists", field="bucket")])).extra(size=0)
    buckets = asked.aggs.bucket("buckets", A("terms", field="bucket", size=cluster.BUCKETS))
    buckets.metric("digest", A("sum", field="digest"))
    body = asked.to_dict()
    answer = guarded(lambda: cluster.writer().search(index=index, body=body, allow_partial_search_results=False))
    found = answer["aggregations"]["buckets"]["buckets"]
    return {int(one["key"]): (int(one["doc_count"]), int(one["digest"]["value"])) for one in found}


class _Words:
    """The index's own words by their length, for words nobody knows; read again when the index changed by a batch."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._stamp = -1
        self._read_at = -WORDS_SECONDS
        self._by_length: terms.Vocabulary = {}
        self._all: frozenset[str] = frozenset()

    def get(self, length: int, default: Sequence[str] = ()) -> Sequence[str]:
        """Words of titles and organisations with so many letters."""
        self._refresh()
        return self._by_length.get(length, default)

    def knows(self, token: str) -> bool:
        """Whether any document holds the token."""
        if token in self._all:
            return True
        fields = [Q("term", **{field: token}) for field in ranking.BOOSTS]
        return _total(self._ask(Search().query(Q("bool", should=fields)).extra(size=0, track_total_hits=1))) > 0

    def _refresh(self) -> None:
        # Called once a length: the stamp is asked for a few times a question at most, and only for unknown words.
        if time.monotonic() - self._read_at < 1.0:
            return
        stamp = _total(self._ask(Search().extra(size=0, track_total_hits=True))) // 200
        if stamp != self._stamp or time.monotonic() - self._read_at > WORDS_SECONDS:
            found = sorted(_pages_of_words(self._ask))
            self._all, self._by_length, self._stamp = frozenset(found), terms.by_length(found), stamp
        self._read_at = time.monotonic()


def _pages_of_words(ask: Ask) -> Iterable[str]:
    after: dict[str, str] = {}
    while True:
        words = A("composite", sources=[{"word": A("terms", field="words")}], size=10_000, **after)
        asked = Search().extra(size=0)
        asked.aggs.bucket("words", words)
        found = ask(asked)["aggregations"]["words"]
        yield from (bucket["key"]["word"] for bucket in found["buckets"])
        if "after_key" not in found:
            return
        after = {"after": found["after_key"]}


def _question(plan: Plan, counted: Iterable[str]) -> Search:
    """Text, circle, calendar, and every chosen filter that no counted facet needs left out."""
    inside = [*plan.fixed, *(one for name, one in plan.chosen.items() if name not in counted)]
    near = [_constant("trade", plan.neighbours, ranking.NEIGHBOUR_CONSTANT)] if plan.neighbours else []
    return Search().query(Q("bool", must=[_text(plan)], filter=[_filter(one) for one in inside], should=near))


def _text(plan: Plan) -> Any:
    if not plan.has_text:
        return Q("match_none") if plan.is_hopeless else Q("match_all")
    clauses = [_word(term) for term in plan.asked]
    if plan.query.trades:
        clauses.append(_trades(plan))
    return Q("bool", should=clauses, minimum_should_match=plan.needed)


def _word(term: terms.Term) -> Any:
    clauses = []
    for field, boost in ranking.BOOSTS.items():
        wanted = [(part, 1.0) for part in term.parts] if field == "parts" else term.tokens
        clauses += [Q("term", **{field: {"value": token, "boost": boost * weight}}) for token, weight in wanted]
    return Q("bool", should=clauses, minimum_should_match=1)


def _trades(plan: Plan) -> Any:
    clauses = [_constant("trade", plan.query.trades, ranking.TRADE_CONSTANT)]
    for name in plan.trade_names:
        title = Q("bool", must=[Q("term", title=token) for token in name], must_not=[Q("exists", field="trade")])
        clauses.append(Q("constant_score", filter=title, boost=ranking.TRADE_TITLE_CONSTANT * SCALE))
    return Q("bool", should=clauses, minimum_should_match=1)


def _constant(field: str, values: Sequence[str], score: float) -> Any:
    return Q("constant_score", filter=Q("terms", **{field: list(values)}), boost=score * SCALE)


def _filter(one: Filter) -> Any:
    if isinstance(one, AtLeast):
        return Q("range", **{one.field: {"gte": cluster.iso(one.day), "format": "yyyy-MM-dd"}})
    return Q("terms", **{one.field: list(one.values)})


def _with_counts(found: Search, plan: Plan, codes: Sequence[str]) -> Search:
    for code in codes:
        others = [_filter(one) for name, one in plan.chosen.items() if name in codes and name != code]
        values = A("terms", field=field_of(code), size=ALL_BUCKETS)
        found.aggs.bucket(code, A("filter", Q("bool", filter=others))).bucket("values", values)
    return found


def _gone(entry: str) -> Document:
    """An entry that has gone since: its `ref` alone lets the permission check decide."""
    ref = entry.rpartition("#")[0]
    return {"ref": [ref], "about": [ref.partition(":")[0]]}


def _total(answer: Mapping[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def _rows(hits: Sequence[Mapping[str, Any]], query: Query) -> list[Row]:
    ruler = window.Ruler(query.near)
    by_score = not window.sort_field(query)[0]
    scores = (hit["_score"] / SCALE if by_score else 1.0 for hit in hits)
    entries = zip(hits, scores, strict=True)
    return [window.row_of(_columns(hit["fields"]), score, hit["_id"], ruler) for hit, score in entries]


def _columns(fields: Mapping[str, list[Any]]) -> list[Any]:
    found = {name: fields[name][0] for name in window.COLUMNS if name in fields}
    found |= {name: cluster.days(found[name]) for name in DATES if name in found}
    return [found.get(name) for name in window.COLUMNS]


def _counts(plan: Plan, counted: Sequence[str], answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    found = answer.get("aggregations", {})
    return {code: shaped(plan, code, _values(code, found[code]["values"])) for code in countable(plan, counted)}


def _values(code: str, answer: Mapping[str, Any]) -> dict[str, int]:
    counts = _buckets(answer)
    return {str(cluster.days(key)): count for key, count in counts.items()} if field_of(code) in DATES else counts


def _buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}
