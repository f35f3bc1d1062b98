"""Names that trades had before a new ordinance."""

from datetime import date

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from search import vocabulary
from trades.models.alias import AliasWord
from trades.models.trade import Trade


class FormerNameQuerySet(models.QuerySet["FormerName"]):
    """Names that trades had."""

    def in_use(self) -> "FormerNameQuerySet":
        """Names that nobody has switched off."""
        return self.filter(is_used=True)

    def valid_on(self, day: date) -> "FormerNameQuerySet":
        """Names in force on a day: contracts signed then keep them."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(started, valid_until__gte=day)


class FormerName(AliasWord, models.Model):
    """A name a trade had for a time; the address made of it leads to the trade of today."""

    trade = models.ForeignKey(Trade, models.CASCADE, related_name="former_names", verbose_name=_("Beruf"))
    name = models.CharField(_("Früherer Name"), max_length=120)
    slug = models.SlugField(_("Frühere Adresse"), max_length=60, blank=True)
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_until = models.DateField(_("gültig bis"))
    source = models.CharField(_("Quelle"), max_length=200, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="former_name")

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_until", "name", "pk"]
        verbose_name = _("Früherer Name")
        verbose_name_plural = _("Frühere Namen")
        constraints = [
            models.UniqueConstraint(fields=["trade", "name"], name="one_former_name_per_trade"),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="one_trade_per_former_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_alias(self) -> vocabulary.Alias:
        """The name as the search reads it; the day it ended is its mark."""
        return vocabulary.Alias(self.name, "amtlich", f"bis {self.valid_until:%Y-%m}")

    @property
    def is_over(self) -> bool:
        """Whether the name is history today."""
        return self.valid_until < clock.today()
