"""Wires the trades into search and into the lower floors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TradesConfig(AppConfig):
    """Trades: words for search, profile pages, pay and neighbours."""

    name = "trades"
    verbose_name = _("Berufe")

    def ready(self) -> None:
        """Hand our words to the resolver and listen to changes."""
        from search import vocabulary
        from trades import receivers, words

        vocabulary.register(words.TradeVocabulary())
        receivers.connect()
