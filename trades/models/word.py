"""Words that lead to a trade, and trades that lead to another."""

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock, places
from search import vocabulary
from search.models.edited import EditedWords
from search.resolver.spans import is_place
from trades.models.alias import AliasWord
from trades.models.trade import Trade

LOANED = "eigene Sammlung: Wörter aus Sprachen, die zu Hause gesprochen werden"  # the source of such words
REVIEW_DAYS = 366  # P12: each pair is reviewed yearly, unreviewed pairs are hidden


class Synonym(AliasWord, models.Model):
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

    def cautions(self) -> list[str]:
        """A word that is a place, too, and a word of another trade: the search then has to choose or to ask."""
        same = Synonym.objects.filter(term__iexact=self.term, is_used=True)
        others = same.exclude(trade=self.trade_id).select_related("trade")
        found = [
            _("„%(word)s“ steht auch bei %(trade)s: Die Suche fragt dann nach.")
            % {"word": self.term, "trade": other.trade}
            for other in others
        ]
        if is_place(self.term):
            label = places.look_up(self.term).hits[0].label
            found.append(_("Das ist auch ein Ort (%(place)s): Die Suche liest es dann als Beruf.") % {"place": label})
        return found

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


def oldest_review() -> date:
    """The first day on which a review still counts."""
    return clock.today() - timedelta(days=REVIEW_DAYS)


class NeighbourQuerySet(models.QuerySet["Neighbour"]):
    """Directed pairs of trades."""

    def reviewed(self) -> "NeighbourQuerySet":
        """Pairs with a difference in words that somebody confirmed within a year; only these are shown."""
        return self.filter(reviewed_on__gte=oldest_review()).exclude(difference="")


class Neighbour(EditedWords, models.Model):
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

    @property
    def is_shown(self) -> bool:
        """Whether people see this pair: it says the difference, and somebody confirmed it within a year."""
        return bool(self.difference and self.reviewed_on and self.reviewed_on >= oldest_review())

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Pairs change what stands beside a trade, not what a question means."""
        return "trades/neighbour_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The neighbours that the trade shows today, and with this pair as it stands here."""
        today = list(Neighbour.objects.reviewed().filter(trade=self.trade_id).select_related("neighbour"))
        then = [pair for pair in today if pair.pk != self.pk] + ([self] if self.is_shown else [])
        then.sort(key=lambda pair: (pair.position, pair.pk or 0))
        return {"row": self, "today": today, "then": then}


class WordsState(models.Model):
    """One row whose number rises with every change of words, so that all processes notice within a minute."""

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.version)
