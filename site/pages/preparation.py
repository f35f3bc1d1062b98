"""From a fresh clone to a running site in one process; each step runs only when what it reads has changed.

A step is marked in the transaction that follows it, and every step can be repeated, so a run that was killed half way
is finished by the next one.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import actions as account_actions
from apprenticeships.actions.figures import load_rules
from core import actions as core_actions
from core import clock, garbage
from pages import tree
from pages.demo import seed as demo
from pages.models import Preparation
from search import actions as search_actions
from search import tables
from trades import actions as trade_actions

Say = Callable[[str], object]
WORTH_SAYING = 0.5  # seconds; a step that takes longer says how long it took


@dataclass(frozen=True)
class Step:
    """One step: its name for people, what it depends on, what it does."""

    code: str
    title: str
    fingerprint: Callable[[], str]
    do: Callable[[], object]


def run(*, say: Say) -> None:
    """Do what is left; raises CommandError with the way out when the place cannot be written."""
    check_writable(Path(settings.DATA_DIR))
    migrate(say)
    done = dict(Preparation.objects.values_list("step", "fingerprint"))
    for step in steps():
        if done.get(step.code) != step.fingerprint():
            timed(say, step.title, step.do)
            mark(step.code, step.fingerprint())  # anew: some look at what the step just made
    collect(say)


def mark(step: str, fingerprint: str) -> None:
    """Remember that a step is done."""
    Preparation.objects.update_or_create(step=step, defaults={"fingerprint": fingerprint, "done_at": clock.now()})


def timed(say: Say, title: str, do: Callable[[], object]) -> None:
    """Say what begins, do it, say how long it took when that was worth saying."""
    say(f"· {title} …")
    begun = time.monotonic()
    do()
    if (taken := time.monotonic() - begun) > WORTH_SAYING:
        say(f"  {taken:.1f} s")


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, in words; raises CommandError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"In {folder} kann nicht geschrieben werden ({error.strerror}). Anderer Ort: make run DATA_DIR=…"
        ) from None


def migrate(say: Say) -> None:
    """Bring the database up to date; raises CommandError when it cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
        due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise CommandError(f"Die Datenbank ist nicht erreichbar: {error}") from None
    if due:
        with garbage.rarely_sought():
            timed(say, f"Datenbank ({len(due)} Änderungen)", lambda: call_command("migrate", verbosity=0))
    check_durable()
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", verbosity=0)


def check_durable() -> None:
    """Refuse a database that may lose what was acknowledged; raises CommandError with the fault."""
    try:
        call_command("check", tags=["database"], databases=["default"], verbosity=0)
    except SystemCheckError as error:
        raise CommandError(str(error)) from None


def steps() -> Iterable[Step]:
    """All steps in order; the demo network only in demo mode."""
    places = digest(settings.ROOT / "core" / "data")
    trades = digest(settings.ROOT / "trades" / "data")
    language = digest(settings.ROOT / "search" / "data")
    rules = digest(settings.ROOT / "apprenticeships" / "data")
    yield Step("groups", "Rollen der Redaktion", lambda: "1", account_actions.ensure_groups)
    yield Step("places", "Orte, Postleitzahlen, Kreise", lambda: places, core_actions.load_places)
    yield Step("language", "Sprache der Suche", lambda: language, search_actions.load_language)
    yield Step("trades", "125 Berufe", lambda: trades, load_trades)
    yield Step("rules", "Regeln zum Jugendschutz", lambda: rules, load_rules)
    tree_and_rights = trades + language + code("tree.py", "rights.py")
    yield Step("tree", "Seitenbaum", lambda: tree_and_rights, lambda: tree.ensure(port=settings.PORT))
    yield Step("profiles", "Berufsprofile", lambda: trades, trade_actions.seed_profiles)
    if settings.DEMO:
        yield Step("demo", "Beispielnetz um Altenburg und Leipzig", lambda: "3", demo.run)
    yield Step("index", "Suchindex", index_fingerprint, rebuild_index)


def index_fingerprint() -> str:
    """What decides how the index looks: the declarations, the words, the engine; and whether it is there."""
    sources = [*(settings.ROOT / "search").rglob("*.py"), *settings.ROOT.glob("*/documents.py")]
    total = hashlib.sha256(str(Path(settings.SEARCH_DIR).exists()).encode())
    total.update(tables.stored().digest.encode())
    for source in sorted(source for source in sources if "migrations" not in source.parts):
        total.update(source.read_bytes())
    return total.hexdigest()


def load_trades() -> None:
    """Trades with their words and pay, and proposals of neighbours that an editor still has to look at."""
    trade_actions.load_trades()
    trade_actions.propose_neighbours()


def rebuild_index() -> None:
    """Fill the search index from the database, and Wagtail's own for the admin."""
    call_command("rebuild_search", force=True, verbosity=0)
    call_command("update_index", verbosity=0)


def code(*names: str) -> str:
    """A fingerprint of modules beside this one."""
    return hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in names)).hexdigest()


def digest(folder: Path) -> str:
    """A fingerprint of all files of a folder."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()


def collect(say: Say) -> None:
    """Collect and compress static files when one of them, or a package that brings some, has changed."""
    if "Hashed" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return
    mark_file = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = static_fingerprint()
    if not mark_file.exists() or mark_file.read_text() != fingerprint:
        timed(say, "Gestaltung", lambda: call_command("collectstatic", interactive=False, verbosity=0))
        mark_file.write_text(fingerprint)


def static_fingerprint() -> str:
    """Sizes and times of our static files and the versions of the packages that bring their own."""
    total = hashlib.sha256(f"{django.__version__} {wagtail.__version__}".encode())
    for folder, _, names in sorted(os.walk(settings.STATICFILES_DIRS[0])):
        for name in sorted(names):
            stat = (Path(folder) / name).stat()
            total.update(f"{folder}/{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return total.hexdigest()
