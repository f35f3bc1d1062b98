"""What people keep: things they remember and questions they want news about."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock


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
    # Whether everything that answered when it was saved stands among its alerts as told: then whatever else comes to
    # answer is news, however old it is; otherwise only what was published later.
    knows_all = models.BooleanField(default=False)
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
