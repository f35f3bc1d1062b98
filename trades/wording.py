"""The words of a profile in a form that can be compared: what a reader would notice, without editor's marks."""

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import StreamValue
from wagtail.models import Page

NORMAL = ("title", "teaser", "text", "tasks", "day_title", "day", "downsides", "levels", "ladder")
PLAIN = ("plain_text",)
BLOCK_KEYS = re.compile(r' data-block-key="[^"]*"')  # Draftail numbers paragraphs anew when a page is first opened


def of(page: Page, names: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a page as plain values; equal when nobody would see a difference."""
    return {name: _comparable(getattr(page, name)) for name in names}


def digest(page: Page) -> str:
    """Fingerprint of all words of a page."""
    values = json.dumps(of(page, NORMAL + PLAIN), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(values.encode()).hexdigest()


def _comparable(value: Any) -> Any:
    if isinstance(value, StreamValue):
        return json.loads(json.dumps([_block(block) for block in value.get_prep_value()], cls=DjangoJSONEncoder))
    return BLOCK_KEYS.sub("", str(value))


def _block(block: dict[str, Any]) -> list[Any]:
    return [block["type"], block["value"]]
