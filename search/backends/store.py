"""Where the embedded index lies: one folder per build, a file that names the live one, one lock for all writers."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from search.backends.schema import fingerprint, schema, to_tantivy
from search.engine import Unavailable

HEAP_BYTES = 30_000_000
FILL_BYTES = 250_000_000  # taken as documents come: about 100,000 of them make one part


def root() -> Path:
    """The folder of all builds."""
    folder = Path(settings.SEARCH_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def live_name() -> str:
    """The name of the live build; Unavailable when there is none for the present columns."""
    try:
        name = (root() / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError as missing:
        raise Unavailable("no search index yet: manage.py rebuild_search") from missing
    if not name.startswith(fingerprint()):
        raise Unavailable("the search index has old columns: manage.py rebuild_search")
    return name


def open_build(name: str) -> tantivy.Index:
    """A build for reading; Unavailable when its files are gone or damaged."""
    try:
        return tantivy.Index.open(str(root() / name))
    except ValueError as damaged:
        raise Unavailable(f"search index {name} cannot be read") from damaged


def state_of(name: str) -> object:
    """Changes with every commit: the file that lists a build's parts is replaced as a whole."""
    try:
        facts = (root() / name / "meta.json").stat()
    except FileNotFoundError as gone:
        raise Unavailable(f"search index {name} is gone") from gone
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def new_build() -> str:
    """An empty build beside the live one; returns its name."""
    name = f"{fingerprint()}-{uuid.uuid4().hex[:12]}"
    folder = root() / name
    folder.mkdir()
    tantivy.Index(schema(), path=str(folder))
    return name


def switch_to(name: str) -> None:
    """Make a build the live one in one step, and keep the one before for a quick way back."""
    before = _read("CURRENT")
    _write("CURRENT", name)
    if before and before != name:
        _write("PREVIOUS", before)
    for folder in root().iterdir():
        if folder.is_dir() and folder.name not in (name, before):
            shutil.rmtree(folder, ignore_errors=True)


def previous_name() -> str:
    """The build that was live before, empty when none is kept."""
    return _read("PREVIOUS")


@contextmanager
def writing() -> Iterator[None]:
    """Be the only writer of this host while the block runs (a worker's batch, or the end of a rebuild)."""
    with (root() / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


@contextmanager
def rebuilding() -> Iterator[None]:
    """Be the only rebuild of this host; Unavailable when another one is running."""
    with (root() / "rebuild.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise Unavailable("another rebuild is running") from busy
        yield


def write(name: str, documents: Iterable[dict[str, Any]], gone: Iterable[str] = ()) -> int:
    """Replace documents by their `ref` and take out the refs that are gone, in one commit; returns how many written."""
    writer = tantivy.Index.open(str(root() / name)).writer(HEAP_BYTES, 1)
    count = 0
    cleared: set[str] = set()
    for ref in gone:
        writer.delete_documents_by_term("ref", ref)
    for document in documents:
        if document["ref"] not in cleared:  # several places of work share a ref
            writer.delete_documents_by_term("ref", document["ref"])
            cleared.add(document["ref"])
        writer.add_document(to_tantivy(document))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def fill(name: str, documents: Iterable[dict[str, Any]]) -> int:
    """Load documents that this build does not hold yet, in one commit; returns how many.

    One large part answers about twice as fast as the many small ones that a commit every few thousand leaves behind.
    """
    writer = tantivy.Index.open(str(root() / name)).writer(FILL_BYTES, 1)
    count = 0
    for document in documents:
        writer.add_document(to_tantivy(document))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def _read(name: str) -> str:
    path = root() / name
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _write(name: str, value: str) -> None:
    draft = root() / f"{name}.{os.getpid()}"
    draft.write_text(value, encoding="ascii")
    draft.replace(root() / name)
