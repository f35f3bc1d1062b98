"""The Elasticsearch cluster: client, names, columns, documents in its form, and faults in our words."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from enum import Enum
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.backends.plan import EMPTY
from search.backends.schema import fingerprint
from search.documents import TEXTS, SearchDocument
from search.engine import Document, Unavailable
from search.ranking import EPOCH, day_number

READ_SECONDS = 0.8
WRITE_SECONDS = 30.0
FAST_SECONDS = 0.2  # a fault that comes sooner is worth one more try
BUSY = (429, 503)
BUCKETS = 256
DAY_MILLISECONDS = 86_400_000
ABSENT = {"closes": date.max.isoformat(), **dict.fromkeys((*TEXTS, "parts"), EMPTY)}
# What only the cluster keeps: words to correct typing errors with, and what the audit adds up.
OWN = {
    "words": {"type": "keyword"},
    "bucket": {"type": "short"},
    "digest": {"type": "long"},
}
SETTINGS = {
    "number_of_shards": 1,  # one shard scores like the embedded engine (docs/search.md, growth)
    "gc_deletes": "1h",  # a deletion is remembered longer than any worker can stall
    "refresh_interval": "1s",
}


class Slow(Unavailable):
    """No answer within the time: asking again would make a person wait twice."""


@cache
def client() -> Elasticsearch:
    """The connection of this process; it never retries by itself.

    Several addresses are asked in turn, and one that refuses is left alone for a while: `guarded`'s second try after a
    fast fault then meets another node.
    """
    return Elasticsearch(addresses(), max_retries=0, retry_on_timeout=False, request_timeout=READ_SECONDS)


def addresses() -> list[str]:
    """The nodes this installation names, separated by commas."""
    return [one.strip() for one in settings.ELASTICSEARCH_URL.split(",") if one.strip()]


def forget_client() -> None:
    """Connect anew at the next question (tests that change the address)."""
    if client.cache_info().currsize:
        client().close()
    client.cache_clear()


def writer() -> Elasticsearch:
    """The same connection with the patience of the worker."""
    return client().options(request_timeout=WRITE_SECONDS)


def alias() -> str:
    """The name that is searched: of the present columns, so that an index with others is never asked."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{fingerprint()}"


def guarded(ask: Callable[[], Any]) -> Any:
    """Run one question to the cluster; every fault becomes Unavailable, a fast one is tried once more."""
    started = time.monotonic()
    try:
        return _complete(ask())
    except (ApiError, TransportError) as fault:
        if not _is_worth_a_try(fault, time.monotonic() - started):
            raise _named(fault) from fault
    try:
        return _complete(ask())
    except (ApiError, TransportError) as fault:
        raise _named(fault) from fault


def create(name: str) -> None:
    """An empty index of the present columns."""
    writer().indices.create(
        index=name,
        settings={**SETTINGS, "number_of_replicas": settings.ELASTICSEARCH_REPLICAS},
        mappings={"dynamic": "strict", "properties": columns()},
    )


@contextmanager
def taking_much(name: str) -> Iterator[None]:
    """Nobody searches this index yet: one that need not show each second what is new takes documents faster.

    What fails inside leaves an index that the next rebuild clears away.
    """
    _show_news(name, "-1")
    yield
    _show_news(name, SETTINGS["refresh_interval"])


def _show_news(name: str, interval: object) -> None:
    guarded(lambda: writer().indices.put_settings(index=name, settings={"refresh_interval": interval}))


def columns() -> dict[str, Any]:
    """The columns of the one declaration; numbers are as wide as the embedded engine's."""
    declared: Mapping[str, Any] = SearchDocument._doc_type.mapping.to_dict()["properties"]
    return {name: _wide(column) for name, column in declared.items()} | OWN


def to_elastic(values: Document, number: int = 0) -> dict[str, Any]:
    """One finished document in the cluster's form; `number` counts the places of work of one thing."""
    plain = {name: _plain(value) for name, value in values.items() if value not in (None, "", [])}
    texts = (str(values.get(name) or "") for name in ("title", "organisation"))
    found = {**ABSENT, **plain, "words": sorted({word for text in texts for word in text.split()})}
    if number == 0:
        found |= {"bucket": bucket_of(values["ref"]), "digest": digest_of(values["ref"], values["version"])}
    return found


