"""Signs, the mark of the house, the guild's stamp and the dovetail edge."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from core.drawing.signs import SIGNS
from core.drawing.svg import drawn

# What a guild's stamp shows in its middle.
CRAFTS = {
    "holz": "M-14 5l20-12 5 8-20 12zM8-8l6-4 4 7-6 4",
    "elektro": "M3-14l-11 16h8l-3 12 11-16h-8z",
    "bau": "M-16 10h32M-16 0h14v10M-2 0h16v10M-9-10h16V0M-16 0h32",
    "shk": "M-14-8H2q6 0 6 6v14M-14-14v12M2 12h12",
    "back": "M-14 8q0-16 14-16t14 16zM-6-4l4 6M2-6l4 6",
}
BRAND = drawn(
    '<svg class="brand__mark" viewBox="0 0 34 34" aria-hidden="true">'
    '<path class="brand__a" d="M0 0h34v12H25l-3 9h-3l-3-9H9L6 21H0z"/>'
    '<path class="brand__b" d="M0 24h8.2l3-9h2.6l3 9h7.4l3-9H34v19H0z"/></svg>'
)
# The two arcs the words of every stamp run along; base.html holds them once, because an id may stand once on a page.
STAMP_ARCS = drawn(
    '<svg class="arcs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<path id="stamp-arc-top" d="M60 60m-41 0a41 41 0 0 1 82 0"/>'
    '<path id="stamp-arc-bottom" d="M60 60m-47.5 0a47.5 47.5 0 0 0 95 0"/></defs></svg>'
)


def icon(name: str, label: str = "") -> SafeString:
    """One sign; hidden from screen readers unless it carries a label. Raises KeyError for a sign nobody drew."""
    voice = format_html('role="img" aria-label="{}"', label) if label else drawn('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}><path d="{}"/></svg>', voice, SIGNS[name])


def stamp(top: str, bottom: str = "", craft: str = "holz", word: str = "geprüft", small: bool = False) -> SafeString:
    """The seal of who vouches; only for what was checked in a register. Its name says the whole sentence."""
    sentence = f"{word}: {top}" + (f", {bottom}" if bottom else "")
    return drawn(
        f'<svg class="stamp{" stamp--small" if small else ""}" viewBox="0 0 120 120" role="img"'
        f' aria-label="{escape(sentence)}">'
        '<circle class="stamp__ring" cx="60" cy="60" r="56"/>'
        '<circle class="stamp__ring stamp__ring--thin" cx="60" cy="60" r="51.5"/>'
        '<circle class="stamp__ring stamp__ring--thin" cx="60" cy="60" r="36" stroke-dasharray="14 1 22 2 9 1"/>'
        f'<text><textPath href="#stamp-arc-top" startOffset="50%">{escape(top)}</textPath></text>'
        f'<text><textPath href="#stamp-arc-bottom" startOffset="50%">{escape(bottom)}</textPath></text>'
        f'<g class="stamp__sign" transform="translate(60 50)"><path d="{CRAFTS[craft]}"/></g>'
        f'<text class="stamp__word" x="60" y="80">{escape(word)}</text></svg>'
    )


def dovetail(place: str) -> SafeString:
    """The edge between two fields; place names the edge and must be unique on a page."""
    return format_html(
        '<svg class="dovetail dovetail--{place}" aria-hidden="true" focusable="false">'
        '<pattern id="dovetail-{place}" width="56" height="18" patternUnits="userSpaceOnUse">'
        '<path fill="currentColor" d="M0 0h56v3H44l6 15H22l6-15H0z"/></pattern>'
        '<rect width="100%" height="18" fill="url(#dovetail-{place})"/></svg>',
        place=place,
    )
