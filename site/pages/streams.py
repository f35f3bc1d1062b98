"""Which pictures stand in the long texts of a page, and those texts without one of them."""

from collections.abc import Iterator
from typing import Any

from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page


def images_of(page: Page) -> set[int]:
    """Keys of all pictures in the texts of a page, at any depth."""
    return {key for _name, stream in _streams(page) for block in stream for key in _images_in(block)}


def without(page: Page, image: int) -> dict[str, list[Any]]:
    """The changed texts by field name, in stored form: every block that holds the picture is left out."""
    return {
        name: [raw for raw, block in zip(stream.raw_data, stream, strict=True) if image not in _images_in(block)]
        for name, stream in _streams(page)
        if any(image in _images_in(block) for block in stream)
    }


def _streams(page: Page) -> Iterator[tuple[str, Any]]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield field.name, getattr(page, field.name)


def _images_in(block: Any) -> set[int]:
    found = block.block.extract_references(block.value)
    return {int(key) for model, key, _path, _content in found if issubclass(model, get_image_model())}
