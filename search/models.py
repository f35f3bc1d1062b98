"""What the search itself stores: versions of documents, the watch list and the saved searches of a person."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
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


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches."""

    def visible_to(self, user: Any) -> "SavedSearchQuerySet":
        """A person's own ones that were not deleted."""
        return self.filter(user=user, deleted_at=None) if user.is_authenticated else self.none()

    def alert(self) -> "SavedSearchQuerySet":
        """Those that wait for news: neither paused nor deleted, of a person who may sign in."""
        return self.filter(paused_at=None, deleted_at=None, user__is_active=True)

    def just_deleted(self, user: Any) -> "SavedSearchQuerySet":
        """Those a person may still take back."""
        since = clock.now() - SavedSearch.UNDO
        return self.filter(user=user, deleted_at__gte=since) if user.is_authenticated else self.none()


class SavedSearch(models.Model):
    """One question that somebody keeps; new things that answer it are told in the chosen rhythm."""

    class Rhythm(models.TextChoices):
        """When news are told."""

        AT_ONCE = "at_once", _("sofort")
        DAILY = "daily", _("täglich um 16 Uhr")
        WEEKLY = "weekly", _("montags um 16 Uhr")

    MOST = 10  # of one account
    UNDO = timedelta(days=1)
    SCHEMA = 1  # of `params`; raise it with a data migration when Query.from_params reads them otherwise

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    label = models.CharField(_("Suche"), max_length=200)
    address = models.CharField(max_length=1000)  # the parameters a person would see in the address bar
    params = models.JSONField()  # the frozen question: pairs of Query.to_params
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    digest = models.CharField(max_length=64)  # of params: equal questions are compared with a document once
    rhythm = models.CharField(_("Nachricht"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "digest"], condition=models.Q(deleted_at=None), name="question_saved_once"
            ),
        ]
        verbose_name = _("gespeicherte Suche")
        verbose_name_plural = _("gespeicherte Suchen")

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The present answers."""
        return f"{reverse('search:search')}?{self.address}"

    @property
    def is_paused(self) -> bool:
        """Whether news are not told at the moment."""
        return self.paused_at is not None


class SearchBucket(models.Model):
    """Where news for a saved search can come from: a trade and a Kreis, `*` for any, `-` for none."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="buckets")
    trade = models.CharField(max_length=40)
    kreis = models.CharField(max_length=5)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["trade", "kreis", "search"], name="bucket_by_trade_and_kreis")]

    def __str__(self) -> str:
        return f"{self.trade}/{self.kreis}"


class SearchAlert(models.Model):
    """One thing that answers a saved search and was not there when it was saved; told once."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "kind", "key"], name="one_alert_per_search_and_document"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["search"], condition=models.Q(told_at=None), name="alert_not_told"),
        ]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.kind}:{self.key}"
