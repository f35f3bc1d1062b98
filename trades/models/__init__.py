"""Trades, their words, pay, neighbours, people's interests and the profile pages."""

from trades.models.category import CraftCategory
from trades.models.former import FormerName
from trades.models.guild_block import GuildBlock
from trades.models.interest import Interest, OrganisationTrade
from trades.models.knowledge import Clue, WordField
from trades.models.page import TradeIndexPage, TradePage
from trades.models.pay import PayRate
from trades.models.trade import Trade
from trades.models.word import Neighbour, Synonym, WordsState

__all__ = [
    "Clue",
    "CraftCategory",
    "FormerName",
    "GuildBlock",
    "Interest",
    "Neighbour",
    "OrganisationTrade",
    "PayRate",
    "Synonym",
    "Trade",
    "TradeIndexPage",
    "TradePage",
    "WordField",
    "WordsState",
]
