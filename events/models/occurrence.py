"""One date of an event, with its seats."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from core import clock
from core.seats import Seated, resize
from events import kinds
from events.models.event_page import EventPage, organisations_for
from events.question import EventQuestion
from events.walltime import WallTimeField

if TYPE_CHECKING:
    from django.db.models.query import QuerySet


def _wishes(question: EventQuestion) -> list[Q]:
    """One condition for each wish that is set."""
    free = Q(state="scheduled") & (Q(capacity__isnull=True) | Q(taken__lt=F("capacity")))
    near = Q(page__postal_code__in=question.codes or ()) | Q(page__is_online=True)
    grade = (Q(page__class_from__isnull=True) | Q(page__class_from__lte=question.grade or 0)) & (
        Q(page__class_to__isnull=True) | Q(page__class_to__gte=question.grade or 0)
    )
    people = Q()
    for audience in question.audience:
        people |= Q(**{f"page__for_{audience}": True})
    wishes = {
        "kinds": Q(page__kind__in=question.kinds),
        "codes": near,
        "grade": grade & Q(page__for_pupils=True),
        "audience": people,
        "language": Q(page__language=question.language),
        "free_seats": free,
        "step_free": Q(page__step_free=True),
        "free_of_charge": Q(page__cost_cents=0),
        "online": Q(page__is_online=True),
    }
    asked = {name for name in wishes if getattr(question, name)}
    if question.codes is not None:
        asked.add("codes")
    return [condition for name, condition in wishes.items() if name in asked]


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Dates, narrowed by who asks and by when they are."""

    def visible_to(self, user: Any) -> "OccurrenceQuerySet":
        """Dates of public pages, and of all pages of the organisations that this person acts for."""
        public = Q(page__live=True) & ~Q(page__kind__in=kinds.NEVER_PUBLIC)
        if not getattr(user, "is_authenticated", False):
            return self.filter(public)
        return self.filter(public | Q(page__organisation__in=organisations_for(user)))

    def run_by(self, user: Any) -> "OccurrenceQuerySet":
        """Dates of the organisations that this person acts for."""
        return self.filter(page__organisation__in=organisations_for(user))

    def coming(self, moment: datetime | None = None) -> "OccurrenceQuerySet":
        """Dates that are not over; a cancelled one stays readable until the day after."""
        moment = moment or clock.now()
        held = Q(state=Occurrence.State.SCHEDULED, ends_at__gte=moment)
        called_off = Q(state=Occurrence.State.CANCELLED, ends_at__gte=moment - timedelta(days=1))
        return self.filter(held | called_off)

    def answering(self, question: EventQuestion) -> "OccurrenceQuerySet":
        """Dates that fit all wishes of the question."""
        found = self.filter(*_wishes(question))
        if question.trade:
            found = found.filter(page__event_trades__trade=question.trade)
        if period := question.period():
            found = found.filter(starts_at__lt=period[1], ends_at__gt=period[0])
        return found

    def for_lists(self) -> "OccurrenceQuerySet":
        """With everything a list shows of them, in the order of time."""
        return self.select_related("page__organisation", "page__postal_code__district").order_by("starts_at", "pk")

    def scheduled(self) -> "OccurrenceQuerySet":
        """Dates that take place."""
        return self.filter(state=Occurrence.State.SCHEDULED)


class Occurrence(Seated):
    """When an event takes place: one row a day or round."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("findet statt")
        CANCELLED = "cancelled", _("fällt aus")

    NEXT: dict[str, set[str]] = {State.SCHEDULED: {State.CANCELLED}, State.CANCELLED: set()}

    # What an editor writes. Everything else belongs to the actions: a page's revision carries old copies of these rows,
    # and publishing one must neither give seats away twice nor bring a cancelled date back.
    EDITED = ("page", "sort_order", "starts_at", "ends_at", "label")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="occurrences")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = WallTimeField(_("Beginn"))
    ends_at = WallTimeField(_("Ende"))
    label = models.CharField(_("Runde oder Teil"), max_length=80, blank=True, help_text=_("Zum Beispiel „Runde 1“."))
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.SCHEDULED, editable=False)
    cancelled_reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    revision_number = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE of the calendar file
    announced_number = models.PositiveIntegerField(default=0, editable=False)  # up to which change people were told
    queue_counter = models.PositiveIntegerField(default=0, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    sort_order_field = "sort_order"

    class Meta(Seated.Meta):
        abstract = False
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "id"], name="occurrence_starts_at")]
        constraints = [
            *Seated.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occurrence_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {clock.local(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def title(self) -> str:
        """The event's title, with what tells this date from the others: „Drei Sätze statt Anschreiben, online“."""
        return ", ".join(filter(None, (self.page.title, self.label)))

    def clean(self) -> None:
        """Refuse an end before the beginning, beside the field."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("Das Ende liegt vor dem Beginn.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a fresh date with no seat taken, or write only what editors own; seats and state stay as stored."""
        if self.pk is None:
            self.taken, self.state, self.queue_counter, self.public_id = 0, self.State.SCHEDULED, 0, uuid.uuid4()
            super().save(*args, **kwargs)
        elif stored := Occurrence.objects.filter(pk=self.pk).first():
            self._save_edited(stored)
        else:  # an old revision brings a deleted date back
            super().save(force_insert=True)

    def _save_edited(self, stored: "Occurrence") -> None:
        moved = (stored.starts_at, stored.ends_at) != (self.starts_at, self.ends_at)
        capacity = self.capacity
        super().save(update_fields=self.EDITED)
        # Never fewer seats than are taken: a smaller number closes the date and sends nobody away.
        resize(self, capacity)
        if moved:
            Occurrence.objects.filter(pk=self.pk).update(revision_number=F("revision_number") + 1)
        self.refresh_from_db(fields=["state", "cancelled_reason", "revision_number", "queue_counter"])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a date that nobody registered for; else, and once called off, it stays: people must read that."""
        if self.is_cancelled or self.has_people():
            return 0, {}
        return super().delete(*args, **kwargs)

    def has_people(self) -> bool:
        """Whether anybody ever registered or booked for this date."""
        related: list[QuerySet[Any]] = [self.registrations.all(), self.class_bookings.all()]  # type: ignore[attr-defined]
        return any(rows.exists() for rows in related)

    def get_absolute_url(self) -> str:
        """The address of the event's page."""
        return self.page.get_absolute_url()

    @property
    def closes_at(self) -> datetime:
        """Until when one may register: the event's date, and never after the beginning."""
        return min(self.page.registration_closes_at or self.starts_at, self.starts_at)

    @property
    def admission_at(self) -> datetime:
        """When the doors open."""
        return self.starts_at - timedelta(minutes=self.page.admission_minutes)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == self.State.CANCELLED

    def is_open(self, moment: datetime | None = None) -> bool:
        """Whether people may still register at this moment."""
        return not self.is_cancelled and (moment or clock.now()) < self.closes_at

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to this one."""
        return state in self.NEXT[self.state]


class OccurrenceEvent(models.Model):
    """One step in the life of a date; rows are only added."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
