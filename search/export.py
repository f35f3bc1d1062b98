"""Search results as plain values for `?format=json` and the command line."""

from typing import Any

from search import facets
from search.find import Hit, Page


def as_json(page: Page) -> dict[str, Any]:
    """The answer as one JSON object (docs/search.md, command-line seams)."""
    return {
        "query": page.query.text,
        "mode": page.mode,
        "total": page.total,
        "km": page.km,
        "ambiguous": page.resolution.ambiguous or _is_place_ambiguous(page),
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {code: _counts(code, counts) for code, counts in page.facets.items()},
    }


def _is_place_ambiguous(page: Page) -> bool:
    answer = page.resolution.place_answer
    return bool(answer and answer.ambiguous)


def _counts(code: str, counts: dict[str, int]) -> dict[str, int]:
    """The counts of a filter's own values; some filters share a field of the documents."""
    known = facets.BY_CODE[code].values if code in facets.BY_CODE else {}
    return {value: count for value, count in counts.items() if value in known} if known else counts


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.key,
        "title": hit.title,
        "url": hit.url,
        "trade": [str(trade) for trade in hit.fields.get("trade", ())],
        "plz": [str(code) for code in hit.fields.get("plz", ())],
        "km": None if hit.km is None else round(hit.km, 1),
        "score": hit.score,
        "parts": hit.parts,
        "reasons": hit.reasons,
        "open": hit.open,
    }
