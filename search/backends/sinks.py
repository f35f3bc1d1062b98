"""Where finished documents go: the embedded index of this host, or one index of the cluster. One interface for both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Protocol

from django.conf import settings

from search.backends import cluster, store
from search.backends.elasticsearch import ElasticsearchEngine, versions_in
from search.backends.embedded import EmbeddedEngine
from search.backends.schema import to_tantivy
from search.engine import Document

BULK = 500
LOADED_AT_ONCE = 2_000
PARTS_OF_EMBEDDED = "embedded"


@dataclass
class Batch:
    """Documents to write and things to take out, each with its version and its most places of work."""

    entries: list[Document] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)  # ref and the version that says so
    places: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.entries or self.gone)


class Sink(Protocol):
    """One index that is written."""

    name: str

    def write(self, batch: Batch) -> dict[str, str]:
        """Write in one go; returns what was refused for good, by ref. Raises Unavailable where nothing can be."""
        ...

    def load(self, entries: Iterator[Document]) -> dict[str, str]:
        """Write a whole kind as it is read; returns what was refused for good, by ref."""
        ...

    def versions(self, kind: str) -> dict[str, int]:
        """Keys and versions of everything of a kind."""
        ...

    def stored(self, refs: Sequence[str]) -> dict[str, list[Document]]:
        """Stored fields by ref, for comparisons."""
        ...

    def expected(self, entry: Document) -> Document:
        """The fields `stored` gives for a finished document."""
        ...

    def engine(self) -> Any:
        """An engine that searches this very index."""
        ...


class EmbeddedSink:
    """A build on this host's disk; without a name the live one."""

    def __init__(self, build: str = "") -> None:
        self.name = embedded_name()
        self.build = build

    def write(self, batch: Batch) -> dict[str, str]:
        """One commit of the only writer; a rebuild's own build is nobody else's."""
        if self.build:
            store.write(self.build, batch.entries, batch.gone)
            return {}
        with store.writing():
            store.write(store.live_name(), batch.entries, batch.gone)
        return {}

    def load(self, entries: Iterator[Document]) -> dict[str, str]:
        """A new build takes a kind in one commit; into the live one it goes in parts, so that others write between."""
        if not self.build:
            return _in_parts(self, entries)
        store.fill(self.build, entries)
        return {}

    def versions(self, kind: str) -> dict[str, int]:
        """Keys and versions of everything of a kind."""
        return self.engine().versions(kind)

    def stored(self, refs: Sequence[str]) -> dict[str, list[Document]]:
        """Stored fields by ref."""
        return self.engine().fetch(refs)

    def expected(self, entry: Document) -> Document:
        """The fields tantivy stores."""
        return dict(to_tantivy(entry).to_dict())

    def engine(self) -> EmbeddedEngine:
        """An engine over this build."""
        return EmbeddedEngine(self.build)


class ClusterSink:
    """One index of the cluster, written with external versions: an older write never covers a newer one."""

    def __init__(self, index: str) -> None:
        self.name = index

    def write(self, batch: Batch) -> dict[str, str]:
        """Bulk writes in parts; a newer version that is there already is as good as written."""
        refused: dict[str, str] = {}
        operations = list(_operations(batch))
        for start in range(0, len(operations), BULK):
            part = [line for one in operations[start : start + BULK] for line in one]
            answer = cluster.guarded(lambda part=part: cluster.writer().bulk(index=self.name, operations=part))  # type: ignore[misc]
            refused |= cluster.refusals(answer)
        return refused

    def load(self, entries: Iterator[Document]) -> dict[str, str]:
        """In parts, of which never more than two are held: one is sent while the next one is read."""
        refused: dict[str, str] = {}
        with ThreadPoolExecutor(1, "search load") as sending:
            sent: Future[dict[str, str]] | None = None
            while part := list(islice(entries, LOADED_AT_ONCE)):
                refused |= sent.result() if sent else {}
                sent = sending.submit(self.write, Batch(part))
            return refused | (sent.result() if sent else {})

    def versions(self, kind: str) -> dict[str, int]:
        """Keys and versions of everything of a kind."""
        self.refresh()
        return versions_in(self.name, kind)

    def stored(self, refs: Sequence[str]) -> dict[str, list[Document]]:
        """Stored fields by ref."""
        self.refresh()
        found: dict[str, list[Document]] = {ref: [] for ref in refs}
        wanted = {"terms": {"ref": list(refs)}}
        answer = cluster.guarded(
            lambda: cluster.writer().search(index=self.name, query=wanted, size=10_000, sort=["order_id"])
        )
        for hit in answer["hits"]["hits"]:
            found[hit["_source"]["ref"]].append(cluster.from_elastic(hit["_source"]))
        return found

    def expected(self, entry: Document) -> Document:
        """The fields the cluster stores."""
        return cluster.from_elastic(cluster.to_elastic(entry))

    def engine(self) -> ElasticsearchEngine:
        """An engine over this index."""
        return ElasticsearchEngine(self.name)

    def refresh(self) -> None:
        """Make everything written visible."""
        cluster.guarded(lambda: cluster.writer().indices.refresh(index=self.name))


def _in_parts(sink: Sink, entries: Iterator[Document]) -> dict[str, str]:
    refused: dict[str, str] = {}
    while part := list(islice(entries, LOADED_AT_ONCE)):
        refused |= sink.write(Batch(part))
    return refused


def embedded_name() -> str:
    """The target's name of this host's embedded index; several hosts are told apart by SEARCH_HOST."""
    host = getattr(settings, "SEARCH_HOST", "")
    return f"{PARTS_OF_EMBEDDED}:{host}" if host else PARTS_OF_EMBEDDED


def is_embedded(name: str) -> bool:
    """Whether a target is the embedded index of any host."""
    return name.partition(":")[0] == PARTS_OF_EMBEDDED


def of_target(name: str) -> Sink:
    """The sink of a target this process may write."""
    return EmbeddedSink() if is_embedded(name) else ClusterSink(name)


def _operations(batch: Batch) -> Iterable[tuple[Mapping[str, Any], ...]]:
    for ref, entries in groupby(sorted(batch.entries, key=itemgetter("ref")), key=itemgetter("ref")):
        number, version = -1, 0
        for number, entry in enumerate(entries):
            version = entry["version"]
            yield {"index": _meta(ref, number, version)}, cluster.to_elastic(entry, number)
        for more in range(number + 1, batch.places.get(ref, 1)):
            yield ({"delete": _meta(ref, more, version)},)
    for ref, version in batch.gone.items():
        for number in range(batch.places.get(ref, 1)):
            yield ({"delete": _meta(ref, number, version)},)


def _meta(ref: str, number: int, version: int) -> dict[str, Any]:
    return {"_id": cluster.entry_id(ref, number), "version": version, "version_type": "external_gte"}
