"""What happens around a place in one trade: places, days, events and the guild's words."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from accounts.models import Organisation
from core import places, text
from core.places import PlaceHit
from trades.models.guild_block import GuildBlock
from trades.models.trade import Trade

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
    """Things of one kind under their heading."""

    title: str
    things: list[Thing]


@dataclass(frozen=True)
class Local:
    """The local block of a profile."""

    trade_id: str
    asked: str = ""
    place: PlaceHit | None = None
    choices: tuple[PlaceHit, ...] = ()
    groups: list[Group] = field(default_factory=list)

    @property
    def question(self) -> str:
        """The same place and trade as a question for the search page."""
        asked = {"trade": self.trade_id, "place": self.place.plz[0] if self.place and self.place.plz else self.asked}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def error(self) -> str:
        """What to say beside the field; empty where nothing is wrong."""
        if not self.asked or self.place:
            return ""
        if self.choices:
            return gettext("Diesen Ort gibt es mehrmals. Wähle unten den richtigen.")
        return gettext("Diesen Ort kennen wir nicht. Versuch es mit der Postleitzahl.")

    @property
    def choice_links(self) -> list[tuple[str, str]]:
        """Places of the typed name with their Kreis, and the question by postal code that means each."""
        return [(choice.label, "?" + urlencode({"place": choice.plz[0]})) for choice in self.choices if choice.plz]


def read(trade: Trade, request: HttpRequest) -> Local:
    """Look the typed place up; several of one name are asked back."""
    asked = text.clean_line(request.GET.get("place", ""), PLACE_LIMIT)
    if not asked:
        return Local(trade.pk)
    answer = places.look_up(asked)
    if answer.ambiguous or not answer.hits:
        return Local(trade.pk, asked, choices=answer.hits)
    return Local(trade.pk, asked, place=answer.hits[0])


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
