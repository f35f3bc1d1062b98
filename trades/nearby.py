"""What happens around a place in one trade: places, days, events and the guild's words."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from accounts.models import Organisation
from core import places, text
from core.places import PlaceHit
from trades.models.guild_block import GuildBlock
from trades.models.trade import Trade

GUILD_KM = 50  # studies of the craft: work happens within mostly less than 50 km
GUILD_LIMIT = 3
PLACE_LIMIT = 80


@dataclass(frozen=True)
class Local:
    """The local block of a profile."""

    asked: str = ""
    place: PlaceHit | None = None
    choices: tuple[PlaceHit, ...] = ()
    hits: list = field(default_factory=list)

    @property
    def is_unknown(self) -> bool:
        """Whether a place was typed that nobody knows."""
        return bool(self.asked) and self.place is None and not self.choices


def read(trade: Trade, request: HttpRequest) -> Local:
    """Look the typed place up; several of one name are asked back."""
    asked = text.clean(request.GET.get("place", ""), PLACE_LIMIT)
    if not asked:
        return Local()
    answer = places.look_up(asked)
    if answer.ambiguous or not answer.hits:
        return Local(asked=asked, choices=answer.hits)
    return Local(asked=asked, place=answer.hits[0])


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
