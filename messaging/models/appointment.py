"""A meeting agreed inside a conversation: at the checked organisation or online, confirmed by both sides."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import clock
from messaging.models.conversation import Conversation, organisations_answered_by
from messaging.models.message import Message


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions about appointments."""

    def visible_to(self, user: Any) -> "AppointmentQuerySet":
        """Those of the conversations this person may know of; a guest's begin with what a guest may read."""
        of_sides = Q(conversation__pupil=user) | Q(
            conversation__organisation__in=organisations_answered_by(user).values("pk")
        )
        told = Message.objects.readable_by(user).filter(appointment=OuterRef("pk"))
        visible = Conversation.objects.visible_to(user).order_by().values("pk")
        return self.filter(of_sides | Exists(told), conversation__in=visible)

    def to_come(self, moment: datetime) -> "AppointmentQuerySet":
        """Proposed or agreed ones that have not begun."""
        live = (Appointment.State.PROPOSED, Appointment.State.CONFIRMED)
        return self.filter(state__in=live, starts_at__gt=moment)

    def due_for_reminder(self, moment: datetime) -> "AppointmentQuerySet":
        """Confirmed ones of the next day that nobody was reminded of."""
        return self.filter(
            state=Appointment.State.CONFIRMED,
            reminded_at__isnull=True,
            starts_at__gt=moment,
            starts_at__lte=moment + timedelta(days=1),
        )


class Appointment(models.Model):
    """One proposed or agreed meeting; the place is never free text."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Vorgeschlagen")
        CONFIRMED = "confirmed", _("Beide haben zugesagt")
        DECLINED = "declined", _("Passt nicht")
        CANCELLED = "cancelled", _("Abgesagt")

    class Place(models.TextChoices):
        SITE = "site", _("Im Betrieb")
        ONLINE = "online", _("Online, als Gespräch in Handschlag")

    class Purpose(models.TextChoices):
        TALK = "talk", _("Kennenlernen")
        INTERVIEW = "interview", _("Vorstellungsgespräch")
        VISIT = "visit", _("Betrieb ansehen")

    NEXT: dict[str, set[str]] = {
        State.PROPOSED: {State.CONFIRMED, State.DECLINED, State.CANCELLED},
        State.CONFIRMED: {State.CANCELLED},
        State.DECLINED: set(),
        State.CANCELLED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="appointments")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Side that proposed: the other one confirms.
    side = models.CharField(max_length=6)
    place = models.CharField(_("Wo"), max_length=6, choices=Place)
    address = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(_("Wozu"), max_length=9, choices=Purpose)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(_("Wie lange (Minuten)"))
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    client_key = models.UUIDField(unique=True, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # When the pupil told the own guardians; from then on they hear of its end and are reminded too.
    shared_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")

    def __str__(self) -> str:
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        """Address of the appointments of its conversation."""
        return reverse("messaging:appointment_list", args=[self.conversation.public_id])

    @property
    def ends_at(self) -> datetime:
        """Planned end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def when(self) -> str:
        """„Mittwoch, 2. Dezember, 15:00 Uhr“."""
        return str(_("%(moment)s Uhr") % {"moment": date_format(clock.local(self.starts_at), "l, j. F, H:i")})

    @property
    def where(self) -> str:
        """The organisation's checked address, or that it is online."""
        return self.address or str(self.get_place_display())

    def can_become(self, state: str) -> bool:
        """Whether one step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]
