"""A stock of made places in a database of its own: migrated, with the real trades and postal codes, and indexed.

The rows are the same that `manage.py seed_demo --vacancies N` makes; nothing here stands in for the product.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from benchmarks import built
from benchmarks.chat.server import ROOT, Server

NOT_COPIED = ("copy", "million", "postgres", "wagtail.sqlite3", "server.log", "worker.log")


def start(folder: str) -> None:
    """Set Django up on an empty database in this folder, with places and trades; call once per process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ["DATA_DIR"] = folder
    import django  # noqa: PLC0415 -- the folder is named just above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    from apprenticeships.actions.figures import load_rules  # noqa: PLC0415
    from core.actions import load_places  # noqa: PLC0415
    from trades.actions import load_trades  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_places()
    load_trades()
    load_rules()


def grow_to(count: int) -> float:
    """Add made places until there are so many; returns the seconds it took."""
    from apprenticeships.models import Vacancy  # noqa: PLC0415 -- after setup
    from pages.demo import volume  # noqa: PLC0415

    begun = time.perf_counter()
    volume.make(count - Vacancy.objects.count(), seed=count, say=lambda _line: None)
    return time.perf_counter() - begun


def index(folder: str) -> tuple[float, float]:
    """Build the index of everything that is not up to date; returns seconds and megabytes on disk.

    What each took is noted in the folder.
    """
    from search import rebuilding, targets  # noqa: PLC0415 -- after setup

    begun = time.perf_counter()
    for engine in ("embedded", *(("elasticsearch",) if targets.has_cluster() else ())):
        if not _holds_all(engine):
            build = partial(rebuilding.rebuild, force=True, engine=engine)
            built.measured(Path(folder), f"own {engine}", build, more_cpu=_cluster_cpu_s)
    seconds = time.perf_counter() - begun
    live = (path for path in (Path(folder) / "search").rglob("*") if path.is_file())
    return seconds, sum(path.stat().st_size for path in live) / 1e6


def kept(folder: str, count: int) -> dict[str, float]:
    """A stock that outlives the run: made and indexed the first time, brought up to date afterwards; what it took."""
    from django.core.management import call_command  # noqa: PLC0415

    from apprenticeships.models import Vacancy  # noqa: PLC0415 -- `start` was called

    took = {"rows_s": round(grow_to(count), 1) if Vacancy.objects.count() < count else 0.0}
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seconds, megabytes = index(folder)
    return took | {"build_s": round(seconds, 1), "disk_mb": round(megabytes, 1)}


def copied(folder: Path, copy: Path, count: int, *, with_cluster: bool) -> Path:
    """A copy of a kept stock that a run may change; the stock is brought up to date first, by other processes."""
    from benchmarks import services  # noqa: PLC0415 -- it starts this module

    folder.mkdir(parents=True, exist_ok=True)
    call = [sys.executable, "-W", "ignore", "-m", "benchmarks.stock", str(folder), str(count)]
    subprocess.run(call, env=Server(folder).environment(), cwd=ROOT, check=True)  # noqa: S603
    with services.cluster(folder) if with_cluster else nullcontext():
        pass  # its index is brought up to date too
    shutil.copytree(folder, copy, ignore=lambda _, names: {*names} & {*NOT_COPIED})
    return copy


def _holds_all(engine: str) -> bool:
    """Whether the index of this engine holds what the database holds."""
    from search import documents, targets  # noqa: PLC0415 -- `start` was called
    from search.backends import sinks  # noqa: PLC0415
    from search.engine import Unavailable  # noqa: PLC0415

    wanted = {document.kind: document.queryset().count() for document in documents.registered()}
    names = [one.name for one in targets.live() if sinks.is_embedded(one.name) == (engine == "embedded")]
    try:
        held = [{kind: len(sinks.of_target(name).versions(kind)) for kind in wanted} for name in names]
    except Unavailable:
        return False
    return held == [wanted]


def _cluster_cpu_s() -> float:
    from benchmarks.peers.elastic import node_cpu_s  # noqa: PLC0415 -- `start` was called
    from search import targets  # noqa: PLC0415
    from search.backends import cluster  # noqa: PLC0415

    return node_cpu_s(cluster.writer()) if targets.has_cluster() else 0.0


if __name__ == "__main__":  # another process needs other indexes, or another folder, than the one that asks
    start(sys.argv[1])
    print(json.dumps({"indexed": kept(sys.argv[1], int(sys.argv[2]))}))
