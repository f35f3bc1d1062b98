"""Dated relations between organisations: who belongs to whom, and who may write for whom."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation, current
from core import clock


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with starts_on and ends_on."""

    def current(self, on: Any = None) -> "DatedQuerySet":
        """Rows that hold on the day (default today in Berlin)."""
        return self.filter(current(on))


class Affiliation(models.Model):
    """A firm in a guild, a guild in a district association, a firm in a chamber; leaving is a date, not a deletion."""

    member = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    body = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliated")
    starts_on = models.DateField(_("von"), default=clock.today)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "body"], condition=Q(ends_on__isnull=True), name="one_open_affiliation_per_body"
            ),
            models.CheckConstraint(condition=~Q(member=F("body")), name="affiliation_joins_two"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="affiliation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.body}"


class Delegation(models.Model):
    """„Innung darf das für Sie tun“: an office posts or answers for a firm, from a day on, until the firm ends it."""

    class Scope(models.TextChoices):
        POST = "post", _("Plätze eintragen")
        ANSWER = "answer", _("Anfragen beantworten")
        BOTH = "both", _("eintragen und antworten")

    firm = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_given")
    office = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_held")
    scope = models.CharField(_("Umfang"), max_length=8, choices=Scope.choices, default=Scope.BOTH)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_how = models.CharField(_("wie erteilt"), max_length=120, help_text=_("zum Beispiel „telefonisch am 12.11.“"))
    starts_on = models.DateField(_("von"), default=clock.today)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auftrag an eine Geschäftsstelle")
        verbose_name_plural = _("Aufträge an Geschäftsstellen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "office"], condition=Q(ends_on__isnull=True), name="one_open_delegation_per_office"
            ),
            models.CheckConstraint(condition=~Q(firm=F("office")), name="delegation_joins_two"),
        ]

    def __str__(self) -> str:
        return f"{self.office} für {self.firm}"
