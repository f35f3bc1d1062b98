"""Words that lead to one trade, as the search reads them."""

from dataclasses import replace

from search.models.edited import SwitchedWords
from search.vocabulary import Alias, TradeWords, Vocabulary


class AliasWord(SwitchedWords):
    """A row with one word for one trade; its preview knows the search with and without it."""

    trade_id: str

    class Meta:
        abstract = True

    def as_alias(self) -> Alias:
        """The word as the search reads it."""
        raise NotImplementedError

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The words with this one as it stands here."""
        saved = type(self)._default_manager.filter(pk=self.pk).first()
        old = (saved.trade_id, saved.as_alias()) if saved else None
        return replace(words, trades=tuple(self._with_me(trade, old) for trade in words.trades))

    def own_words(self) -> list[str]:
        """The word itself."""
        return [self.as_alias().term]

    def _with_me(self, trade: TradeWords, old: tuple[str, Alias] | None) -> TradeWords:
        kept = tuple(alias for alias in trade.aliases if (trade.id, alias) != old)
        is_mine = trade.id == self.trade_id and self.is_used
        return replace(trade, aliases=(*kept, self.as_alias()) if is_mine else kept)
