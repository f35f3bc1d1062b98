"""What happens around a place in one trade: places, days, events and the guild's words.

Vacancies and events live above us: we ask the search for documents of the trade and show what it says of them.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Organisation
from core import places, text
from core.forms import place_problem
from core.places import PlaceHit
from search import find
from search.engine import Unavailable
from search.query import Near, Query
from trades.models.guild_block import GuildBlock
from trades.models.trade import Trade

# Each block is a question of its own; codes of the parameters are those of the search page.
BLOCKS = [
    (_lazy("Ausbildungsplätze"), "vacancy", ("apprenticeship", "eq")),
    (_lazy("Tage zum Ausprobieren"), "vacancy", ("taster_day", "internship")),
    (_lazy("Veranstaltungen"), "event", ()),
]
BLOCK_SIZE = 3
GUILD_KM = 50  # studies of the craft: work happens within mostly less than 50 km
GUILD_LIMIT = 3
PLACE_LIMIT = 80


@dataclass(frozen=True)
class Thing:
    """A place, day or event as one line."""

    title: str
    url: str
    note: str = ""
    km: float | None = None


@dataclass(frozen=True)
class Group:
    """Things of one kind under their heading, with the question that shows all of them."""

    title: str
    things: list[Thing]
    total: int
    question: str

    @property
    def has_more(self) -> bool:
        """Whether there are more than the lines shown."""
        return self.total > len(self.things)


@dataclass(frozen=True)
class Local:
    """The local block of a profile."""

    trade_id: str
    trade_field: str
    asked: str = ""
    place: PlaceHit | None = None
    choices: tuple[PlaceHit, ...] = ()
    groups: list[Group] = field(default_factory=list)
    is_down: bool = False

    @property
    def question(self) -> str:
        """The same place and trade as a question for the search page."""
        asked = {"trade": self.trade_id, "place": self.place.plz[0] if self.place and self.place.plz else self.asked}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def field_question(self) -> str:
        """Days and internships of the whole field around the place: the next thing to do where this trade has none."""
        asked = [("field", self.trade_field), ("kind", "taster_day"), ("kind", "internship")]
        if self.place and self.place.plz:
            asked.append(("place", self.place.plz[0]))
        return "?" + urlencode(asked)

    @property
    def is_empty(self) -> bool:
        """Whether the search answered and found nothing for this trade."""
        return not (self.groups or self.is_down or self.error)

    @property
    def error(self) -> str:
        """What to say beside the field; empty where nothing is wrong."""
        if not self.asked or self.place:
            return ""
        if self.choices:
            return gettext("Diesen Ort gibt es mehrmals. Wähle unten den richtigen.")
        return place_problem(places.look_up(self.asked))

    @property
    def choice_links(self) -> list[tuple[str, str]]:
        """Places of the typed name with their Kreis, and the question by postal code that means each."""
        return [(choice.label, "?" + urlencode({"place": choice.plz[0]})) for choice in self.choices if choice.plz]


def read(trade: Trade, request: HttpRequest) -> Local:
    """Look the typed place up (several of one name are asked back) and what there is around it."""
    asked = text.clean_line(request.GET.get("place", ""), PLACE_LIMIT)
    answer = places.look_up(asked) if asked else places.PlaceAnswer()
    if asked and (answer.ambiguous or not answer.hits):
        return Local(trade.pk, trade.field, asked, choices=answer.hits)
    place = answer.hits[0] if answer.hits else None
    try:
        groups = _groups(trade, place, request.user)
    except Unavailable:
        return Local(trade.pk, trade.field, asked, place, is_down=True)
    return Local(trade.pk, trade.field, asked, place, groups=groups)


def _groups(trade: Trade, place: PlaceHit | None, user) -> list[Group]:
    found = [(title, find.find(_query(trade, place, kind, offers), user)) for title, kind, offers in BLOCKS]
    return [_group(str(title), page) for title, page in found if page.hits]


def _query(trade: Trade, place: PlaceHit | None, kind: str, offers: tuple[str, ...]) -> Query:
    near = Near(place.plz[0], place.lat, place.lon) if place and place.plz else None
    return Query(kinds=(kind,), near=near, size=BLOCK_SIZE).where("trade", trade.pk).where("kind", *offers)


def _group(title: str, page: find.Page) -> Group:
    things = [Thing(hit.title, hit.url, _note(hit), hit.km) for hit in page.hits]
    question = [pair for pair in page.query.to_params() if pair[0] != "size"]
    return Group(title, things, page.total, "?" + urlencode(question))


def _note(hit: find.Hit) -> str:
    """Whose it is, and what it says of itself; trade and way stand on this page already."""
    organisation = getattr(hit.object, "organisation", "")
    return " · ".join(str(part) for part in (organisation, *hit.own_lines) if part)


def guild_blocks(trade: Trade, user, place: PlaceHit | None) -> list[GuildBlock]:
    """Words of guilds about this trade: with a place the nearest within 50 km, without one in order of names."""
    blocks = list(GuildBlock.objects.visible_to(user).filter(trade=trade).select_related("organisation"))
    if place is None:
        return blocks[:GUILD_LIMIT]
    near = [(km, block) for block in blocks if (km := _km(block.organisation, place)) <= GUILD_KM]
    return [block for _km_away, block in sorted(near, key=lambda pair: (pair[0], pair[1].pk))[:GUILD_LIMIT]]


def _km(organisation: Organisation, place: PlaceHit) -> float:
    if organisation.district_id == place.ags:
        return 0.0
    if not organisation.postal_code_id or not place.plz:
        return float("inf")
    return places.distance_km(place.plz[0], organisation.postal_code_id)
