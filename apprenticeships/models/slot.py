"""A day, or a few days in a row, that a pupil can book with a firm."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import desks
from apprenticeships.models.vacancy import Vacancy
from core import clock
from core.seats import Seated

# Free cancelling ends the evening before (product P2, deadlines).
CANCEL_HOUR = 18
# A permission must stand a day before (product P2, deadlines).
PERMISSION_HOURS = 24


class SlotQuerySet(models.QuerySet["Slot"]):
    """Questions about bookable days."""

    def coming(self) -> "SlotQuerySet":
        """Days that have not begun and are not called off, first day first."""
        return self.filter(state=Slot.State.OPEN, begins_at__gt=clock.now()).order_by("begins_at", "pk")

    def free(self) -> "SlotQuerySet":
        """Coming days with a seat left."""
        return self.coming().filter(Q(capacity=None) | Q(taken__lt=F("capacity")))

    def beside(self, vacancy: Vacancy) -> "SlotQuerySet":
        """Free public days that the firm offers at its other places, those of the same trade first."""
        others = self.public().free().filter(vacancy__organisation=vacancy.organisation_id).exclude(vacancy=vacancy)
        same_first = models.Case(models.When(vacancy__trade=vacancy.trade_id, then=0), default=1)
        return others.order_by(same_first, "begins_at", "pk")

    def public(self) -> "SlotQuerySet":
        """Open days of vacancies that take people."""
        return self.filter(
            desks.not_stopped("vacancy__organisation__"), vacancy__state=Vacancy.State.PUBLISHED, state=Slot.State.OPEN
        )

    def visible_to(self, user: Any) -> "SlotQuerySet":
        """Open days of published vacancies; for their firm and its office also the others."""
        public = desks.not_stopped("vacancy__organisation__") & Q(
            vacancy__state=Vacancy.State.PUBLISHED, state=Slot.State.OPEN
        )
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(vacancy__organisation__in=desks.seen_by(user).values("pk")))

    def run_by(self, user: Any) -> "SlotQuerySet":
        """Days of organisations the user posts or answers for."""
        return self.filter(vacancy__organisation__in=desks.seen_by(user).values("pk"))


class Slot(Seated):
    """One bookable day of a vacancy: hours, seats, minimum age, meeting point, what to bring."""

    class State(models.TextChoices):
        """Open or called off; full is derived from the seats."""

        OPEN = "open", _("Offen")
        CANCELLED = "cancelled", _("Fällt aus")

    class Kind(models.TextChoices):
        """Kinds of practice that can be booked by the day (glossary 7)."""

        TASTER_DAY = "taster_day", _("Schnuppertag")
        SCHOOL_INTERNSHIP = "school_internship", _("Schülerpraktikum")
        HOLIDAY_INTERNSHIP = "holiday_internship", _("Ferienpraktikum")
        ACTION_DAY = "action_day", _("Girls'Day, Boys'Day")

    # Led by the school: no permission of the guardians, and the only kinds for age 14 (product 8).
    SCHOOL_LED = (Kind.SCHOOL_INTERNSHIP, Kind.ACTION_DAY)

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="slots")
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.TASTER_DAY)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    first_on = models.DateField(_("Tag"))
    last_on = models.DateField(_("letzter Tag"))
    from_time = models.TimeField(_("von"))
    to_time = models.TimeField(_("bis"))
    begins_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    min_age = models.PositiveSmallIntegerField(_("Mindestalter"), default=15)
    instant = models.BooleanField(_("sofort bestätigt"), default=False)
    tasks = models.CharField(_("Was man macht"), max_length=240, blank=True)
    bring = models.CharField(_("Bitte mitbringen"), max_length=240, blank=True)
    meeting_point = models.CharField(_("Treffpunkt"), max_length=160, blank=True)
    step_free = models.BooleanField(_("stufenfrei"), default=False)
    series = models.UUIDField(null=True, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta(Seated.Meta):
        verbose_name = _("freier Tag")
        verbose_name_plural = _("freie Tage")
        ordering = ["begins_at", "pk"]
        constraints = [
            *Seated.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="slot_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["vacancy", "begins_at"], condition=Q(state="open"), name="one_open_slot_per_beginning"
            ),
        ]
        indexes = [models.Index(fields=["begins_at"], name="slot_by_beginning")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day_label}"

    def get_absolute_url(self) -> str:
        """The days of the place, with this one chosen."""
        return f"{reverse('apprenticeships:slot_list', args=[self.vacancy_id])}?tag={self.pk}"

    @property
    def day_label(self) -> str:
        """„Dienstag, 1. Dezember 2026“, or from–to."""
        if self.last_on == self.first_on:
            return date_format(self.first_on, "l, j. F Y")
        return f"{date_format(self.first_on, 'j. F')} – {date_format(self.last_on, 'j. F Y')}"

    @property
    def weekday_word(self) -> str:
        """„Di“."""
        return date_format(self.first_on, "D")

    @property
    def day_word(self) -> str:
        """„1.“."""
        return date_format(self.first_on, "j.")

    @property
    def seats_word(self) -> str:
        """„Dez · frei“, „Dez · 1 frei“, „Dez · Warteliste“."""
        return f"{date_format(self.first_on, 'M')} · {self.free_word}"

    @property
    def free_word(self) -> str:
        """„frei“, „1 frei“, „Warteliste“."""
        left = self.seats_left
        return _now("frei") if left is None else _now("%(n)s frei") % {"n": left} if left else _now("Warteliste")

    @property
    def hours_label(self) -> str:
        """„7:00 bis 13:00 Uhr“."""
        return _now("%(start)s bis %(end)s Uhr") % {
            "start": f"{self.from_time:%-H:%M}",
            "end": f"{self.to_time:%-H:%M}",
        }

    @property
    def hours_a_day(self) -> float:
        """Hours between beginning and end of one day, breaks included."""
        minutes = (self.to_time.hour - self.from_time.hour) * 60 + self.to_time.minute - self.from_time.minute
        return minutes / 60

    @property
    def day_count(self) -> int:
        """Calendar days from the first to the last one."""
        return (self.last_on - self.first_on).days + 1

    @property
    def work_days(self) -> list[date]:
        """The days somebody is there: Sundays never, Saturdays only where the slot is a single day."""
        days = [self.first_on + timedelta(days=n) for n in range(self.day_count)]
        return days if self.day_count == 1 else [day for day in days if day.weekday() < 5]  # noqa: PLR2004 -- Mo–Fr

    @property
    def cancel_until(self) -> datetime:
        """18:00 on the evening before, when a pupil may last call off freely."""
        evening = datetime.combine(self.first_on - timedelta(days=1), datetime.min.time(), tzinfo=clock.BERLIN)
        return evening.replace(hour=CANCEL_HOUR)

    @property
    def permission_until(self) -> datetime:
        """A day before the beginning, when a permission must stand."""
        return self.begins_at - timedelta(hours=PERMISSION_HOURS)

    def is_school_led(self) -> bool:
        """Whether the school causes and insures this day."""
        return self.kind in self.SCHOOL_LED

    def is_bookable(self) -> bool:
        """Whether somebody may still book or join the waiting list."""
        return self.state == self.State.OPEN and self.begins_at > clock.now()
