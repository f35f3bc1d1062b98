"""A ban needs two people: one of the moderation proposes it with rule and reason, another one decides."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from messaging.models.report import Report


class Ban(models.Model):
    """The proposal to close a person's account because of a reported message, and what became of it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Vorgeschlagen")
        ACTIVE = "active", _("Gesperrt")
        REFUSED = "refused", _("Nicht gesperrt")
        LIFTED = "lifted", _("Aufgehoben")

    NEXT: dict[str, set[str]] = {
        State.PROPOSED: {State.ACTIVE, State.REFUSED},
        State.ACTIVE: {State.LIFTED},
        State.REFUSED: set(),
        State.LIFTED: set(),
    }

    report = models.ForeignKey("messaging.Report", on_delete=models.PROTECT, related_name="bans")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bans")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    rule = models.CharField(max_length=20, choices=Report.Rule)
    statement = models.TextField(max_length=2000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Sperre")
        verbose_name_plural = _("Sperren")
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state="proposed"), name="one_waiting_ban_per_report"
            ),
            # Four eyes, whatever the code above does.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="bans_need_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.person_id}"

    def can_become(self, state: str) -> bool:
        """Whether one step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]

    def may_be_decided_by(self, user: Any) -> bool:
        """Anybody of the moderation but the one who proposed it."""
        return self.state == self.State.PROPOSED and self.proposed_by_id != user.pk
