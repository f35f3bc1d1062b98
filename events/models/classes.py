"""A teacher's booking for a class, and the seats that one school may take."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.seats import Seated
from events.models.event_page import EventPage, organisations_for
from events.models.occurrence import Occurrence

LARGEST_CLASS = 60


class SchoolQuota(Seated):
    """What one school has taken of an event; its capacity follows the event's „Plätze je Schule“."""

    page = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="quotas")
    school = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta(Seated.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            *Seated.Meta.constraints,
            models.UniqueConstraint(fields=["page", "school"], name="one_quota_per_school_and_event"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.taken}"


class ClassBookingQuerySet(models.QuerySet["ClassBooking"]):
    """Class bookings, narrowed by who asks."""

    def visible_to(self, user: Any) -> "ClassBookingQuerySet":
        """Those of the schools and of the organisers that this person acts for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = organisations_for(user)
        return self.filter(Q(school__in=own) | Q(occurrence__page__organisation__in=own))


class ClassBooking(models.Model):
    """n seats for one class: all or none."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Angefragt")
        CONFIRMED = "confirmed", _("Bestätigt")
        LIST_COMPLETE = "list_complete", _("Zustimmungen vollständig")
        DONE = "done", _("Erledigt")
        WAITLISTED = "waitlisted", _("Warteliste")
        CANCELLED_BY_SCHOOL = "cancelled_by_school", _("Von der Schule abgesagt")
        CANCELLED_BY_ORGANISER = "cancelled_by_organiser", _("Vom Veranstalter abgesagt")

    _OUT = {State.CANCELLED_BY_SCHOOL, State.CANCELLED_BY_ORGANISER}
    NEXT: dict[str, set[str]] = {
        State.REQUESTED: {State.CONFIRMED, State.WAITLISTED, *_OUT},
        State.CONFIRMED: {State.LIST_COMPLETE, State.DONE, *_OUT},
        State.LIST_COMPLETE: {State.DONE, *_OUT},
        State.DONE: set(),
        State.WAITLISTED: {State.REQUESTED, *_OUT},
        State.CANCELLED_BY_SCHOOL: set(),
        State.CANCELLED_BY_ORGANISER: set(),
    }
    LIVE = frozenset({State.REQUESTED, State.CONFIRMED, State.LIST_COMPLETE, State.WAITLISTED})

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_key = models.UUIDField(unique=True)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="class_bookings")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    class_name = models.CharField(_("Klasse"), max_length=40)
    seats = models.PositiveSmallIntegerField(
        _("Wie viele kommen?"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST_CLASS)]
    )
    state = models.CharField(_("Stand"), max_length=24, choices=State.choices)
    # Numbers only: the list with names stays on paper at school (product P8).
    consents = models.PositiveSmallIntegerField(_("Zustimmungen, die vorliegen"), default=0)
    came = models.PositiveSmallIntegerField(_("Wie viele da waren"), null=True)
    holds_seats = models.BooleanField(default=False)
    queue_number = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    objects = ClassBookingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Klassenanmeldung")
        verbose_name_plural = _("Klassenanmeldungen")
        constraints = [
            models.CheckConstraint(condition=Q(consents__lte=F("seats")), name="not_more_consents_than_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.seats}"

    def get_absolute_url(self) -> str:
        """The page of this booking."""
        return reverse("events:class_booking_detail", args=[self.public_id])

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to this one."""
        return state in self.NEXT[self.state]

    @property
    def counts_consents(self) -> bool:
        """Whether the school still collects consents for it."""
        return self.state in {self.State.REQUESTED, self.State.CONFIRMED}

    @property
    def is_expected(self) -> bool:
        """Whether the organiser expects the class on the day."""
        return self.state in {self.State.CONFIRMED, self.State.LIST_COMPLETE}

    @property
    def is_live(self) -> bool:
        """Whether it still counts for the day."""
        return self.state in self.LIVE


class ClassBookingEvent(models.Model):
    """One step in the life of a class booking; rows are only added."""

    booking = models.ForeignKey(ClassBooking, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
