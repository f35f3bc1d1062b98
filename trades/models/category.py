"""Gewerke of the Handwerksordnung, chosen by firms and guilds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trades.models.trade import Trade


class CraftCategory(models.Model):
    """An entry of the lists A, B1, B2 of the HwO; not the same as a trade."""

    ref = models.CharField(_("HwO-Nummer"), primary_key=True, max_length=8)
    annex = models.CharField(_("Anlage"), max_length=2)
    number = models.PositiveSmallIntegerField(_("Nummer"))
    name = models.CharField(_("Gewerk"), max_length=160)
    licensed = models.BooleanField(_("zulassungspflichtig"), default=False)
    master_since_2020 = models.BooleanField(_("Meisterpflicht seit 2020"), default=False)
    group_number = models.CharField(_("Gewerbegruppe"), max_length=3, choices=Trade.Group.choices, blank=True)
    group_source = models.CharField(_("Beleg der Gruppe"), max_length=60, blank=True)

    class Meta:
        ordering = ["annex", "number", "pk"]
        verbose_name = _("Gewerk")
        verbose_name_plural = _("Gewerke")

    def __str__(self) -> str:
        return self.name
