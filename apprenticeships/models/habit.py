"""How a firm answers: counted over twelve months, kept as a figure so that no page counts anew."""

from typing import Any

from django.db import models
from django.db.models import F, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation

MIN_RECEIVED = 5  # product P1: below it nothing is said, and the search is neutral
NETWORK_MIN = 50  # so many applications before the network has a mean of its own
STEP = 5  # percent; a mean in steps moves all places seldom and together


class AnswerHabitQuerySet(models.QuerySet["AnswerHabit"]):
    """Questions about habits."""

    def of_network(self) -> "AnswerHabitQuerySet":
        """The one row that adds up all firms."""
        return self.filter(organisation=None)

    def network_percent(self) -> Subquery:
        """Share of answered applications of the whole network in percent, for `annotate`; empty while it is small."""
        known = self.of_network().filter(received__gte=NETWORK_MIN).order_by("pk")
        return Subquery(known.annotate(percent=F("answered") * 100 / F("received")).values("percent")[:1])


class AnswerHabit(models.Model):
    """What a firm received, what it answered and how soon; without a firm the whole network."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="answer_habit", null=True)
    received = models.PositiveIntegerField(gettext_lazy("eingegangen"), default=0)
    answered = models.PositiveIntegerField(gettext_lazy("beantwortet"), default=0)
    median_days = models.PositiveSmallIntegerField(gettext_lazy("Tage bis zur Antwort"), null=True)
    counted_at = models.DateTimeField(gettext_lazy("gezählt am"))

    objects = AnswerHabitQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("Antwortverhalten")
        verbose_name_plural = gettext_lazy("Antwortverhalten")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered__lte=F("received")), name="habit_answered_within_received"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id or '*'}: {self.answered}/{self.received}"

    @property
    def is_telling(self) -> bool:
        """Whether there is enough to say something about this firm."""
        return self.received >= MIN_RECEIVED

    @cached_property
    def line(self) -> str:
        """„antwortet meist in 3 Tagen (41 von 50)“; empty while there is too little."""
        if not self.is_telling or not self.answered or self.median_days is None:
            return ""
        return _("antwortet %(pace)s (%(answered)d von %(received)d)") % {
            "pace": pace(self.median_days),
            "answered": self.answered,
            "received": self.received,
        }


def pace(days: int) -> str:
    """„meist am selben Tag“, „meist in 3 Tagen“."""
    if days == 0:
        return _("meist am selben Tag")
    return ngettext("meist in %(n)d Tag", "meist in %(n)d Tagen", days) % {"n": days}


def habit_of(organisation: Any) -> AnswerHabit | None:
    """The firm's habit, None before anything was counted."""
    return getattr(organisation, "answer_habit", None)


def line_of(organisation: Any) -> str:
    """What the firm's page says of its answers: the habit, or that it is too early to say."""
    habit = habit_of(organisation)
    if habit is None or not habit.is_telling:
        return _("noch zu wenige Anfragen")
    return habit.line or _("antwortete auf keine von %(received)d") % {"received": habit.received}


def in_steps(percent: float) -> int:
    """A share in percent, in steps of five."""
    return round(percent / STEP) * STEP