def from_elastic(source: Mapping[str, Any]) -> Document:
    """Stored fields as the embedded engine gives them: lists, days as numbers."""
    days = {name for name, kind in SearchDocument.fields().items() if kind == "date"}
    return {
        name: [_day(one) if name in days else one for one in (value if isinstance(value, list) else [value])]
        for name, value in source.items()
        if name not in OWN
    }


def entry_id(ref: str, number: int) -> str:
    """The id of one place of work of a thing."""
    return f"{ref}#{number}"


def bucket_of(ref: str) -> int:
    """Which of the audit's buckets a thing falls into."""
    return hashlib.sha256(ref.encode()).digest()[0]


def digest_of(ref: str, version: int) -> int:
    """A number of 32 bits for a thing in a version; sums of them tell two sets apart."""
    return int.from_bytes(hashlib.sha256(f"{ref} {version}".encode()).digest()[:4], "big")


def days(milliseconds: object) -> int:
    """A day number from the cluster's own milliseconds."""
    return int(str(milliseconds)) // DAY_MILLISECONDS


def iso(day: int) -> str:
    """A day number as the cluster reads days."""
    return (EPOCH + timedelta(days=day)).isoformat()


def live_index() -> str:
    """The index that is searched; empty when there is none for the present columns."""
    if not guarded(lambda: {"found": bool(writer().indices.exists_alias(name=alias()))})["found"]:
        return ""
    return next(iter(guarded(lambda: writer().indices.get_alias(name=alias()))))


def switch_to(name: str) -> None:
    """Let the alias name this index, in one call; nobody ever meets a moment without one."""
    before = live_index()
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias()}}]
    actions += [{"remove": {"index": before, "alias": alias()}}] if before and before != name else []
    guarded(lambda: writer().indices.update_aliases(actions=actions))


def remove(name: str) -> None:
    """Delete an index that is not searched any more; nothing happens when it is gone."""
    guarded(lambda: writer().indices.delete(index=name, ignore_unavailable=True))


def refusals(answer: Mapping[str, Any]) -> dict[str, str]:
    """What a bulk answer refused for good, by ref; raises Unavailable where the cluster only cannot take it now.

    It says 200 even where single documents were refused. A newer version that is there already is fine, and so is a
    deletion of what was not there: its version is remembered.
    """
    refused = {}
    for item in answer["items"]:
        (result,) = item.values()
        status, kind = int(result["status"]), str(result.get("error", {}).get("type", ""))
        if status in BUSY or kind == "cluster_block_exception":
            raise Unavailable(f"Elasticsearch refuses to write: {kind or status}")
        if status >= HTTPStatus.BAD_REQUEST and status not in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            refused[result["_id"].rpartition("#")[0]] = kind or str(status)
        elif status == HTTPStatus.NOT_FOUND and kind:
            raise Unavailable(f"Elasticsearch: {kind}")
    return refused


def _complete(answer: Any) -> Any:
    """Refuse an answer that is only a part of one."""
    body = getattr(answer, "body", answer)
    if not isinstance(body, dict):
        raise Unavailable("Elasticsearch answered something else than an object")
    if body.get("timed_out") or body.get("_shards", {}).get("failed"):
        raise Unavailable("Elasticsearch answered in part only")
    return body


def _is_worth_a_try(fault: Exception, seconds: float) -> bool:
    if seconds > FAST_SECONDS or isinstance(fault, ConnectionTimeout):
        return False
    return isinstance(fault, TransportError) or getattr(fault, "status_code", 0) in BUSY


def _named(fault: Exception) -> Unavailable:
    # Never the fault's own text: it may repeat the question.
    kind = f"{type(fault).__name__} {getattr(fault, 'status_code', '')}".strip()
    return (
        Slow(f"Elasticsearch: {kind}")
        if isinstance(fault, ConnectionTimeout)
        else Unavailable(f"Elasticsearch: {kind}")
    )


def _wide(column: Mapping[str, Any]) -> dict[str, Any]:
    return {**column, "type": "double"} if column["type"] == "float" else dict(column)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):  # a choice of a model: what comes back from the cluster is its plain value
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _day(value: Any) -> int:
    return day_number(date.fromisoformat(str(value)[:10]))
