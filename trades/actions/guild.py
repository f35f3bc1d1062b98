"""A guild's own words on a trade (C08c)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.models import Organisation
from core import clock, text
from trades.models import GuildBlock, Trade
from trades.models.guild_block import TEXT_LIMIT


class NotAGuild(Exception):
    """Only guilds and their offices have a block of their own."""


SPEAKERS = {Organisation.Kind.GUILD, Organisation.Kind.DISTRICT_ASSOCIATION}


@transaction.atomic
def write_guild_block(organisation: Organisation, trade: Trade, words: str, *, by) -> GuildBlock:
    """Write or change what a guild says; raises NotAGuild, and PermissionDenied for people outside of it."""
    _check(organisation, by)
    values = {"text": text.clean(words, TEXT_LIMIT), "changed_by": by, "changed_at": clock.now()}
    block, _created = GuildBlock.objects.update_or_create(organisation=organisation, trade=trade, defaults=values)
    return block


@transaction.atomic
def remove_guild_block(organisation: Organisation, trade: Trade, *, by) -> None:
    """Take the words off the profile; nothing happens where there are none."""
    _check(organisation, by)
    GuildBlock.objects.filter(organisation=organisation, trade=trade).delete()


def _check(organisation: Organisation, by) -> None:
    if organisation.kind not in SPEAKERS:
        raise NotAGuild(organisation.kind)
    if not accounts_permissions.may_act_for(by, organisation):
        raise PermissionDenied
