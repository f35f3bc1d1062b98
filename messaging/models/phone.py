"""The mobile number for short messages: given by choice, confirmed by a code, forgotten with one click."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


def new_stop_key() -> str:
    """Short enough for a short message, too long to guess."""
    return secrets.token_urlsafe(9)


class PhoneNumberQuerySet(models.QuerySet["PhoneNumber"]):
    """Questions about numbers."""

    def confirmed(self) -> "PhoneNumberQuerySet":
        """Numbers whose owner typed the code, and did not stop."""
        return self.filter(confirmed_at__isnull=False).exclude(number="")

    def of(self, user: Any) -> "PhoneNumber | None":
        """What this person said about short messages; None where nobody asked yet."""
        return self.filter(user=user).first()


class PhoneNumber(models.Model):
    """One person's number, or with an empty number the word that there shall be none: nobody asks again."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mobile")
    number = models.CharField(max_length=20, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    stop_key = models.CharField(max_length=20, unique=True, default=new_stop_key)

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Handynummer")
        verbose_name_plural = _("Handynummern")

    def __str__(self) -> str:
        return self.ending

    @property
    def ending(self) -> str:
        """Enough to recognise the own number, too little for anybody else."""
        return f"… {self.number[-3:]}" if self.number else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether short messages go there."""
        return bool(self.number and self.confirmed_at)

    @property
    def waits_for_code(self) -> bool:
        """Whether a code is on its way."""
        return bool(self.number and not self.confirmed_at)
