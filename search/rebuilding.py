"""A new index beside the live one: load, replay, verify, switch in one step, and the way back."""

import gc
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core import clock
from search import analysis, documents, targets, vocabulary, writer
from search.backends import cluster, sinks, store
from search.backends.sinks import Batch, ClusterSink, EmbeddedSink, Sink
from search.engine import Document, Unavailable
from search.models import IndexTarget
from search.query import Query
from search.writer import CHUNK, Versions

VERIFIED = 200
REPLAYS = 20
FEW = 500  # so many changes are written in the blink of an eye: what a replay leaves, the last one takes
VERIFY_TRIES = 3
ALLOWED_GAP = 0.001  # of the database's count
LEAST_OF_LIVE = 0.9
GOLDEN, TOP, MAY_CHANGE = 30, 3, 3

Loaded = dict[str, Versions]


class Refused(Exception):
    """A rebuilt index does not hold what it should; the old one stays live."""


def rebuild(kind: str | None = None, *, force: bool = False, engine: str | None = None) -> dict[str, int]:
    """Build every index anew beside the live one, verify, switch; returns documents per kind.

    With a kind only that kind is read again, into the live indexes; with an engine only its index is built. Raises
    Refused where the verification fails and Unavailable while another rebuild runs or the cluster is away; the old
    index stays live in all cases.
    """
    with _alone():
        if kind and _has_live():
            return {kind: _reload(kind)}
        counts = _embedded(force=force) if engine in (None, "embedded") else {}
        return _cluster(force=force) if targets.has_cluster() and engine in (None, "elasticsearch") else counts


def renew() -> dict[str, int]:
    """Build only those indexes anew whose documents were analysed with other words; raises as `rebuild` does."""
    counts: dict[str, int] = {}
    with _alone():
        for target in targets.behind(vocabulary.current().language.digest):
            counts = _embedded(force=False) if sinks.is_embedded(target.name) else _cluster(force=False)
    return counts


@contextmanager
def _alone() -> Iterator[None]:
    """The only rebuild of this host, with the words of now from beginning to end."""
    with store.rebuilding(), analysis.using(vocabulary.refresh().analyser):
        gc.freeze()  # what is there now outlives the rebuild: Python need not look through it again and again
        try:
            yield
        finally:
            gc.unfreeze()


def roll_back() -> str:
    """Search the index before again; it was kept up to date. Returns its name."""
    with store.rebuilding():
        if not targets.has_cluster():
            return _embedded_back()
        target = targets.previous()
        if target is None:
            raise Refused("no previous index is kept")
        while writer.write(target):
            pass
        cluster.switch_to(target.name)
        targets.go_live(target)
        return target.name


def _embedded(*, force: bool) -> dict[str, int]:
    target = targets.register(sinks.embedded_name(), IndexTarget.State.LIVE)
    build = store.new_build()
    sink = EmbeddedSink(build)
    loaded = _filled(sink, target)
    _verify(sink, EmbeddedSink() if _has_live() else None, loaded, force=force)
    with store.writing():  # the worker's batches wait here: only for what changed since, and the switch
        _replay(sink, loaded)
        store.switch_to(build)
    _settle(target, loaded)
    return _counts(loaded)


def _cluster(*, force: bool) -> dict[str, int]:
    targets.reconcile()
    targets.clear_away(unfinished=True)
    name = f"{cluster.alias()}-{uuid.uuid4().hex[:12]}"
    target = targets.register(name, IndexTarget.State.BUILDING)  # first: what nobody knows nobody clears away
    cluster.create(name)
    sink = ClusterSink(name)
    with cluster.taking_much(name):
        loaded = _filled(sink, target)
    live = cluster.live_index()
    _verify(sink, ClusterSink(live) if live else None, loaded, force=force)
    cluster.switch_to(name)
    targets.go_live(target)
    _settle(target, loaded)
    return _counts(loaded)


def _filled(sink: Sink, target: IndexTarget) -> Loaded:
    """Load everything, then what changed meanwhile, until every change in flight is owed to the target too."""
    loaded = {document.kind: _load(sink, document) for document in documents.registered()}
    for _ in range(REPLAYS):
        if _replay(sink, loaded) < FEW:
            break
    targets.wait_until_known(target)
    _replay(sink, loaded)
    return loaded


def _load(sink: Sink, document: Any) -> Versions:
    """Read everything of a kind into an index; returns the versions it holds."""
    versions = writer.versions_of(document.kind)
    loaded: Versions = {}
    _agree(sink.load(_entries(document, versions, loaded)))
    return loaded


def _entries(document: Any, versions: Versions, loaded: Versions) -> Iterator[Document]:
    for thing in document.queryset().order_by("pk").iterator(chunk_size=CHUNK):
        key = str(thing.pk)
        entries = document.entries(thing, versions.get(key, 0))
        loaded[key] = versions.get(key, 0)
        yield from entries


