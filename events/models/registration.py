"""One person's registration for one date, and the trace of its life."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.event_page import organisations_for
from events.models.occurrence import Occurrence

REFERENCE = "registration:"
CODE_BYTES = 16  # check-in codes are 128-bit (contract of events)


def new_code() -> str:
    """A code nobody can guess, for the ticket's QR picture."""
    return secrets.token_hex(CODE_BYTES)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, narrowed by who asks."""

    def visible_to(self, user: Any) -> "RegistrationQuerySet":
        """One's own, and those for dates of the organisations that this person acts for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(person=user) | Q(occurrence__page__organisation__in=organisations_for(user)))

    def live(self) -> "RegistrationQuerySet":
        """Registrations that still count for the day."""
        return self.filter(state__in=Registration.LIVE)

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list, first come first."""
        return self.filter(state=Registration.State.WAITLISTED).order_by("queue_number", "pk")


class Registration(models.Model):
    """A person and a date. A cancelled row is used again when the person comes back."""

    class State(models.TextChoices):
        CONSENT_PENDING = "consent_pending", _("Deine Eltern müssen zustimmen")
        REGISTERED = "registered", _("Angemeldet")
        WAITLISTED = "waitlisted", _("Warteliste")
        OFFERED_SEAT = "offered_seat", _("Platz frei geworden!")
        CANCELLED = "cancelled", _("Abgemeldet")
        CANCELLED_BY_ORGANISER = "cancelled_by_organiser", _("Fällt aus")
        CHECKED_IN = "checked_in", _("Da!")
        ATTENDED = "attended", _("Du warst da")
        NO_SHOW = "no_show", _("Nicht gekommen")
        EXPIRED = "expired", _("Abgelaufen")
        CLOSED = "closed", _("Gelöscht")

    ORGANISER_LABELS = {
        State.CONSENT_PENDING: _("Vorgemerkt"),
        State.OFFERED_SEAT: _("Nachrückplatz"),
        State.CANCELLED_BY_ORGANISER: _("Abgesagt"),
        State.CHECKED_IN: _("Eingecheckt"),
        State.ATTENDED: _("Teilgenommen"),
        State.NO_SHOW: _("Nicht erschienen"),
    }
    NEXT: dict[str, set[str]] = {
        State.CONSENT_PENDING: {
            State.REGISTERED,
            State.WAITLISTED,
            State.EXPIRED,
            State.CANCELLED,
            State.CANCELLED_BY_ORGANISER,
        },
        State.REGISTERED: {
            State.CHECKED_IN,
            State.ATTENDED,
            State.NO_SHOW,
            State.CANCELLED,
            State.CANCELLED_BY_ORGANISER,
        },
        State.WAITLISTED: {State.OFFERED_SEAT, State.CANCELLED, State.CANCELLED_BY_ORGANISER, State.EXPIRED},
        State.OFFERED_SEAT: {State.REGISTERED, State.CANCELLED, State.CANCELLED_BY_ORGANISER, State.EXPIRED},
        State.CANCELLED: {State.REGISTERED, State.WAITLISTED},
        State.CANCELLED_BY_ORGANISER: set(),
        State.CHECKED_IN: {State.ATTENDED},
        State.ATTENDED: {State.CLOSED},
        State.NO_SHOW: {State.ATTENDED, State.CLOSED},
        State.EXPIRED: set(),
        State.CLOSED: set(),
    }
    LIVE = frozenset({State.CONSENT_PENDING, State.REGISTERED, State.WAITLISTED, State.OFFERED_SEAT, State.CHECKED_IN})
    # Rows beyond these are history: the person may start anew.
    ENDED = frozenset({State.EXPIRED, State.CANCELLED_BY_ORGANISER, State.CLOSED})

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_key = models.UUIDField(unique=True)
    check_in_code = models.CharField(max_length=2 * CODE_BYTES, unique=True, default=new_code, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="registrations")
    # Empty once the registration is closed: thirty days after the event only the number stays.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("Stand"), max_length=24, choices=State.choices)
    holds_seat = models.BooleanField(default=False)
    queue_number = models.PositiveIntegerField(null=True)  # order of the waiting list = order of commits
    offered_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "person"],
                condition=~Q(state__in=["expired", "cancelled_by_organiser", "closed"]),
                name="one_registration_per_person_and_date",
            )
        ]
        indexes = [models.Index(fields=["occurrence", "state", "queue_number"], name="registration_queue")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    def get_absolute_url(self) -> str:
        """The person's own page of this registration."""
        return reverse("events:registration_detail", args=[self.public_id])

    def can_become(self, state: str) -> bool:
        """Whether a step leads from the present state to this one."""
        return state in self.NEXT[self.state]

    @property
    def organiser_label(self) -> str:
        """The state in the organiser's words."""
        return str(self.ORGANISER_LABELS.get(self.State(self.state), self.get_state_display()))

    @property
    def is_live(self) -> bool:
        """Whether it still counts for the day."""
        return self.state in self.LIVE

    @property
    def has_ticket(self) -> bool:
        """Whether the door expects this person: the ticket's picture is shown."""
        return self.state in {self.State.REGISTERED, self.State.CHECKED_IN}

    @property
    def reference(self) -> str:
        """How a guardian's permission names this registration."""
        return f"{REFERENCE}{self.public_id}"

    def waiting_position(self) -> int | None:
        """Which place on the waiting list, from 1; None if not waiting."""
        if self.state != self.State.WAITLISTED:
            return None
        queue = Registration.objects.filter(occurrence=self.occurrence_id, state=self.State.WAITLISTED)
        return queue.filter(queue_number__lt=self.queue_number).count() + 1


class RegistrationEvent(models.Model):
    """One step in the life of a registration; rows are only added."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
