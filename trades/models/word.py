"""Words that lead to a trade, and trades that lead to another."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from core import clock
from search import vocabulary
from trades.models.previewed import EffectPreview
from trades.models.trade import Trade

REVIEW_DAYS = 366  # P12: each pair is reviewed yearly, unreviewed pairs are hidden


class Synonym(EffectPreview, RevisionMixin, models.Model):
    """A word people use for a trade; a word of two trades stands twice and makes the search ask."""

    class Kind(models.TextChoices):
        """Where the word comes from."""

        OFFICIAL = "official", _("amtlich")
        EDITORIAL = "editorial", _("redaktionell")
        AGENCY = "agency", _("Bezeichnung der Agentur")

    trade = models.ForeignKey(Trade, models.CASCADE, related_name="synonyms", verbose_name=_("Beruf"))
    term = models.CharField(_("Wort"), max_length=120)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.EDITORIAL)
    mark = models.CharField(_("Kennzeichen"), max_length=20, blank=True, help_text=_("alt, süddt., umg., verw. …"))
    source = models.CharField(_("Quelle"), max_length=200, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="synonym")

    class Meta:
        ordering = ["term", "trade_id", "pk"]
        verbose_name = _("Wort für einen Beruf")
        verbose_name_plural = _("Wörter für Berufe")
        constraints = [models.UniqueConstraint(fields=["trade", "term"], name="one_row_per_trade_and_term")]

    def __str__(self) -> str:
        return self.term

    def as_alias(self) -> vocabulary.Alias:
        """The word as the search reads it."""
        return vocabulary.Alias(self.term, AS_READ[Synonym.Kind(self.kind)], self.mark)

    def edited(self, words: vocabulary.Vocabulary) -> vocabulary.Vocabulary:
        """The words with this one as it stands here."""
        saved = Synonym.objects.filter(pk=self.pk).first()
        old = (saved.trade_id, saved.as_alias()) if saved else None
        return replace(words, trades=tuple(self._with_me(trade, old) for trade in words.trades))

    def own_words(self) -> list[str]:
        """The word itself."""
        return [self.term]

    def _with_me(self, trade: vocabulary.TradeWords, old: tuple[str, vocabulary.Alias] | None) -> vocabulary.TradeWords:
        kept = tuple(alias for alias in trade.aliases if (trade.id, alias) != old)
        return replace(trade, aliases=(*kept, self.as_alias()) if trade.id == self.trade_id else kept)

    @property
    def is_easily_confused(self) -> bool:
        """Whether people mix this word up with another trade (mark „verw.“)."""
        return self.mark.startswith("verw")


# The resolver reads the kinds and marks as the reference file writes them.
AS_READ = {
    Synonym.Kind.OFFICIAL: "amtlich",
    Synonym.Kind.EDITORIAL: "redaktionell",
    Synonym.Kind.AGENCY: "BA-Ausbildungsbezeichnung",
}


class NeighbourQuerySet(models.QuerySet["Neighbour"]):
    """Directed pairs of trades."""

    def reviewed(self) -> "NeighbourQuerySet":
        """Pairs with a difference in words that somebody confirmed within a year; only these are shown."""
        since = clock.today() - timedelta(days=REVIEW_DAYS)
        return self.filter(reviewed_on__gte=since).exclude(difference="")


class Neighbour(RevisionMixin, models.Model):
    """Another trade worth a look, with the difference in words; proposals without review stay with the editors."""

    trade = models.ForeignKey(Trade, models.CASCADE, related_name="neighbours", verbose_name=_("Beruf"))
    neighbour = models.ForeignKey(Trade, models.CASCADE, related_name="neighbour_of", verbose_name=_("Nachbarberuf"))
    difference = models.CharField(_("Unterschied"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    reviewed_on = models.DateField(_("geprüft am"), null=True, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="neighbour")

    objects = NeighbourQuerySet.as_manager()

    class Meta:
        ordering = ["trade_id", "position", "pk"]
        verbose_name = _("Nachbarberuf")
        verbose_name_plural = _("Nachbarberufe")
        constraints = [
            models.UniqueConstraint(fields=["trade", "neighbour"], name="one_row_per_pair_of_trades"),
            models.CheckConstraint(condition=~Q(trade=F("neighbour")), name="no_trade_is_its_own_neighbour"),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True) | ~Q(difference=""), name="reviewed_pair_says_the_difference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade_id} → {self.neighbour_id}"


class WordsState(models.Model):
    """One row whose number rises with every change of words, so that all processes notice within a minute."""

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.version)
