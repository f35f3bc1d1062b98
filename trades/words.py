"""Our words for the resolver: names, aliases and neighbours of every trade."""

from collections import defaultdict
from collections.abc import Iterable

from search import clues, tables
from search.language import Language
from search.vocabulary import Alias, Neighbour, TradeWords
from trades.models.former import FormerName
from trades.models.knowledge import Clue, WordField
from trades.models.trade import Trade
from trades.models.word import Neighbour as NeighbourRow
from trades.models.word import Synonym, WordsState


class TradeVocabulary:
    """The provider that search asks: four queries for all trades, one for the stamp, one each for fields and clues."""

    def trades(self) -> list[TradeWords]:
        """All trades with their words; only reviewed neighbours."""
        aliases, neighbours = _aliases(), _neighbours()
        return [_words(trade, aliases[trade.pk], neighbours[trade.pk]) for trade in Trade.objects.all()]

    def fields(self) -> list[clues.WordField]:
        """Words by what they mean."""
        rows = WordField.objects.filter(is_used=True)
        return [clues.WordField(field.name, tuple(field.words.split())) for field in rows]

    def clues(self) -> list[clues.Clue]:
        """What fields tell about trades."""
        return [row.as_told() for row in Clue.objects.in_use()]

    def language(self) -> Language:
        """The tables of German words."""
        return tables.stored()

    def version(self) -> tuple[int, int]:
        """Two numbers that rise with every change of a word: ours, and those of the tables of German."""
        ours = WordsState.objects.order_by("pk").values_list("version", flat=True).first() or 0
        return ours, tables.version()


def _words(trade: Trade, aliases: Iterable[Alias], neighbours: Iterable[Neighbour]) -> TradeWords:
    return TradeWords(
        id=trade.pk,
        name=trade.label,
        male=trade.name_m,
        female=trade.name_f,
        aliases=tuple(aliases),
        neighbours=tuple(neighbours),
        group=trade.group_number,
        fields=(trade.field,),
        interests=trade.everyday_words,
        codes=(*trade.kldb_codes, *(code for code in trade.agency_ids.split(";") if code)),
        tasks=trade.tasks,
    )


def _aliases() -> defaultdict[str, list[Alias]]:
    found: defaultdict[str, list[Alias]] = defaultdict(list)
    for synonym in Synonym.objects.filter(is_used=True):
        found[synonym.trade_id].append(synonym.as_alias())
    for former in FormerName.objects.in_use():
        found[former.trade_id].append(former.as_alias())
    return found


def _neighbours() -> defaultdict[str, list[Neighbour]]:
    found: defaultdict[str, list[Neighbour]] = defaultdict(list)
    for row in NeighbourRow.objects.reviewed():
        found[row.trade_id].append(Neighbour(row.neighbour_id, row.difference))
    return found
