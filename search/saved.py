"""Saved searches as values: how a question is frozen, where its news can come from, and which answer a document."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q

from core import clock, places
from search import matching, terms
from search.documents import as_list
from search.engine import Document, Unavailable, get_engine
from search.facets import accepted
from search.matching import Matcher
from search.models import SavedSearch, SearchBucket
from search.query import DEFAULT_SIZE, Pairs, Query

ANY, NONE = "*", "-"
MAX_TRADES, MAX_KREISE = 8, 40  # a wider question is asked of everything: fewer rows, and it matches often anyway
KEPT_QUESTIONS = 20_000  # read ones, in memory of the worker
MOST_KNOWN = 200  # answers that are remembered; who asks for more hears of what is published later


def frozen(query: Query) -> Pairs:
    """The question without page, size and order: what is compared with documents."""
    return Query(
        query.text, query.words, query.trades, query.kinds, query.filters, query.near, size=DEFAULT_SIZE
    ).to_params()


def digest(params: Pairs) -> str:
    """Equal for equal questions."""
    return hashlib.sha256(json.dumps(params, ensure_ascii=False).encode()).hexdigest()


def buckets(query: Query) -> list[tuple[str, str]]:
    """Trades times Kreise from which an answer can come."""
    return [(trade, kreis) for trade in _trades(query) for kreis in _kreise(query)]


def _trades(query: Query) -> list[str]:
    """The trades an answer must have; any where words may stand in for them."""
    if chosen := query.values("trade"):
        found = [*chosen]
    elif query.trades and len(query.words) <= 1:  # of two parts the gate wants both: the trade is a must
        found = [*query.trades, NONE]  # a document without trade ids may name it in its title
    else:
        found = [ANY]
    return found if len(found) <= MAX_TRADES else [ANY]


def _kreise(query: Query) -> list[str]:
    near, area = query.near, query.values("area")
    found = _kreise_around(near.plz, near.km) if near and near.km else _kreise_of(accepted("area", area))
    return found if 0 < len(found) <= MAX_KREISE else [ANY]


@lru_cache(maxsize=4096)
def _kreise_around(plz: str, km: int) -> list[str]:
    return _kreise_of(places.codes_within(plz, km))


def _kreise_of(codes: Iterable[str]) -> list[str]:
    return sorted({hit.ags for code in codes for hit in places.look_up(code).hits[:1]})


def answers_now(query: Query) -> list[tuple[str, str]] | None:
    """Kind and key of everything that answers at this moment; None when that is too much, or no engine can say it."""
    try:
        found = get_engine().search(query)
    except Unavailable:
        return None
    if found.total > MOST_KNOWN:
        return None
    refs = {str(entry["ref"][0]).partition(":") for entry in found.read(found.rows)}
    return sorted((kind, key) for kind, _colon, key in refs)


def answered_by(entries: Sequence[Document]) -> list[int]:
    """Keys of the saved searches that one thing answers; its places of work are `entries`.

    What stood in the list when the search was saved is no news: for a search with few answers that is on record, for
    others it is whatever was published before.
    """
    published = entries[0].get("published") if entries else None
    if published is None:
        return []
    by_digest: dict[str, list[int]] = {}
    for pk, key in _candidates(entries, published):
        by_digest.setdefault(key, []).append(pk)
    questions, is_known = _questions(by_digest), knows()
    return sorted(
        pk
        for key, pks in by_digest.items()
        if matching.any_matches(Matcher(_read(key, questions.get(key)), is_known), entries)
        for pk in pks
    )


def _candidates(entries: Sequence[Document], published: date) -> Iterable[tuple[int, str]]:
    trades = {trade for entry in entries for trade in as_list(entry.get("trade"))} or {NONE}
    kreise = {kreis for entry in entries for kreis in as_list(entry.get("kreis"))} or {NONE}
    end_of_day = datetime.combine(published + timedelta(days=1), time(), tzinfo=clock.BERLIN)
    is_new = Q(created_at__lt=end_of_day) | Q(knows_all=True)
    waiting = SavedSearch.objects.alert().filter(is_new, schema=SavedSearch.SCHEMA)
    rows = SearchBucket.objects.filter(trade__in=[*trades, ANY], kreis__in=[*kreise, ANY])
    found = waiting.filter(pk__in=rows.order_by().values("search"))
    return found.order_by("pk").values_list("pk", "digest").iterator()


def _questions(by_digest: dict[str, list[int]]) -> dict[str, Any]:
    """The stored questions that are not in memory yet, one for each digest."""
    if len(_known) + len(by_digest) > KEPT_QUESTIONS:
        _known.clear()
    wanted = [pks[0] for key, pks in by_digest.items() if key not in _known]
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 500):
        rows = SavedSearch.objects.filter(pk__in=wanted[start : start + 500]).order_by("pk")
        found |= dict(rows.values_list("digest", "params"))
    return found


def _read(key: str, params: Any) -> Query:
    """A stored question as a value; reading one takes longer than asking it, so they are kept."""
    if params is not None:
        _known[key] = Query.from_params([(name, value) for name, value in params])
    return _known[key]


_known: dict[str, Query] = {}


def knows() -> terms.IsKnown:
    """Whether any document holds a token, as far as the engine can say it."""
    ask = getattr(get_engine(), "knows", None)
    return lru_cache(maxsize=1000)(ask) if ask else lambda _token: False
