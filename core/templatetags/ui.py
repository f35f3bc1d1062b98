"""Template tags of the design: the strict component tag, the drawings, and what forms and lists need to be shown."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template as templates
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template import TemplateSyntaxError
from django.template.context import Context
from django.template.loader import get_template
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core import clock, components
from core.drawing import marks, measures, pictures
from core.drawing.svg import drawn

register = templates.Library()

SMALL = frozenset({"badge", "chip", "choice", "fact", "fit", "sign", "tab"})  # no address and no token of one visit
PLAIN = frozenset({str, SafeString, int, float, bool, type(None)})
SAME_PLACE_KM = 0.5  # distances are between middles of postal codes, so less than this is not known
FAR_KM = 10


@register.simple_block_tag(takes_context=True)
def ui(context: Context, content: SafeString, component: str, **given: Any) -> SafeString:
    """Render templates/components/<component>.html around the content; a wrong attribute is a TemplateSyntaxError."""
    try:
        attributes = components.attributes(component, given)
    except components.WrongAttribute as wrong:
        raise TemplateSyntaxError(str(wrong)) from wrong
    inside = SafeString(content.strip())  # line breaks beside the tags are no content
    # Small parts come back on every page with the same words: their markup is kept, whole cards are not.
    if component in SMALL and not settings.DEBUG and all(type(value) in PLAIN for value in attributes.values()):
        return _kept(component, str(get_language()), inside, *attributes.values())
    # A fresh context: a component sees its attributes, never the page around it.
    return _rendered(component, context.new({**attributes, "content": inside}))


@lru_cache(maxsize=8192, typed=True)  # typed: safe markup and the same words of a person are two things
def _kept(component: str, _language: str, content: SafeString, *values: object) -> SafeString:
    names = components.COMPONENTS[component]
    return _rendered(component, Context({**dict(zip(names, values, strict=True)), "content": content}))


def _rendered(component: str, context: Context) -> SafeString:
    template = get_template(f"components/{component}.html").template  # type: ignore[attr-defined]  # the stubs lack it
    return drawn(template.render(context).strip())


@register.simple_block_tag
def once(content: SafeString) -> SafeString:
    """What stands in two places of a page, rendered once: `{% once as filters %}…{% endonce %}`."""
    return content


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the 51 signs, `{% icon "check" %}`; give a label only where no word stands beside it."""
    if name not in marks.SIGNS:
        raise TemplateSyntaxError(f"There is no sign {name}")
    return marks.icon(name, str(label))


@register.simple_tag
def rule(km: float, radius: float = 15, step: float = 0, hinge: float = 0) -> SafeString:
    """Folding rule: how far, from 0 to the chosen radius. The words stand beside it."""
    return measures.rule(km, radius, step, hinge)


@register.simple_tag
def dial(days: float | None = None, of: int = 7, late: bool = False, large: bool = False) -> SafeString:
    """Dial gauge: how long. Without days it is empty: no answer time is shown below five applications."""
    return measures.dial(days, of, late, large)


@register.simple_tag
def vial(step: int, steps: int = 5) -> SafeString:
    """Spirit level: how much, in steps from left to right."""
    return measures.vial(step, steps)


@register.simple_tag
def bar(percent: float) -> SafeString:
    """A plain bar; the number stands beside it."""
    return measures.bar(percent)


@register.simple_tag
def seats(capacity: int, taken: int) -> SafeString:
    """Squares for seats, free ones outlined; the numbers stand beside them."""
    return measures.seats(capacity, taken)


@register.simple_tag
def stamp(top: str, bottom: str = "", craft: str = "holz", word: str = "geprüft", small: bool = False) -> SafeString:
    """The guild's seal; only where somebody looked into the register."""
    if craft not in marks.CRAFTS:
        raise TemplateSyntaxError(f"There is no stamp for {craft}")
    return marks.stamp(str(top), str(bottom), craft, str(word), small)


@register.simple_tag
def scene(name: str, quiet: bool = False) -> SafeString:
    """A work picture; quiet where the heading beside it says the same."""
    if name not in pictures.SCENES:
        raise TemplateSyntaxError(f"There is no scene {name}")
    return pictures.scene(name, quiet)


@register.simple_tag
def sketch(name: str) -> SafeString:
    """A line drawing for an empty state."""
    if name not in pictures.SKETCHES:
        raise TemplateSyntaxError(f"There is no sketch {name}")
    return pictures.sketch(name)


@register.simple_tag
def dovetail(place: str) -> SafeString:
    """The dovetail edge; place is its name and stands once on a page."""
    return marks.dovetail(place)


@register.simple_tag
def brand() -> SafeString:
    """The mark of the house."""
    return marks.BRAND


@register.simple_tag
def stamp_arcs() -> SafeString:
    """The two arcs all stamps of a page share; base.html calls it once."""
    return marks.STAMP_ARCS


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a form field in the look of the design; Django adds `aria-invalid` and `aria-describedby`."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"field__input {own}".strip()})


@register.filter
def km(value: float | None) -> str:
    """A distance for people: „unter 1“ for the same place, one decimal below 10 km, none above; decimal comma."""
    if value is None:
        return ""
    if value < SAME_PLACE_KM:
        return gettext("unter 1")
    return number_format(f"{value:.1f}" if value < FAR_KM else f"{value:.0f}", use_l10n=True)


@register.filter
def when(moment: datetime) -> str:
    """A moment in a list: the time if it is today in Berlin, the day otherwise."""
    there = clock.local(moment)
    return date_format(there, "H:i" if there.date() == clock.today() else "j.n.")


@register.filter
def numbers(text: str | Iterable[int]) -> list[int]:
    """Whole numbers from `"5 10 15"` or from any row of numbers, for scales written in a template."""
    return [int(part) for part in (text.replace(",", " ").split() if isinstance(text, str) else text)]


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers of a pager with gaps, as Django elides them."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
