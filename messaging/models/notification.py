"""A notice to one person, shown in the app and perhaps mailed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions about notices."""

    def visible_to(self, user: Any) -> "NotificationQuerySet":
        """A person's own notices."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> "NotificationQuerySet":
        """Notices not seen yet."""
        return self.filter(read_at__isnull=True)

    def mail_due(self, at: Any) -> "NotificationQuerySet":
        """Notices whose mail may leave at the given moment and has not left."""
        return self.filter(mail_after__lte=at, mailed_at__isnull=True, read_at__isnull=True)

    def sms_due(self, at: Any) -> "NotificationQuerySet":
        """Notices whose short message may leave at the given moment and has not left."""
        return self.filter(sms_after__lte=at, sms_at__isnull=True, read_at__isnull=True)

    def push_due(self, at: Any) -> "NotificationQuerySet":
        """Notices that may show on the person's devices at the given moment and have not."""
        return self.filter(push_after__lte=at, push_at__isnull=True, read_at__isnull=True)


class Notification(models.Model):
    """One notice; (person, kind, window) exists once, so a repeat is never sent twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    window = models.CharField(max_length=120)
    url = models.CharField(max_length=300, blank=True)
    context = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    # Empty: this notice sends no mail. Otherwise the earliest moment, after quiet hours and bundling.
    mail_after = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # The same for a short message; only few kinds have one, and only for a confirmed number.
    sms_after = models.DateTimeField(null=True, blank=True)
    sms_at = models.DateTimeField(null=True, blank=True)
    # The same for the person's devices.
    push_after = models.DateTimeField(null=True, blank=True)
    push_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Mitteilung")
        verbose_name_plural = _("Mitteilungen")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "window"], name="one_notice_per_person_and_window")
        ]
        indexes = [
            models.Index(
                fields=["mail_after"], condition=models.Q(mailed_at__isnull=True), name="notification_mail_waiting"
            ),
            models.Index(
                fields=["sms_after"], condition=models.Q(sms_at__isnull=True), name="notification_sms_waiting"
            ),
            models.Index(
                fields=["push_after"], condition=models.Q(push_at__isnull=True), name="notification_push_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.window}"
