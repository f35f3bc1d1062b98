"""One pupil, one slot: the whole table of product 5.3."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.models import desks
from apprenticeships.models.slot import Slot
from core import clock

# Nobody blocks days for others (product P2, edge cases).
OPEN_BOOKINGS = 3


class BookingQuerySet(models.QuerySet["Booking"]):
    """Questions about bookings."""

    def run_by(self, user: Any) -> "BookingQuerySet":
        """Bookings at firms the user answers for."""
        return self.filter(slot__vacancy__organisation__in=desks.answering_for(user).values("pk"))

    def visible_to(self, user: Any) -> "BookingQuerySet":
        """One's own bookings and those at the firms one answers for."""
        if not user.is_authenticated:
            return self.none()
        received = Q(slot__vacancy__organisation__in=desks.answering_for(user).values("pk"))
        return self.filter(Q(pupil=user) | received)

    def live(self) -> "BookingQuerySet":
        """Bookings that still lead to a day, or that wait for one."""
        return self.filter(state__in=Booking.LIVE)

    def coming(self) -> "BookingQuerySet":
        """Live bookings of days that are not over, next day first."""
        return self.live().filter(slot__ends_at__gt=clock.now()).order_by("slot__begins_at", "pk")

    def waiting(self) -> "BookingQuerySet":
        """The waiting list in order of joining."""
        return self.filter(state=Booking.State.WAITLISTED).order_by("waiting_since", "pk")

    def with_day(self) -> "BookingQuerySet":
        """Bookings with slot, place, firm and pupil, in one query."""
        return self.select_related("slot__vacancy__trade", "slot__vacancy__organisation", "pupil", "conversation")


