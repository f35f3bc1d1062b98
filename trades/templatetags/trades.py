"""Tags of the trade pages."""

from django import template
from wagtail.blocks import StructValue

register = template.Library()


@register.filter
def level_label(level: StructValue) -> str:
    """What a spirit level measures, in words: „Draußen“."""
    field = level.block.child_blocks["what"].field
    return str(dict(field.choices).get(level["what"], level["what"]))
