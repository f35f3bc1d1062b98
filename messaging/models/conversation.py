"""A conversation knows its people, never its matter: keys point to it from the floors above."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Delegation, Membership, Organisation
from core import clock
from messaging.models.invitation import Invitation


def organisations_answered_by(user: Any) -> models.QuerySet[Organisation]:
    """Organisations this person answers for; the set form of `accounts.permissions.may_answer_for`."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    stopped = Organisation.Verification
    own = Organisation.objects.run_by(user).exclude(verification__in=[stopped.SUSPENDED, stopped.MERGED, stopped.LEFT])
    offices = Membership.objects.active().filter(user_id=user.pk).values("organisation_id")
    handed = Delegation.objects.current().filter(
        office__in=offices,
        office__verification=Organisation.Verification.VERIFIED,
        scope__in=(Delegation.Scope.ANSWER, Delegation.Scope.BOTH),
    )
    return Organisation.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=handed.values("firm_id")))


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations; every shown read starts with `visible_to`."""

    def visible_to(self, user: Any) -> "ConversationQuerySet":
        """Conversations this person may know of: own ones, those of a firm answered for, those joined as a guest."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        # A seat alone opens nothing to a guest: the invitation stands as long as the counsellor is in office.
        joined = Invitation.objects.standing().filter(counsellor=user).order_by().values("conversation")
        return self.filter(
            Q(pupil=user) | Q(organisation__in=organisations_answered_by(user).values("pk")) | Q(pk__in=joined)
        )

    def joined_by(self, user: Any) -> "ConversationQuerySet":
        """Visible conversations in which this person takes part, so that unread counts have a place to stand."""
        seat = Participation.objects.filter(conversation=OuterRef("pk"), user=user, until__isnull=True)
        return self.visible_to(user).filter(Exists(seat))

    def with_unread_for(self, user: Any) -> "ConversationQuerySet":
        """Those in which something of others waits for this person."""
        seats = Participation.objects.live().with_unread().filter(Q(unread__gt=0), user=user)
        return self.filter(pk__in=seats.order_by().values("conversation"))


class Conversation(models.Model):
    """One pupil and one organisation writing about one matter."""

    class State(models.TextChoices):
        OPEN = "open", _("Offen")
        FROZEN = "frozen", _("Gespräch pausiert")
        PAUSED = "paused", _("Konto pausiert")
        CLOSED = "closed", _("Beendet")

    # FROZEN stops the organisation's side while a report is looked at; PAUSED stops both without the guardian's yes.
    NEXT: dict[str, set[str]] = {
        State.OPEN: {State.FROZEN, State.PAUSED, State.CLOSED},
        State.FROZEN: {State.OPEN, State.PAUSED, State.CLOSED},
        State.PAUSED: {State.OPEN, State.FROZEN, State.CLOSED},
        State.CLOSED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversations")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    last_seq = models.PositiveBigIntegerField(default=0)
    writable_from = models.DateTimeField(null=True, blank=True)
    opening_key = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("Gespräch")
        verbose_name_plural = _("Gespräche")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "opening_key"], name="one_conversation_per_opening_key")
        ]
        # No index holds what every message changes (`changed_at`, `last_seq`): PostgreSQL then writes the new row
        # beside the old one and touches no index. The few conversations of one person or firm are sorted when read.

    def __str__(self) -> str:
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        """Address of the conversation's page."""
        return reverse("messaging:conversation_page", args=[self.public_id])

    def can_become(self, state: str) -> bool:
        """Whether one step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]


class ConversationEvent(models.Model):
    """Append-only: who moved a conversation from one state to another, when and why."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Questions about seats in conversations."""

    def live(self) -> "ParticipationQuerySet":
        """Seats that have not ended."""
        return self.filter(until__isnull=True)

    def counters(self, people: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Per person the sum of the last numbers of all conversations and how many there are: one query for many.

        The sum changes whenever anything happens in one of them; it is derived, so no row is hot.
        """
        rows = self.live().filter(user__in=list(people)).order_by("user").values("user")
        rows = rows.annotate(total=Sum("conversation__last_seq"), number=Count("pk"))
        return {row["user"]: (row["total"], row["number"]) for row in rows}

    def with_unread(self) -> "ParticipationQuerySet":
        """Annotate `unread`: items of others after the read mark, derived from rows and never incremented."""
        others = (
            apps.get_model("messaging", "Message")
            .objects.filter(
                Q(sender__isnull=True) | ~Q(sender=OuterRef("user")),
                conversation=OuterRef("conversation"),
                seq__gt=OuterRef("read_seq"),
                seq__gte=OuterRef("from_seq"),
            )
            .order_by()
            .values("conversation")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(unread=Coalesce(Subquery(others), 0))


class Participation(models.Model):
    """A person's seat in a conversation: visible to all others, with the own read mark."""

    class Role(models.TextChoices):
        PUPIL = "pupil", _("Junger Mensch")
        FIRM = "firm", _("Betrieb")
        GUEST = "guest", _("Beratung")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=6, choices=Role)
    from_seq = models.PositiveBigIntegerField(default=1)
    read_seq = models.PositiveBigIntegerField(default=0)
    # What the person's own devices have said they hold; like the read mark it only rises.
    delivered_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    # Whether the others see how far this person has read; off until the person says so.
    shows_read = models.BooleanField(default=False)
    unread: int  # no column: `with_unread` counts it

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Teilnahme")
        verbose_name_plural = _("Teilnahmen")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_seat_per_conversation_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"
