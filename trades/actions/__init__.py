"""Everything that changes trades, profiles and who is interested. Views, commands and hooks call these only."""

from trades.actions.editors import appoint_editors
from trades.actions.guild import SPEAKERS, NotAGuild, remove_guild_block, write_guild_block
from trades.actions.loading import Loaded, load_trades, propose_neighbours
from trades.actions.people import add_interest, remove_interest, set_interests, set_organisation_trades
from trades.actions.profiles import add_pages, seed_profiles

__all__ = [
    "SPEAKERS",
    "Loaded",
    "NotAGuild",
    "add_interest",
    "add_pages",
    "appoint_editors",
    "load_trades",
    "propose_neighbours",
    "remove_guild_block",
    "remove_interest",
    "seed_profiles",
    "set_interests",
    "set_organisation_trades",
    "write_guild_block",
]
