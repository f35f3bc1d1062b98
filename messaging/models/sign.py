"""Words that deserve a second look: an editable list, and where it spoke."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import permissions as people
from core import clock


class WarningSignQuerySet(models.QuerySet["WarningSign"]):
    """Questions about the list."""

    def active(self) -> "WarningSignQuerySet":
        """Entries that are listened to."""
        return self.filter(is_active=True)

    def visible_to(self, user: Any) -> "WarningSignQuerySet":
        """The moderation's own list; nobody else learns how to write past it."""
        return self.all() if people.is_moderator(user) else self.none()


class WarningSign(models.Model):
    """Words that stand near each other in one sentence; order and endings do not matter."""

    class Category(models.TextChoices):
        PHOTOS = "photos", _("Fragt nach Fotos")
        SECRECY = "secrecy", _("Bittet um Heimlichkeit")
        MEETING = "meeting", _("Privates Treffen")
        GIFTS = "gifts", _("Geschenke oder Geld")
        SEXUAL = "sexual", _("Sexuelles")
        AGE = "age", _("Gespräch über das Alter")
        PLATFORM = "platform", _("Weg von Handschlag")
        THREAT = "threat", _("Drohung")

    class Severity(models.TextChoices):
        GENTLE = "gentle", _("Hinweis für den jungen Menschen")
        SEVERE = "severe", _("Hinweis und Fall für die Moderation")

    category = models.CharField(_("Art"), max_length=10, choices=Category)
    severity = models.CharField(_("Folge"), max_length=6, choices=Severity)
    term = models.CharField(_("Wörter"), max_length=80, unique=True)
    is_active = models.BooleanField(_("Gilt"), default=True)

    objects = WarningSignQuerySet.as_manager()

    class Meta:
        ordering = ["category", "term", "pk"]
        verbose_name = _("Warnwort")
        verbose_name_plural = _("Warnwörter")

    def __str__(self) -> str:
        return self.term


class SignHit(models.Model):
    """A message of an organisation in which an entry of the list was found."""

    message = models.ForeignKey("messaging.Message", on_delete=models.CASCADE, related_name="sign_hits")
    sign = models.ForeignKey(WarningSign, on_delete=models.PROTECT, related_name="hits")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Hinweis")
        verbose_name_plural = _("Hinweise")
        constraints = [models.UniqueConstraint(fields=["message", "sign"], name="one_hit_per_message_and_sign")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.sign_id}"
