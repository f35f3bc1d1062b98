"""The application on paper: the guild's office prints it for a firm that has no second step, if the pupil agrees."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.models.application import Application
from core import clock


class PrintoutQuerySet(models.QuerySet["Printout"]):
    """Questions about printouts."""

    def live(self) -> "PrintoutQuerySet":
        """Asked for or allowed."""
        return self.filter(state__in=Printout.LIVE)

    def to_print_by(self, user: Any) -> "PrintoutQuerySet":
        """Allowed ones of the offices the person works in, while the firm itself may see the application."""
        offices = Organisation.objects.run_by(user).filter(verification=Organisation.Verification.VERIFIED)
        seen = self.filter(office__in=offices.values("pk"), state=Printout.State.ALLOWED)
        return seen.exclude(application__state__in=Application.HIDDEN_FROM_FIRM)

    def visible_to(self, user: Any) -> "PrintoutQuerySet":
        """The young person's own, and those one may print; a question alone shows the office nothing."""
        if not user.is_authenticated:
            return self.none()
        printable = Printout.objects.to_print_by(user).order_by().values("pk")
        return self.filter(Q(application__pupil=user) | Q(pk__in=printable))


class Printout(models.Model):
    """One office, one application, one yes."""

    class State(models.TextChoices):
        ASKED = "asked", _("Angefragt")
        ALLOWED = "allowed", _("Erlaubt")
        REFUSED = "refused", _("Nicht erlaubt")
        ENDED = "ended", _("Beendet")

    LIVE = (State.ASKED, State.ALLOWED)
    NEXT: dict[str, set[str]] = {
        State.ASKED: {State.ALLOWED, State.REFUSED},
        State.ALLOWED: {State.ENDED},
        State.REFUSED: set(),
        State.ENDED: set(),
    }

    application = models.ForeignKey(Application, models.CASCADE, related_name="printouts")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ausdruck")
        verbose_name_plural = _("Ausdrucke")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=["asked", "allowed"]), name="one_live_printout"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]


class PrintoutEvent(models.Model):
    """One step of a printout, or one printing; append only."""

    printout = models.ForeignKey(Printout, models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before or '–'} -> {self.after}"
