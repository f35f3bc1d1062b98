"""From changed rows to the index: the worker's batch, the rebuild beside the live index, the audit."""

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from search import documents
from search.backends import store
from search.backends.embedded import EmbeddedEngine, documents_of, versions_in
from search.backends.schema import to_tantivy
from search.engine import Document, Unavailable, get_engine
from search.models import DocumentVersion

BATCH = 2_000
CHUNK = 500
VERIFIED = 200
REPLAYS = 20
ALLOWED_GAP = 0.001  # of the database's count
LEAST_OF_LIVE = 0.9

Versions = dict[str, int]

log = logging.getLogger(__name__)


class Refused(Exception):
    """A rebuilt index does not hold what it should; the old one stays live."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One kind compared: counts, and the keys that differ."""

    kind: str
    database: int
    index: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    orphaned: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether index and database say the same."""
        return not (self.missing or self.stale or self.orphaned)

    def as_line(self) -> dict[str, Any]:
        """The audit's line of JSON."""
        return {
            "kind": self.kind,
            "database": self.database,
            "index": self.index,
            "missing": len(self.missing),
            "stale": len(self.stale),
            "orphaned": len(self.orphaned),
        }


def write_waiting(limit: int = BATCH) -> int:
    """Take the changes that wait into the live index, in one commit; returns how many.

    Versions are read before the things themselves: what is written is never older than what it claims to be. Without
    an index there is nothing to do, because the rebuild that makes it reads everything.
    """
    engine = get_engine()
    waiting = list(DocumentVersion.objects.waiting().order_by("id")[:limit])
    if not waiting or not isinstance(engine, EmbeddedEngine):
        return 0
    try:
        _apply(engine, waiting)
    except Unavailable as reason:
        log.warning("search: changes wait (%s)", reason)
        return 0
    return len(waiting)


def rebuild(kind: str | None = None, *, force: bool = False) -> dict[str, int]:
    """Build the index anew beside the live one, verify, switch in one step; returns documents per kind.

    With a kind only that kind is read again, into the live index. Raises Refused where the verification fails and
    Unavailable while another rebuild runs; the old index stays live in both cases.
    """
    with store.rebuilding():
        if kind and _has_live():
            return {kind: _reload(kind)}
        name = store.new_build()
        loaded = {document.kind: _load(name, document) for document in documents.registered()}
        counts = {one: len(versions) for one, versions in loaded.items()}
        for _ in range(REPLAYS):
            if not _replay(name, loaded):
                break
        with store.writing():
            _replay(name, loaded)
            _verify(name, force=force)
            store.switch_to(name)
            for one, versions in loaded.items():
                _mark(one, versions)
    return counts


def audit(*, repair: bool = False) -> list[Audit]:
    """Compare every kind with the database; with `repair` the differing things are written again first."""
    if repair:
        for found in [_audit(document) for document in documents.registered()]:
            _repair(found)
    return [_audit(document) for document in documents.registered()]


def _apply(engine: EmbeddedEngine, waiting: Sequence[DocumentVersion]) -> None:
    ready: list[Document] = []
    gone: list[str] = []
    for kind in dict.fromkeys(row.kind for row in waiting):
        versions = {row.key: row.version for row in waiting if row.kind == kind}
        entries, missing = _entries(kind, versions)
        ready += entries
        gone += [f"{kind}:{key}" for key in missing]
    engine.apply(ready, gone)
    for row in waiting:
        DocumentVersion.objects.filter(pk=row.pk, written__lt=row.version).update(written=row.version)


def _entries(kind: str, versions: Versions) -> tuple[list[Document], list[str]]:
    """Finished documents of these keys, and the keys the public may no longer find."""
    try:
        document = documents.of_kind(kind)
    except LookupError:
        return [], list(versions)
    found: list[Document] = []
    left = dict(versions)
    for chunk in _chunks(list(versions)):
        for thing in document.queryset().filter(pk__in=chunk).order_by("pk"):
            key = str(thing.pk)
            found += document.entries(thing, left.pop(key))
    return found, list(left)


def _load(name: str, document: Any) -> Versions:
    """Read everything of a kind into a build; returns the versions it holds."""
    versions = _versions(document.kind)
    loaded: Versions = {}

    def entries() -> Iterator[Document]:
        for thing in document.queryset().order_by("pk").iterator(chunk_size=CHUNK):
            key = str(thing.pk)
            loaded[key] = versions.get(key, 0)
            yield from document.entries(thing, loaded[key])

    store.write(name, entries())
    return loaded


