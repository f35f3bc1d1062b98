"""The measuring tools: folding rule (how far), dial gauge (how long), spirit level (how much), bar, seats.

All are decoration beside words, hidden from screen readers. Coordinates are SVG attributes in percent,
so the strict content policy holds and a tool takes any width.
"""

import math
from collections.abc import Iterator

from django.utils.safestring import SafeString

from core.drawing.svg import drawn

DIAL_RADIUS = 13
HEIGHT = 34  # of a rule in pixels
HINGES = ((25, 5), (60, 10), (150, 25), (300, 50))  # up to this many km a leg is that long
HIDDEN = 'aria-hidden="true" focusable="false"'


def rule(value: float, span: float = 15, step: float = 0, hinge: float = 0) -> SafeString:
    """A folding rule from 0 to span (km), yellow up to value, a tick every step, a joint and a number every hinge.

    Without step and hinge the rule chooses both so that ticks stay apart and numbers stay readable.
    """
    span = max(float(span), 1.0)
    value = max(0.0, min(float(value), span))
    hinge = hinge or next((length for limit, length in HINGES if span <= limit), 100)
    step = step or hinge / 5
    parts = [*_wood(value, span, hinge), *_ticks(value, span, step, hinge), *_numbers(value, span, hinge)]
    mark = (
        f'<line class="rule__line" x1="{_at(value, span)}" x2="{_at(value, span)}" y1="4" y2="33"/>'
        f'<svg x="{_at(value, span)}" overflow="visible"><path class="rule__mark" d="M-6 0h12L0 8z"/></svg>'
    )
    return drawn(f'<svg class="rule" {HIDDEN}>{"".join(parts)}{mark}</svg>')


def dial(days: float | None, of: int = 7, late: bool = False, large: bool = False) -> SafeString:
    """A dial gauge with one mark a day; the coloured part is time gone by or an answer time. None: no value yet."""
    classes = "dial dial--large" if large else "dial"
    ticks = "".join(
        f'<line class="dial__tick" x1="22" x2="22" y1="6" y2="10" transform="rotate({360 * k / of:.1f} 22 23.5)"/>'
        for k in range(of)
    )
    span, hand = ("", "") if days is None else _gauge(min(max(float(days), 0) / of, 1), late)
    return drawn(
        f'<svg class="{classes}" viewBox="0 0 44 44" {HIDDEN}><path d="M19 0h6v4h-6z" fill="currentColor"/>'
        f'<circle class="dial__face" cx="22" cy="23.5" r="18.5"/>{span}{ticks}{hand}'
        '<circle class="dial__hub" cx="22" cy="23.5" r="2.5"/></svg>'
    )


def vial(step: int, steps: int = 5) -> SafeString:
    """A spirit level: the bubble stands at step 1 (left) to steps (right)."""
    bubble = 12 + 76 * (min(max(step, 1), steps) - 1) / (steps - 1)
    lines = "".join(f'<line class="vial__line" x1="{x}%" x2="{x}%" y1="4" y2="24"/>' for x in (31, 50, 69))
    return drawn(
        f'<svg class="vial" {HIDDEN}><rect class="vial__tube" x="1" y="4" width="99%" height="20" rx="10"/>{lines}'
        f'<ellipse class="vial__bubble" cx="{bubble:.0f}%" cy="13" rx="21" ry="7.5"/></svg>'
    )


def bar(percent: float) -> SafeString:
    """A plain bar, 0 to 100; the number stands beside it."""
    width = min(max(float(percent), 0), 100)
    return drawn(
        f'<svg {HIDDEN}><rect width="100%" height="100%" rx="2"/><rect width="{width:g}%" height="100%" rx="2"/></svg>'
    )


def seats(capacity: int, taken: int, most: int = 40) -> SafeString:
    """One square a seat, free ones outlined; above most, squares stand for equal shares."""
    shown = min(capacity, most)
    filled = round(taken * shown / capacity) if capacity else 0
    squares = "".join(f"<i{'' if k < filled else ' data-free'}></i>" for k in range(shown))
    return drawn(f'<div class="seats" aria-hidden="true">{squares}</div>')


def _at(value: float, span: float) -> str:
    return f"{100 * value / span:.2f}%"


def _legs(span: float, hinge: float) -> int:
    return math.ceil(span / hinge - 1e-6)


def _top(leg: int) -> int:
    """The legs of a folding rule lie alternately two pixels higher and lower."""
    return 11 if leg % 2 else 9


def _wood(value: float, span: float, hinge: float) -> Iterator[str]:
    legs = range(_legs(span, hinge))
    for leg in legs:
        yield _leg(leg, hinge, min(hinge, span - leg * hinge), span, "rule__wood")
    for leg in legs:
        reached = min(max(value - leg * hinge, 0), hinge)
        if reached > 0:
            yield _leg(leg, hinge, reached, span, "rule__wood rule__wood--on")


def _leg(leg: int, hinge: float, width: float, span: float, classes: str) -> str:
    x, y = _at(leg * hinge, span), _top(leg)
    return f'<rect class="{classes}" x="{x}" y="{y}" width="{_at(width, span)}" height="20" rx="2"/>'


def _ticks(value: float, span: float, step: float, hinge: float) -> Iterator[str]:
    """All ticks as two paths, reached and not: twenty rules stand on a page of hits, a line a tick would weigh 50 kB.

    The inner drawing is a hundred wide whatever its width on the page; a pixel of its height is a pixel.
    """
    moves: dict[bool, list[str]] = {True: [], False: []}
    for count in range(1, math.ceil(span / step - 1e-6)):
        tick = count * step
        if math.isclose(tick % hinge, 0, abs_tol=1e-6) or math.isclose(tick % hinge, hinge, abs_tol=1e-6):
            continue  # the joint is there
        moves[tick < value].append(f"M{round(100 * tick / span, 2):g} {_top(int(tick // hinge))}v7")
    paths = "".join(
        f'<path class="rule__tick{" rule__tick--on" if on else ""}" d="{"".join(found)}"/>'
        for on, found in moves.items()
        if found
    )
    if paths:
        yield f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">{paths}</svg>'


def _numbers(value: float, span: float, hinge: float) -> Iterator[str]:
    legs = _legs(span, hinge)
    for joint in range(1, int(span / hinge + 1e-6) + 1):
        km, y = joint * hinge, _top(joint - 1)
        on = " rule__num--on" if km <= value else ""
        yield f'<text class="rule__num{on}" x="{_at(km, span)}" dx="-8" y="{y + 16}">{km:g}</text>'
        if joint < legs:
            yield f'<circle class="rule__rivet" cx="{_at(km, span)}" cy="20" r="3"/>'


def _gauge(share: float, late: bool) -> tuple[str, str]:
    length = 2 * math.pi * DIAL_RADIUS * share
    span = (
        f'<circle class="dial__span{" dial__span--late" if late else ""}" cx="22" cy="23.5" r="{DIAL_RADIUS}"'
        f' stroke-dasharray="{length:.1f} 200" transform="rotate(-90 22 23.5)"/>'
    )
    turn = f"rotate({360 * share:.0f} 22 23.5)"
    return span, f'<line class="dial__hand" x1="22" y1="27" x2="22" y2="12" transform="{turn}"/>'
