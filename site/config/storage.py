"""Static files: the style sheet in one piece, hashed names, and import rules for our own scripts only."""

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/handschlag.css"
IMPORT = re.compile(r'^@import url\("(?P<part>[^"]+)"\) layer\((?P<layer>[a-z]+)\);$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Compressed files with a hash in their name.

    Django's switch for imports rewrites every package's scripts and stops at one of django-htmx; ours alone are enough.
    """

    _, _module_rules = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]
    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _module_rules))


class JoinedStyles(BaseFinder):
    """Offers the entry style sheet with all its parts inside, collected or not: 30 imports would be 30 requests.

    It stands before the other finders, so its file wins. Each part keeps its layer, so the order of the parts
    decides nothing and the sheet means the same joined and unjoined.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember where the parts lie and where the joined file goes."""
        self.source = Path(settings.STATICFILES_DIRS[0]) / ENTRY
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "joined")
        self.storage.prefix = ""  # type: ignore[attr-defined]  # WhiteNoise and collectstatic ask every storage for it

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to complain about."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The joined file for the address of the entry, nothing for any other."""
        if path != ENTRY:
            return []
        joined = str(self.refresh())
        return [joined] if find_all else joined

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file this finder knows, freshly joined."""
        self.refresh()
        yield ENTRY, self.storage

    def refresh(self) -> Path:
        """Join the parts again if one of them is newer than the joined file; returns its place."""
        target = Path(self.storage.path(ENTRY))
        newest = max(part.stat().st_mtime_ns for part in self.source.parent.rglob("*.css"))
        if not target.exists() or target.stat().st_mtime_ns < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            sheet = join(self.source).encode()
            _put(target.with_name(target.name + ".gz"), gzip.compress(sheet, mtime=0))
            _put(target, sheet)
        return target


def join(entry: Path) -> str:
    """The entry sheet with every `@import … layer(x)` replaced by `@layer x { … }`, without comments."""

    def part(found: re.Match[str]) -> str:
        sheet = (entry.parent / found["part"]).read_text(encoding="utf-8")
        return f"@layer {found['layer']} {{\n{_lean(sheet)}\n}}"

    return IMPORT.sub(part, _lean(entry.read_text(encoding="utf-8"))) + "\n"


def _lean(sheet: str) -> str:
    """A sheet without comments, indentation and empty lines; strings of ours contain neither."""
    lines = (line.strip() for line in COMMENT.sub("", sheet).splitlines())
    return "\n".join(line for line in lines if line)


def _put(target: Path, content: bytes) -> None:
    """Write in one step: two processes may join at the same moment, and neither may serve half a file."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(target)