def _replay(name: str, loaded: dict[str, Versions]) -> int:
    """Write what changed since it was read; returns how many."""
    count = 0
    for kind, held in loaded.items():
        changed = {key: version for key, version in _versions(kind).items() if held.get(key, 0) != version}
        if not changed:
            continue
        entries, gone = _entries(kind, changed)
        store.write(name, entries, [f"{kind}:{key}" for key in gone])
        held.update(changed)
        count += len(changed)
    return count


def _verify(name: str, *, force: bool) -> None:
    searcher = store.open_build(name).searcher()
    for document in documents.registered():
        kind = document.kind
        wanted = set(map(str, document.queryset().values_list("pk", flat=True)))
        held = versions_in(searcher, kind)
        if abs(len(wanted) - len(held)) > ALLOWED_GAP * len(wanted):
            raise Refused(f"{kind}: {len(held)} in the index, {len(wanted)} in the database")
        if not force and len(held) < LEAST_OF_LIVE * _live_count(kind):
            raise Refused(f"{kind}: {len(held)} documents, the live index has {_live_count(kind)} (--force)")
        _verify_fields(searcher, document, sorted(wanted & held.keys()), held)


def _verify_fields(searcher: Any, document: Any, keys: Sequence[str], versions: Versions) -> None:
    chosen = random.Random(0).sample(keys, min(VERIFIED, len(keys)))  # noqa: S311 -- a sample, not a secret
    entries, _ = _entries(document.kind, {key: versions[key] for key in chosen})
    wanted: dict[str, list[Document]] = {}
    for entry in entries:
        wanted.setdefault(entry["ref"], []).append(to_tantivy(entry).to_dict())
    for ref, fields in wanted.items():
        held = documents_of(searcher, ref)
        if sorted(map(repr, map(_sorted, held))) != sorted(map(repr, map(_sorted, fields))):
            raise Refused(f"{ref}: the index holds other fields than the database gives")


def _sorted(fields: Document) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(map(repr, values))) for name, values in fields.items())


def _reload(kind: str) -> int:
    """Write a whole kind into the live index again and take out what is gone."""
    engine = get_engine()
    document = documents.of_kind(kind)
    before = set(engine.versions(kind))
    with store.writing():
        loaded = _load(store.live_name(), document)
        store.write(store.live_name(), (), [f"{kind}:{key}" for key in before - loaded.keys()])
        _mark(kind, loaded)
    return len(loaded)


def _mark(kind: str, versions: Versions) -> None:
    """Say of everything a finished build holds, and of what it rightly lacks, that it is written."""
    lagging = DocumentVersion.objects.filter(kind=kind, written__lt=F("version")).values_list("pk", "key", "version")
    done = [pk for pk, key, version in lagging if versions.get(key, version) >= version]
    for chunk in _chunks(done):
        DocumentVersion.objects.filter(pk__in=chunk).update(written=F("version"))


def _audit(document: Any) -> Audit:
    kind = document.kind
    versions = _versions(kind)
    database = set(map(str, document.queryset().values_list("pk", flat=True)))
    held = get_engine().versions(kind)
    stale = (key for key in database & held.keys() if held[key] != versions.get(key, 0))
    return Audit(
        kind,
        len(database),
        len(held),
        tuple(sorted(database - held.keys())),
        tuple(sorted(stale)),
        tuple(sorted(held.keys() - database)),
    )


def _repair(found: Audit) -> None:
    engine = get_engine()
    keys = [*found.missing, *found.stale]
    if found.is_clean or not isinstance(engine, EmbeddedEngine):
        return
    versions = _versions(found.kind)
    entries, gone = _entries(found.kind, {key: versions.get(key, 0) for key in keys})
    engine.apply(entries, [f"{found.kind}:{key}" for key in (*gone, *found.orphaned)])


def _versions(kind: str) -> Versions:
    return dict(DocumentVersion.objects.filter(kind=kind).values_list("key", "version"))


def _live_count(kind: str) -> int:
    return len(get_engine().versions(kind)) if _has_live() else 0


def _has_live() -> bool:
    try:
        store.live_name()
    except Unavailable:
        return False
    return True


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
