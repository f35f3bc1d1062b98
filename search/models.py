"""What the search itself stores: versions of documents, and the watch list of a signed-in person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions and what the index still lacks of them."""

    def waiting(self) -> "DocumentVersionQuerySet":
        """Changes that the embedded index has not taken in yet."""
        return self.filter(written__lt=F("version"))


class DocumentVersion(models.Model):
    """How often a document changed; raised under its row lock in the transaction that changes the content."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)  # primary key of the content as text
    version = models.PositiveBigIntegerField(default=1)
    written = models.PositiveBigIntegerField(default=0)  # version the embedded index holds
    deleted = models.BooleanField(default=False)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_version_per_document"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(written__lt=F("version")), name="version_waiting"),
        ]
        verbose_name = _("Dokumentversion")
        verbose_name_plural = _("Dokumentversionen")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} v{self.version}"


class WatchItemQuerySet(models.QuerySet["WatchItem"]):
    """Remembered things of people."""

    def visible_to(self, user) -> "WatchItemQuerySet":  # type: ignore[no-untyped-def]  # any user, the anonymous too
        """A watch list is seen by its owner only."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class WatchItem(models.Model):
    """One thing a signed-in person remembers: a document kind and the key of its content."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watch_items")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    objects = WatchItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-added_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="remembered_once"),
        ]
        verbose_name = _("Merkzettel-Eintrag")
        verbose_name_plural = _("Merkliste")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
