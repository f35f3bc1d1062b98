"""Trades of a person and trades of an organisation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import clock
from trades.models.trade import Trade


class InterestQuerySet(models.QuerySet["Interest"]):
    """Trades that people wish for."""

    def visible_to(self, user) -> "InterestQuerySet":
        """Own wishes only; firms see them on the person card, level by level."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Interest(models.Model):
    """A pupil would like to learn this trade."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="interests", verbose_name=_("Person")
    )
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="interests", verbose_name=_("Beruf"))
    created_at = models.DateTimeField(_("gewählt am"), default=clock.now)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Wunschberuf")
        verbose_name_plural = _("Wunschberufe")
        constraints = [models.UniqueConstraint(fields=["user", "trade"], name="one_interest_per_person_and_trade")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.trade_id}"


class OrganisationTrade(models.Model):
    """A firm trains in this trade, a guild stands for it."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="trade_links", verbose_name=_("Organisation")
    )
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="organisation_links", verbose_name=_("Beruf"))

    class Meta:
        ordering = ["organisation_id", "trade_id", "pk"]
        verbose_name = _("Beruf einer Organisation")
        verbose_name_plural = _("Berufe der Organisationen")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "trade"], name="one_row_per_organisation_and_trade")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.trade_id}"
