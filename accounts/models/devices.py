"""Where somebody is signed in: one row a session, told in words a person recognises."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices as their owner sees them."""

    def visible_to(self, person: Any) -> "DeviceQuerySet":
        """One's own."""
        return self.filter(user_id=person.pk) if person.is_authenticated else self.none()


class Device(models.Model):
    """One signed-in browser; goes with its session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("Gerät"), max_length=80)
    signed_in_at = models.DateTimeField(_("angemeldet seit"), default=clock.now)
    # Kept for half a year after the session, so that a known browser is not called new each time.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gerät")
        verbose_name_plural = _("Geräte")
        ordering = ["-signed_in_at", "-pk"]
        indexes = [models.Index(fields=["user", "label"], name="device_by_user_and_label")]

    def __str__(self) -> str:
        return self.label
