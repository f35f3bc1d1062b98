"""QR codes as drawings inside the page: no picture file, no request, sharp on paper."""

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(address: str) -> SafeString:
    """The address as an SVG drawing; decorative, the address stands beside it in words."""
    code = segno.make(address, error="m")
    drawing = code.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308 -- segno's own output, the address is only modules
