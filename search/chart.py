"""The map beside the hits: the Kreise around the asked place, the circle, and a numbered pin for each hit shown."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from core.drawing import maps
from core.sphere import KM_PER_DEGREE
from search.find import Hit, Page

FARTHEST_KM = 60  # beyond, outlines weigh more than they tell
SIZE = (460, 380)
BESIDE = 20  # units of the drawing between pins that stand for the same postal code


def around(page: Page, origin: str) -> maps.Plan | None:
    """The map of a page of hits; None without a place, without a circle, or where no hit lies anywhere."""
    near = page.query.near
    if near is None or not page.km or page.km > FARTHEST_KM:
        return None
    pins = list(_pins(page.hits, page.km))
    if not pins:
        return None
    return maps.around(near.lat, near.lon, km=page.km, home=origin, pins=pins, size=SIZE)


def _pins(hits: Sequence[Hit], km: int) -> Iterator[maps.Pin]:
    """One pin a hit with the number it has in the list; those of one postal code stand side by side."""
    seen: Counter[tuple[float, float]] = Counter()
    for number, hit in enumerate(hits, start=1):
        if (point := _point(hit)) is None:
            continue
        lat, lon = point
        aside = seen[point] * BESIDE * km / (0.4 * min(SIZE)) / (KM_PER_DEGREE * math.cos(math.radians(lat)))
        seen[point] += 1
        words = _("Zu Treffer %(number)d: %(title)s") % {"number": number, "title": hit.title}
        yield maps.Pin(number, lat, lon + aside, f"#treffer-{number}", words)


def _point(hit: Hit) -> tuple[float, float] | None:
    """Where a hit lies, as the index has it; trades and articles lie nowhere."""
    lat, lon = hit.fields.get("lat"), hit.fields.get("lon")
    return (float(_one(lat)), float(_one(lon))) if lat is not None and lon is not None else None


def _one(value: object) -> float:
    return float(value[0] if isinstance(value, list) else value)  # type: ignore[arg-type]
