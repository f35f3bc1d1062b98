"""The texts a new installation starts with. Editors change them in the page tree; these are only the first version."""

import json
from pathlib import Path
from typing import Any

GUIDES = "ratgeber"  # counsellors write below this page
STREAMS = ("body", "questions")


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """Field values of a page; streams as the JSON that Wagtail reads."""
    return {name: json.dumps(value) if name in STREAMS else value for name, value in values.items()}


_all = json.loads((Path(__file__).parent / "data" / "texts.json").read_text())
HOME: dict[str, Any] = _all["home"]
PARENTS: dict[str, Any] = _fields(_all["parents"])
ARTICLES: dict[str, dict[str, Any]] = {slug: _fields(values) for slug, values in _all["articles"].items()}
