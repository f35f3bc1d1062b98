"""What is stored about the indexes: versions of documents, which indexes there are, what each lacks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class DocumentVersion(models.Model):
    """How often a document changed; raised under its row lock in the transaction that changes the content."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)  # primary key of the content as text
    version = models.PositiveBigIntegerField(default=1)
    deleted = models.BooleanField(default=False)
    places = models.PositiveSmallIntegerField(default=1)  # most places of work it ever had: so many entries to clear

    class Meta:
        ordering: ClassVar = ["kind", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_version_per_document"),
        ]
        verbose_name = _("Dokumentversion")
        verbose_name_plural = _("Dokumentversionen")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} v{self.version}"


class IndexTarget(models.Model):
    """An index that is kept up to date: a host's embedded one, or one index of the cluster."""

    class State(models.TextChoices):
        BUILDING = "building", _("im Aufbau")
        LIVE = "live", _("in Gebrauch")
        PREVIOUS = "previous", _("vorheriger")

    name = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    registered_in = models.PositiveBigIntegerField(default=0)  # PostgreSQL's transaction number: older ones know it not
    retired_at = models.DateTimeField(null=True, blank=True)
    rebuilt_at = models.DateTimeField(null=True, blank=True)
    audited_at = models.DateTimeField(null=True, blank=True)
    drift_found = models.PositiveIntegerField(default=0)  # documents that differed from the database at the last audit
    drift_left = models.PositiveIntegerField(default=0)  # and after it was mended
    language = models.CharField(max_length=64, blank=True)  # digest of the words its documents were analysed with

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("Suchindex")
        verbose_name_plural = _("Suchindizes")

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class PendingWriteQuerySet(models.QuerySet["PendingWrite"]):
    """Changes that an index lacks."""

    def waiting(self) -> "PendingWriteQuerySet":
        """Not quarantined, due or not."""
        return self.filter(quarantined_at__isnull=True)

    def remove(self) -> int:
        """Delete in one statement; `delete()` would fetch every row first, for signals nobody sends about these."""
        return self._raw_delete(self.db)


class PendingWrite(models.Model):
    """A change that one index has not taken in yet; one row per index, so that a slow one never blocks another."""

    target = models.ForeignKey(IndexTarget, on_delete=models.CASCADE, related_name="pending")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    version = models.PositiveBigIntegerField()
    owed_at = models.DateTimeField(default=clock.now)  # since when; a later change of the same thing keeps it
    due_at = models.DateTimeField()  # pushed into the future by whoever works on it: the lease
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)

    objects = PendingWriteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "kind", "key"], name="one_pending_write_per_index"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["target", "due_at"], condition=models.Q(quarantined_at__isnull=True), name="pending_write_due"
            ),
        ]
        verbose_name = _("ausstehende Indexänderung")
        verbose_name_plural = _("ausstehende Indexänderungen")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} v{self.version} → {self.target_id}"
