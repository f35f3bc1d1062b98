"""What was already done to this installation, so that a second start does only what is left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class Preparation(models.Model):
    """One finished step with the fingerprint of what it read."""

    step = models.CharField(_("Schritt"), max_length=40, primary_key=True)
    fingerprint = models.CharField(_("Fingerabdruck"), max_length=64)
    done_at = models.DateTimeField(_("erledigt"), default=clock.now)

    class Meta:
        verbose_name = _("Vorbereitung")
        verbose_name_plural = _("Vorbereitungen")
        ordering = ["step"]

    def __str__(self) -> str:
        return self.step
