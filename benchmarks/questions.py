"""Questions as pupils ask them, drawn with a seed from the words and places of the product itself.

Wide on purpose: thousands of different questions, so that a figure tells how fast searching is and not how well a
cache remembers. Call after `django.setup()`.
"""

import random
from collections.abc import Iterator
from urllib.parse import urlencode

LEAST_WEIGHT = 20  # contracts a year stand for a trade without a figure
INTERESTS = ("was mit holz", "was mit autos", "mit tieren", "haare", "draußen", "solar", "backen", "was mit metall")
FRAMES = ("{}", "{}", "{}", "{} ausbildung", "ausbildung {} 2027", "lehrstelle {}", "{} praktikum")
CERTIFICATES = ("first", "first_extended", "middle", "abitur")
KINDS = ("apprenticeship", "internship", "taster_day")
RADII = ("15", "25", "50", "100")
SHARE_OF_PLACES = 0.85
SHARE_OF_RADII = 0.4
SHARE_OF_INTERESTS = 0.1
SHARE_OF_SLIPS = 0.1
SHARE_OF_FILTERS = 0.25
SHARE_OF_SECOND_PAGES = 0.08


def searches(count: int, seed: int, *, as_json: bool = True) -> list[str]:
    """Addresses of the search: words of a trade, mostly a place, some with a radius, filters or a second page."""
    draw = random.Random(seed)  # noqa: S311 -- a fixed draw, not a secret
    words, codes = names_by_weight(draw, count), postal_codes()
    fixed = [("format", "json")] if as_json else []
    return ["/suche/?" + urlencode([*_one(draw, words, codes), *fixed]) for _ in range(count)]


def completions(count: int, seed: int) -> list[str]:
    """Addresses of the suggestions: the first two to eight letters of trades and places."""
    draw = random.Random(seed)  # noqa: S311 -- a fixed draw, not a secret
    words, towns = names(), place_names()
    found = []
    for number in range(count):
        is_place = number % 2 == 0
        typed = draw.choice(towns if is_place else words)[: draw.randrange(2, 9)]
        found.append("/suche/vorschlaege/?" + urlencode({"q": typed, **({"field": "place"} if is_place else {})}))
    return found


def names() -> list[str]:
    """Every name and alias of every trade."""
    from search import vocabulary  # noqa: PLC0415 -- after setup

    trades = vocabulary.current().trades
    found = {term for trade in trades for term in (trade.male, trade.female, *(alias.term for alias in trade.aliases))}
    return sorted(found)


def names_by_weight(draw: random.Random, count: int) -> list[str]:
    """Names and aliases of trades, each trade as often as contracts are made in it: so the stock is spread too."""
    from search import vocabulary  # noqa: PLC0415 -- after setup
    from trades.models import Trade  # noqa: PLC0415

    weights = dict(Trade.objects.order_by("pk").values_list("pk", "contracts"))
    trades = [trade for trade in vocabulary.current().trades if trade.id in weights]
    chosen = draw.choices(trades, [weights[trade.id] or LEAST_WEIGHT for trade in trades], k=count)
    return [draw.choice((trade.male, trade.female, *(alias.term for alias in trade.aliases))) for trade in chosen]


def postal_codes() -> list[str]:
    """Where firms of the stock are: every postal code of the country, as the made firms are spread."""
    from core import gazetteer  # noqa: PLC0415 -- after setup

    return sorted(gazetteer.read().codes)


def place_names() -> list[str]:
    """Every place name."""
    from core import gazetteer  # noqa: PLC0415 -- after setup

    return sorted({name for row in gazetteer.read().codes.values() for name, _ in row.places})


def slipped(draw: random.Random, word: str) -> str:
    """The word with one letter left out or one too many."""
    at = draw.randrange(len(word))
    return draw.choice((word[:at] + word[at + 1 :], word[:at] + draw.choice("aeinrst") + word[at:]))


def _one(draw: random.Random, words: list[str], codes: list[str]) -> Iterator[tuple[str, str]]:
    word = draw.choice(words)
    if draw.random() < SHARE_OF_SLIPS:
        word = slipped(draw, word)
    yield "q", draw.choice(INTERESTS) if draw.random() < SHARE_OF_INTERESTS else draw.choice(FRAMES).format(word)
    if draw.random() < SHARE_OF_PLACES:
        yield "place", draw.choice(codes)
        if draw.random() < SHARE_OF_RADII:
            yield "radius", draw.choice(RADII)
    if draw.random() < SHARE_OF_FILTERS:
        yield "certificate", draw.choice(CERTIFICATES)
    if draw.random() < SHARE_OF_FILTERS:
        yield "kind", draw.choice(KINDS)
    if draw.random() < SHARE_OF_SECOND_PAGES:
        yield "page", "2"
