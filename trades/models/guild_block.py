"""A guild's own words on a trade: works in its town, leaves the profile alone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import clock
from trades.models.trade import Trade

TEXT_LIMIT = 600


class GuildBlockQuerySet(models.QuerySet["GuildBlock"]):
    """Blocks that guilds wrote."""

    def visible_to(self, user) -> "GuildBlockQuerySet":
        """Blocks of guilds one may see: checked ones, and one's own."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))


class GuildBlock(models.Model):
    """What one guild says about one trade in its district."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="guild_blocks", verbose_name=_("Innung")
    )
    trade = models.ForeignKey(Trade, models.CASCADE, related_name="guild_blocks", verbose_name=_("Beruf"))
    text = models.TextField(_("Text"), max_length=TEXT_LIMIT)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("geändert von")
    )
    changed_at = models.DateTimeField(_("geändert am"), default=clock.now)

    objects = GuildBlockQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("Worte der Innung")
        verbose_name_plural = _("Worte der Innungen")
        constraints = [models.UniqueConstraint(fields=["organisation", "trade"], name="one_block_per_guild_and_trade")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.trade_id}"