class Booking(models.Model):
    """A pupil's day at a firm, from the request to the certificate."""

    class State(models.TextChoices):
        """The label is what the pupil reads (product 5.3)."""

        REQUESTED = "requested", _("Angefragt")
        CONSENT_PENDING = "consent_pending", _("Wartet auf die Erlaubnis deiner Eltern")
        CONFIRMED = "confirmed", _("Bestätigt")
        WAITLISTED = "waitlisted", _("Warteliste")
        OFFERED_SEAT = "offered_seat", _("Platz frei geworden!")
        DECLINED = "declined", _("Diesmal nicht")
        CANCELLED_BY_PUPIL = "cancelled_by_pupil", _("Du hast abgesagt")
        CANCELLED_BY_FIRM = "cancelled_by_firm", _("Betrieb hat abgesagt")
        EXPIRED = "expired", _("Abgelaufen")
        CHECKED_IN = "checked_in", _("Da!")
        ATTENDED = "attended", _("Du warst da")
        NO_SHOW = "no_show", _("Nicht gekommen")
        CERTIFIED = "certified", _("Bescheinigung liegt bereit")
        CLOSED = "closed", _("Abgeschlossen")

    NEXT: dict[str, set[str]] = {
        State.REQUESTED: {
            State.CONSENT_PENDING, State.CONFIRMED, State.DECLINED, State.WAITLISTED, State.CANCELLED_BY_PUPIL,
            State.CANCELLED_BY_FIRM, State.EXPIRED,
        },
        State.CONSENT_PENDING: {
            State.REQUESTED, State.CONFIRMED, State.WAITLISTED, State.EXPIRED, State.CANCELLED_BY_PUPIL,
            State.CANCELLED_BY_FIRM,
        },
        State.CONFIRMED: {
            State.CHECKED_IN, State.ATTENDED, State.NO_SHOW, State.CANCELLED_BY_PUPIL, State.CANCELLED_BY_FIRM,
        },
        State.WAITLISTED: {
            State.OFFERED_SEAT, State.CANCELLED_BY_PUPIL, State.CANCELLED_BY_FIRM, State.EXPIRED,
        },
        State.OFFERED_SEAT: {
            State.CONFIRMED, State.CONSENT_PENDING, State.CANCELLED_BY_PUPIL, State.CANCELLED_BY_FIRM, State.EXPIRED,
        },
        State.DECLINED: set(),
        State.CANCELLED_BY_PUPIL: {State.CLOSED},
        State.CANCELLED_BY_FIRM: {State.CLOSED},
        State.EXPIRED: set(),
        State.CHECKED_IN: {State.ATTENDED, State.NO_SHOW},
        State.ATTENDED: {State.CERTIFIED, State.CLOSED},
        State.NO_SHOW: {State.ATTENDED, State.CLOSED},
        State.CERTIFIED: {State.CLOSED},
        State.CLOSED: set(),
    }  # fmt: skip
    # One person takes one seat: a second live booking of the same day is refused by the database.
    LIVE = (
        State.REQUESTED, State.CONSENT_PENDING, State.CONFIRMED, State.WAITLISTED, State.OFFERED_SEAT, State.CHECKED_IN,
    )  # fmt: skip
    # These hold a seat of the slot; entering takes one, leaving gives it back.
    SEATED = (
        State.REQUESTED, State.CONSENT_PENDING, State.CONFIRMED, State.OFFERED_SEAT, State.CHECKED_IN, State.ATTENDED,
        State.NO_SHOW, State.CERTIFIED,
    )  # fmt: skip
    FIRM_LABELS: dict[str, Promise] = {
        State.REQUESTED: _("Neue Anfrage"),
        State.CONSENT_PENDING: _("Vorgemerkt"),
        State.CONFIRMED: _("Bestätigt"),
        State.WAITLISTED: _("Warteliste"),
        State.OFFERED_SEAT: _("Nachrückplatz angeboten"),
        State.DECLINED: _("Abgelehnt"),
        State.CANCELLED_BY_PUPIL: _("Abgesagt"),
        State.CANCELLED_BY_FIRM: _("Abgesagt"),
        State.EXPIRED: _("Abgelaufen"),
        State.CHECKED_IN: _("Eingetroffen"),
        State.ATTENDED: _("Teilgenommen"),
        State.NO_SHOW: _("Nicht erschienen"),
        State.CERTIFIED: _("Bescheinigt"),
        State.CLOSED: _("Abgeschlossen"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="bookings")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=20, choices=State, default=State.REQUESTED)
    conversation = models.ForeignKey("messaging.Conversation", models.PROTECT, related_name="+", null=True)
    client_key = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True)
    # The firm owes an answer, or the pupil the word on an offered seat, until then.
    answer_until = models.DateTimeField(null=True)
    permitted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    reason_text = models.CharField(max_length=400, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Buchung")
        verbose_name_plural = _("Buchungen")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "pupil"],
                condition=Q(
                    state__in=[
                        "requested", "consent_pending", "confirmed", "waitlisted", "offered_seat", "checked_in",
                    ]
                ),
                name="one_live_booking_per_pupil_and_slot",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["slot", "state"], name="booking_by_slot")]

    def __str__(self) -> str:
        return f"{self.slot_id}/{self.pupil_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """The page of the booking, for the pupil and the firm."""
        return reverse("apprenticeships:booking_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """How a permission names this booking."""
        return f"booking:{self.public_id}"

    @property
    def firm_label(self) -> str:
        """What the firm reads."""
        return str(self.FIRM_LABELS[self.state])

    @property
    def call_off_until(self) -> datetime:
        """Until when the pupil may call off freely."""
        return self.slot.cancel_until

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]

    def is_live(self) -> bool:
        """Whether the booking still leads to a day."""
        return self.state in self.LIVE

    def holds_seat(self) -> bool:
        """Whether a seat of the slot is taken by this booking."""
        return self.state in self.SEATED

    def may_still_call_off(self) -> bool:
        """Whether calling off is still free: until 18:00 on the evening before; the waiting list always."""
        if self.state in (self.State.WAITLISTED, self.State.OFFERED_SEAT, self.State.CONSENT_PENDING):
            return self.slot.begins_at > clock.now()
        return self.is_live() and clock.now() < self.slot.cancel_until


class BookingEvent(models.Model):
    """One step of a booking; append only."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.before or '–'} -> {self.after}"
