"""Database and index compared: versions per kind, in the cluster by 256 buckets, and what differs repaired."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import clock
from search import documents, targets, writer
from search.backends import cluster, sinks
from search.backends.elasticsearch import digests_in, versions_in
from search.backends.sinks import Batch, Sink
from search.models import DocumentVersion, IndexTarget
from search.writer import Versions


@dataclass(frozen=True, slots=True)
class Audit:
    """One kind in one index: counts, and the keys that differ with the index's versions."""

    kind: str
    target: IndexTarget
    database: int
    index: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    orphaned: tuple[str, ...]
    held: Versions

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


def audit(*, repair: bool = False) -> list[Audit]:
    """Compare every kind with every live index, the engine in charge first; with `repair` mend what differs before."""
    before = []
    # One after the other: mending one index may raise versions, and the next one is compared with those.
    for found in _compared():
        before.append(found)
        if repair and not found.is_clean:
            _repair(found)
    after = list(_compared()) if repair else before
    _note(before, after)
    return after


def _note(before: Iterable[Audit], after: Iterable[Audit]) -> None:
    """Keep what the comparison found and what is left, for /health."""
    found: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    for audits, sums in ((before, found), (after, left)):
        for one in audits:
            sums[one.target.pk] += len(one.missing) + len(one.stale) + len(one.orphaned)
    for pk in found.keys() | left.keys():
        figures = {"drift_found": found[pk], "drift_left": left[pk], "audited_at": clock.now()}
        IndexTarget.objects.filter(pk=pk).update(**figures)


def _compared() -> Iterable[Audit]:
    for target in targets.live():
        for document in documents.registered():
            yield _audit(target, document)


def _audit(target: IndexTarget, document: Any) -> Audit:
    kind = document.kind
    versions = writer.versions_of(kind)
    keys = map(str, document.queryset().values_list("pk", flat=True))
    wanted = {key: versions.get(key, 0) for key in keys}
    if sinks.is_embedded(target.name):
        held = sinks.of_target(target.name).versions(kind)
        return _difference(kind, target, wanted, held, len(held))
    total, differing = _differing_buckets(target.name, kind, wanted)
    held = versions_in(target.name, kind, differing) if differing else {}
    suspects = {key: version for key, version in wanted.items() if cluster.bucket_of(f"{kind}:{key}") in differing}
    return _difference(kind, target, suspects, held, total, len(wanted))


def _difference(
    kind: str, target: IndexTarget, wanted: Versions, held: Versions, index: int, database: int | None = None
) -> Audit:
    return Audit(
        kind=kind,
        target=target,
        database=len(wanted) if database is None else database,
        index=index,
        missing=tuple(sorted(wanted.keys() - held.keys())),
        stale=tuple(sorted(key for key in wanted.keys() & held.keys() if wanted[key] != held[key])),
        orphaned=tuple(sorted(held.keys() - wanted.keys())),
        held=held,
    )


def _differing_buckets(index: str, kind: str, wanted: Versions) -> tuple[int, list[int]]:
    """How many things the index holds, and the buckets whose sums of (thing, version) are not the database's."""
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, version in wanted.items():
        ref = f"{kind}:{key}"
        count, digest = sums[cluster.bucket_of(ref)]
        sums[cluster.bucket_of(ref)] = (count + 1, digest + cluster.digest_of(ref, version))
    held = digests_in(index, kind)
    total = sum(count for count, _ in held.values())
    return total, sorted(bucket for bucket in {*sums, *held} if sums.get(bucket) != held.get(bucket))


def _repair(found: Audit) -> None:
    sink: Sink = sinks.of_target(found.target.name)
    keys = [*found.missing, *found.stale]
    if not sinks.is_embedded(found.target.name):
        _outrun(found, keys)
    batch, _ = writer.batch_of(found.kind, dict.fromkeys(keys, 0) | writer.versions_of(found.kind, keys))
    gone = {f"{found.kind}:{key}": found.held[key] for key in found.orphaned}
    sink.write(Batch(batch.entries, batch.gone | gone, batch.places))


def _outrun(found: Audit, keys: Iterable[str]) -> None:
    """Raise the database's version where the index remembers a later one.

    After a restored backup it claims one; and of what was deleted behind our back it keeps a tombstone.
    """
    for key in keys:
        ahead = found.held.get(key)
        with transaction.atomic():
            row, _ = DocumentVersion.objects.get_or_create(kind=found.kind, key=key, defaults={"version": 0})
            least = row.version + 1 if ahead is None else max(row.version, ahead + (ahead > row.version))
            DocumentVersion.objects.filter(pk=row.pk, version=row.version).update(version=least)
