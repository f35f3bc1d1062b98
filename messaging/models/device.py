"""A browser that shows notices while the site is closed: asked for on that device, forgotten with one click."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock, push


def new_stop_key() -> str:
    """In a cookie of that browser and sealed in each notice; whoever has it can end these notices, nothing else."""
    return secrets.token_urlsafe(18)


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    """Questions about browsers."""

    def visible_to(self, user: Any) -> "PushDeviceQuerySet":
        """One's own."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class PushDevice(models.Model):
    """One browser of one person, by the address its push service gave it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    address = models.CharField(max_length=push.LONGEST_ADDRESS, unique=True)
    point = models.CharField(max_length=90)
    secret = models.CharField(max_length=24)
    label = models.CharField(max_length=60)
    since = models.DateTimeField(default=clock.now)
    # When a notice last arrived at the push service; browsers that were thrown away stay silent for ever.
    used_at = models.DateTimeField(default=clock.now)
    stop_key = models.CharField(max_length=32, unique=True, default=new_stop_key)

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Gerät für Mitteilungen")
        verbose_name_plural = _("Geräte für Mitteilungen")

    def __str__(self) -> str:
        return self.label

    @property
    def service(self) -> str:
        """The host of the push service."""
        return urlsplit(self.address).hostname or ""
