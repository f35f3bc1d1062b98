"""Work scenes and the four line drawings of empty states: one SVG file each, read once per process.

The scenes show hands and things, never a face: no picture tells anybody who a trade is for.
"""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.drawing.svg import drawn

HERE = Path(__file__).parent
SCENES = tuple(sorted(file.stem for file in (HERE / "scenes").glob("*.svg")))
SKETCHES = tuple(sorted(file.stem for file in (HERE / "sketches").glob("*.svg")))
FILE = re.compile(
    r'<svg [^>]*?(?:data-ink="(?P<ink>\w+)" )?viewBox="[^"]+">'
    r"(?:<title>(?P<title>[^<]*)</title>)?(?P<body>.*)</svg>",
    re.DOTALL,
)


def scene(name: str, quiet: bool = False) -> SafeString:
    """A work scene (320 × 220); quiet hides it from screen readers where a heading beside it says the same."""
    found = _read("scenes", name)
    voice = drawn('aria-hidden="true"') if quiet else format_html('role="img" aria-label="{}"', found["title"])
    return format_html(
        '<svg class="scene" data-ink="{}" viewBox="0 0 320 220" preserveAspectRatio="xMidYMid slice" {}>{}</svg>',
        found["ink"],
        voice,
        drawn(found["body"]),
    )


def scene_title(name: str) -> str:
    """What the scene shows, in one sentence."""
    return _read("scenes", name)["title"]


def sketch(name: str) -> SafeString:
    """A line drawing for an empty state: box, level, rule, saw."""
    body = drawn(_read("sketches", name)["body"])
    return format_html('<svg class="empty__draw" viewBox="0 0 128 100" aria-hidden="true">{}</svg>', body)


@cache
def _read(folder: str, name: str) -> re.Match[str]:
    """The parts of one of our own drawings; raises LookupError for a name nobody drew."""
    if name not in (SCENES if folder == "scenes" else SKETCHES):
        raise LookupError(f"No drawing {folder}/{name}")
    found = FILE.search((HERE / folder / f"{name}.svg").read_text(encoding="utf-8").replace("\n", ""))
    if found is None:
        raise LookupError(f"{folder}/{name}.svg is not written like the others")
    return found
