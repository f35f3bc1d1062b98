"""By which ways a person wants the notices of one kind, and mailboxes from which mails come back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class NotificationChoice(models.Model):
    """One person's wish for one kind of notice; without a row it comes at once, by each way the person opened."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("sofort")
        DAILY = "daily", _("gesammelt um 16 Uhr")
        WEEKLY = "weekly", _("gesammelt am Montag")
        OFF = "off", _("keine Mail")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=40)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.AT_ONCE)
    # Short messages and notices on the device, where the person has a number or a device at all.
    sms = models.BooleanField(default=True)
    push = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["user", "kind", "pk"]
        verbose_name = _("Mitteilungswunsch")
        verbose_name_plural = _("Mitteilungswünsche")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_person_and_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.mail}"


class SchoolQuiet(models.Model):
    """This young person wants no mails in school hours; without a row they come."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="school_quiet")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["user", "pk"]
        verbose_name = _("Ruhe in der Schule")
        verbose_name_plural = _("Ruhe in der Schule")

    def __str__(self) -> str:
        return f"{self.user_id}"


class BounceQuerySet(models.QuerySet["Bounce"]):
    """Questions about mailboxes that send mails back."""

    def of(self, user: Any) -> "Bounce | None":
        """The mark on this person's mailbox; None where mails arrive as far as we know, or where there is none."""
        return self.filter(address__iexact=user.email).first() if user.email else None


class Bounce(models.Model):
    """Mails to this address came back; nothing more is sent there until its person says it works again."""

    address = models.EmailField(unique=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = BounceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("Unzustellbare Adresse")
        verbose_name_plural = _("Unzustellbare Adressen")

    def __str__(self) -> str:
        return self.address
