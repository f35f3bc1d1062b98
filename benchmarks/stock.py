"""A stock of made places in a database of its own: migrated, with the real trades and postal codes, and indexed.

The rows are the same that `manage.py seed_demo --vacancies N` makes; nothing here stands in for the product.
"""

import json
import os
import sys
import time
from pathlib import Path


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
    """Build the index of everything; returns seconds and megabytes on disk."""
    from search import rebuilding  # noqa: PLC0415 -- after setup

    begun = time.perf_counter()
    rebuilding.rebuild(force=True)
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
    if not _is_indexed():
        seconds, megabytes = index(folder)
        took |= {"build_s": round(seconds, 1), "disk_mb": round(megabytes, 1)}
    return took


def _is_indexed() -> bool:
    """Whether every index that is kept holds what the database holds."""
    from search import documents, targets  # noqa: PLC0415 -- `start` was called
    from search.backends import sinks  # noqa: PLC0415
    from search.engine import Unavailable, get_engine  # noqa: PLC0415

    wanted = {document.kind: document.queryset().count() for document in documents.registered()}
    try:
        get_engine().versions("vacancy")
        held = [{kind: len(sinks.of_target(one.name).versions(kind)) for kind in wanted} for one in targets.live()]
    except Unavailable:
        return False
    return bool(held) and len(held) == 1 + targets.has_cluster() and all(counts == wanted for counts in held)


if __name__ == "__main__":  # another process needs other indexes of a stock that is there
    start(sys.argv[1])
    print(json.dumps({"indexed": kept(sys.argv[1], 0)}))
