"""What happened, in a chain nobody can change unseen, and „Wer hat meine Daten gesehen“ (safety.md 13)."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock


class AuditEvent(models.Model):
    """One act, append-only; each row holds the hash of the one before. No free text of third persons."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The public id stays in the chain after an account is erased; the person behind it is then gone.
    actor_key = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_key = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True)
    request_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("Protokoll")
        verbose_name_plural = _("Protokoll")
        ordering = ["pk"]
        indexes = [models.Index(fields=["object_kind", "object_key"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_key}"

    def facts(self) -> dict[str, str]:
        """The values the hash covers."""
        names = ("actor_key", "role", "verb", "object_kind", "object_key", "purpose", "request_key", "previous")
        return {name: getattr(self, name) for name in names} | {"at": self.at.isoformat()}

    def compute_digest(self) -> str:
        """SHA-256 over the row and the hash of the row before."""
        return hashlib.sha256(json.dumps(self.facts(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class AuditHead(models.Model):
    """The end of the chain, one row; locking it puts writers in line."""

    digest = models.CharField(max_length=64, blank=True)
    # The hash of the last act that was forgotten after its year: the first row that is left continues it.
    start = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest


class AccessQuerySet(models.QuerySet["Access"]):
    """Accesses as the young person reads them."""

    def visible_to(self, person: Any) -> "AccessQuerySet":
        """Only whom it concerns."""
        return self.filter(pupil_id=person.pk) if person.is_authenticated else self.none()


class Access(models.Model):
    """Somebody saw something of a young person; kept 12 months."""

    LEVELS: dict[int, Promise] = {
        1: _("gewählter Name"),
        2: _("voller Name"),
        3: _("voller Name und geteilter Kontakt"),
    }

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accesses")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(max_length=200)
    reason = models.CharField(max_length=120)
    at = models.DateTimeField(default=clock.now)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugriff")
        verbose_name_plural = _("Zugriffe")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["pupil", "-at"], name="access_by_pupil")]

    def __str__(self) -> str:
        return f"{self.what} ({self.reason})"

    @property
    def what_shown(self) -> str:
        """„Bewerbung: voller Name“: what was open in front of them, and how much of the person."""
        level = self.LEVELS.get(self.level)
        return f"{self.what}: {level}" if level else self.what