def _replay(sink: Sink, loaded: Loaded) -> int:
    """Write what changed since it was read; returns how many."""
    count = 0
    for kind, held in loaded.items():
        changed = {key: version for key, version in writer.versions_of(kind).items() if held.get(key, 0) != version}
        if changed:
            _write(sink, writer.batch_of(kind, changed)[0])
            held.update(changed)
            count += len(changed)
    return count


def _write(sink: Sink, batch: Batch) -> None:
    _agree(sink.write(batch))


def _agree(refused: dict[str, str]) -> None:
    if refused:
        ref, fault = next(iter(refused.items()))
        raise Refused(f"{len(refused)} documents were refused, {ref} first: {fault}")


def _verify(sink: Sink, live: Sink | None, loaded: Loaded, *, force: bool) -> None:
    for document in documents.registered():
        kind = document.kind
        held = _verify_count(sink, document, loaded)
        before = len(live.versions(kind)) if live and not force else 0
        if len(held) < LEAST_OF_LIVE * before:
            raise Refused(f"{kind}: {len(held)} documents, the live index has {before} (--force)")
        _verify_fields(sink, kind, {key: held[key] for key in _sample(sorted(held))})
    if live and not force and not targets.behind(analysis.current().language.digest):
        _verify_answers(sink, live)  # with other words other answers are what is wanted


def _verify_count(sink: Sink, document: Any, loaded: Loaded) -> Versions:
    """What the index holds of a kind; people write meanwhile, so a gap is looked at again after a replay."""
    for _ in range(VERIFY_TRIES):
        wanted = len(document.queryset().order_by("pk").values_list("pk", flat=True))
        held = sink.versions(document.kind)
        if abs(wanted - len(held)) <= ALLOWED_GAP * wanted:
            return held
        _replay(sink, loaded)
    raise Refused(f"{document.kind}: {len(held)} in the index, {wanted} in the database")


def _sample(keys: list[str]) -> list[str]:
    return random.Random(0).sample(keys, min(VERIFIED, len(keys)))  # noqa: S311 -- a sample, not a secret


def _verify_fields(sink: Sink, kind: str, versions: Versions) -> None:
    wanted: dict[str, list[Document]] = {}
    for entry in writer.batch_of(kind, versions)[0].entries:
        wanted.setdefault(entry["ref"], []).append(sink.expected(entry))
    held = sink.stored(list(wanted))
    differing = [ref for ref, fields in wanted.items() if _all_sorted(held[ref]) != _all_sorted(fields)]
    now = writer.versions_of(kind, [ref.partition(":")[2] for ref in differing])
    for ref in differing:
        key = ref.partition(":")[2]
        if now.get(key, 0) == versions[key]:  # else it was changed just now, and that change is owed
            raise Refused(f"{ref}: the index holds other fields than the database gives")


def _all_sorted(found: list[Document]) -> list[list[tuple[str, list[str]]]]:
    return sorted(map(_sorted, found))


def _sorted(fields: Document) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(map(repr, values))) for name, values in fields.items())


def _verify_answers(sink: Sink, live: Sink) -> None:
    """A handful of questions must keep what stands on top; a few may change with what was written meanwhile."""
    before, after = live.engine(), sink.engine()
    changed = [query.text for query in _golden() if len(_top(before, query) - _top(after, query)) > 1]
    if len(changed) > MAY_CHANGE:
        raise Refused(f"{len(changed)} questions find something else: {', '.join(changed[:5])} (--force)")


def _golden() -> list[Query]:
    names = sorted(trade.male for trade in vocabulary.current().by_id.values())
    chosen = names[:: max(1, len(names) // GOLDEN)][:GOLDEN]
    return [Query(text=name, words=tuple(name.lower().split()[:1])) for name in chosen]


def _top(engine: Any, query: Query) -> set[int]:
    return {row.order_id for row in engine.search(query).rows[:TOP]}


def _reload(kind: str) -> int:
    """Write a whole kind into the live indexes again and take out what is gone."""
    document = documents.of_kind(kind)
    loaded: Versions = {}
    for target in targets.live():
        sink = sinks.of_target(target.name)
        before = sink.versions(kind)
        loaded = _load(sink, document)
        gone = {f"{kind}:{key}": version for key, version in before.items() if key not in loaded}
        _write(sink, Batch(gone=gone))
        writer.settle(target, kind, loaded)
    return len(loaded)


def _settle(target: IndexTarget, loaded: Loaded) -> None:
    for kind, versions in loaded.items():
        writer.settle(target, kind, versions)
    digest = analysis.current().language.digest
    IndexTarget.objects.filter(pk=target.pk).update(rebuilt_at=clock.now(), drift_left=0, language=digest)


def _counts(loaded: Loaded) -> dict[str, int]:
    return {kind: len(versions) for kind, versions in loaded.items()}


def _embedded_back() -> str:
    build = store.previous_name()
    if not build:
        raise Refused("no previous index is kept")
    with store.writing():
        store.switch_to(build)
    return build


def _has_live() -> bool:
    try:
        store.live_name()
    except Unavailable:
        return False
    return True
