"""Who of the moderation has duty when: without anybody, words of firms to minors wait."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import permissions as people
from core import clock


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    """Questions about the roster."""

    def covering(self, moment: datetime) -> "DutyShiftQuerySet":
        """Shifts of people who can act at this moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, person__is_active=True)

    def after(self, moment: datetime) -> "DutyShiftQuerySet":
        """Shifts that have not ended."""
        return self.filter(ends_at__gt=moment, person__is_active=True)

    def visible_to(self, user: Any) -> "DutyShiftQuerySet":
        """The moderation's own plan."""
        return self.all() if people.is_moderator(user) else self.none()


class DutyShift(models.Model):
    """One person of the moderation looks at reports from `starts_at` to `ends_at`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="duty_shifts")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    client_key = models.UUIDField(null=True, blank=True, editable=False)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("Dienst")
        verbose_name_plural = _("Dienste")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_it_starts"),
            models.UniqueConstraint(fields=["client_key", "starts_at"], name="one_shift_per_key_and_start"),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="duty_by_time")]

    def __str__(self) -> str:
        return f"{clock.local(self.starts_at):%d.%m. %H:%M} {self.person_id}"
