"""What apprentices earn: dated rows with area, kind and source."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from search.models.edited import SwitchedRow
from trades.models.trade import Trade


class PayRateQuerySet(models.QuerySet["PayRate"]):
    """Rows of pay."""

    def in_use(self) -> "PayRateQuerySet":
        """Rows that nobody has switched off."""
        return self.filter(is_used=True)

    def floors(self) -> "PayRateQuerySet":
        """Legal floors by start year (BBiG § 17), newest first."""
        return self.in_use().filter(kind=PayRate.Kind.FLOOR).order_by("-start_year", "pk")

    def of(self, trade: Trade) -> "PayRateQuerySet":
        """Rows of one trade, newest first."""
        return self.in_use().filter(trade=trade).order_by("-valid_from", "pk")


class PayRate(SwitchedRow, models.Model):
    """Monthly gross pay in cents by year of training; a missing year stays empty, never zero."""

    class Kind(models.TextChoices):
        """Kinds are never mixed in one column of a page."""

        FLOOR = "floor", _("gesetzliche Mindestvergütung")
        BINDING = "binding", _("Tarif, allgemein verbindlich")
        TARIFF = "tariff", _("Tarif")
        AVERAGE = "average", _("tariflicher Durchschnitt")
        EXAMPLE = "example", _("Beispiel")

    class Scope(models.TextChoices):
        """For whom the row speaks."""

        TRADE = "trade", _("ein Beruf")
        CRAFT = "craft", _("Handwerk insgesamt")
        ALL = "all", _("alle Berufe")

    scope = models.CharField(_("gilt für"), max_length=5, choices=Scope.choices, default=Scope.TRADE)
    trade = models.ForeignKey(
        Trade, models.CASCADE, null=True, blank=True, related_name="pay_rates", verbose_name=_("Beruf")
    )
    kind = models.CharField(_("Art"), max_length=8, choices=Kind.choices)
    kind_note = models.CharField(_("Art laut Quelle"), max_length=120, blank=True)
    area = models.CharField(_("Gebiet"), max_length=60)
    as_of = models.CharField(_("Stand laut Quelle"), max_length=30)
    valid_from = models.DateField(_("gültig ab"), help_text=_("bei Jahresangaben der 1. Januar"))
    start_year = models.PositiveSmallIntegerField(_("Beginn der Ausbildung"), null=True, blank=True)
    year_1_cents = models.PositiveIntegerField(_("1. Jahr in Cent"), null=True, blank=True)
    year_2_cents = models.PositiveIntegerField(_("2. Jahr in Cent"), null=True, blank=True)
    year_3_cents = models.PositiveIntegerField(_("3. Jahr in Cent"), null=True, blank=True)
    year_4_cents = models.PositiveIntegerField(_("4. Jahr in Cent"), null=True, blank=True)
    average_cents = models.PositiveIntegerField(_("Durchschnitt in Cent"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="pay_rate")

    objects = PayRateQuerySet.as_manager()

    class Meta:
        ordering = ["trade_id", "-valid_from", "pk"]
        verbose_name = _("Vergütung")
        verbose_name_plural = _("Vergütungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="trade", trade__isnull=False) | (~Q(scope="trade") & Q(trade__isnull=True)),
                name="pay_of_a_trade_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="floor") | Q(start_year__isnull=False), name="floor_has_start_year"
            ),
            models.UniqueConstraint(
                fields=["start_year"], condition=Q(kind="floor", is_used=True), name="one_floor_per_start_year"
            ),
            models.UniqueConstraint(
                fields=["scope", "trade", "area", "as_of", "kind"], nulls_distinct=False, name="one_pay_row_per_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade or self.get_scope_display()} · {self.area} · {self.as_of}"

    @property
    def years_cents(self) -> tuple[int | None, ...]:
        """Cents of the first to the fourth year."""
        return (self.year_1_cents, self.year_2_cents, self.year_3_cents, self.year_4_cents)

    @property
    def source_url(self) -> str:
        """Address of the source, empty where the source is a file in a collection."""
        return self.source if self.source.startswith("https://") else ""

    @property
    def has_years(self) -> bool:
        """Whether any single year is known."""
        return any(cents is not None for cents in self.years_cents)
