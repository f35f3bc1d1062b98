"""Days on which a firm is closed as a whole: pupils see them before they apply, and the answer clock rests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.models import desks
from core import clock


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Questions about closed days."""

    def visible_to(self, user: Any) -> "ClosureQuerySet":
        """Those of the firms this person answers for."""
        return self.filter(organisation__in=desks.answering_for(user).values("pk"))

    def standing(self) -> "ClosureQuerySet":
        """Those nobody took back."""
        return self.filter(taken_back_at=None)

    def to_come(self, on: date | None = None) -> "ClosureQuerySet":
        """Standing ones that are not over on the given day (default: today in Berlin), the next one first."""
        return self.standing().filter(last_on__gte=on or clock.today()).order_by("first_on", "pk")

    def covering(self, on: date | None = None) -> "ClosureQuerySet":
        """Standing ones around the given day (default: today in Berlin)."""
        day = on or clock.today()
        return self.standing().filter(first_on__lte=day, last_on__gte=day)


class Closure(models.Model):
    """„Betriebsferien“ of one firm, first and last day included."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="closures")
    first_on = models.DateField(_("Erster Tag"))
    last_on = models.DateField(_("Letzter Tag"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    entered_at = models.DateTimeField(default=clock.now)
    # Nobody is told a shorter day afterwards: what was taken back goes on to count for the days of its half-year.
    taken_back_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(unique=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Betriebsferien")
        verbose_name_plural = _("Betriebsferien")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closure_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.first_on} – {self.last_on}"

    @property
    def days_label(self) -> str:
        """„21. Dezember bis 3. Januar 2027“."""
        if self.first_on == self.last_on:
            return date_format(self.first_on, "j. F Y")
        until = date_format(self.last_on, "j. F Y")
        return str(_("%(first)s bis %(last)s") % {"first": date_format(self.first_on, "j. F"), "last": until})


def spans(closures: Iterable[Closure]) -> tuple[tuple[date, date], ...]:
    """First and last days, as the calendar arithmetic takes them."""
    return tuple((one.first_on, one.last_on) for one in closures)
