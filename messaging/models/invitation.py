"""A counsellor reads along or talks because the young person said so, and as long as nobody takes it back."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from core import clock


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """The pupil's own ones, and those a counsellor received."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(Q(conversation__pupil=user) | Q(counsellor=user))

    def by_office(self) -> "InvitationQuerySet":
        """Those whose counsellor still works for the checked organisation they were invited from."""
        return self.filter(
            membership__state=Membership.State.ACTIVE,
            membership__role__in=Membership.ADVISING_ROLES,
            membership__organisation__verification=Organisation.Verification.VERIFIED,
        )

    def standing(self) -> "InvitationQuerySet":
        """Those that open a conversation to their counsellor now."""
        return self.by_office().filter(state=Invitation.State.JOINED)

    def waiting(self) -> "InvitationQuerySet":
        """Those the counsellor has not answered."""
        return self.by_office().filter(state=Invitation.State.INVITED)


class Invitation(models.Model):
    """The pupil's word that one counsellor may take part in one conversation."""

    class State(models.TextChoices):
        INVITED = "invited", _("Eingeladen")
        JOINED = "joined", _("Liest mit")
        DECLINED = "declined", _("Abgelehnt")
        WITHDRAWN = "withdrawn", _("Zurückgenommen")
        LEFT = "left", _("Gegangen")
        REMOVED = "removed", _("Vom jungen Menschen beendet")
        LOST = "lost", _("Nicht mehr im Dienst")

    NEXT: dict[str, set[str]] = {
        State.INVITED: {State.JOINED, State.DECLINED, State.WITHDRAWN, State.LOST},
        State.JOINED: {State.LEFT, State.REMOVED, State.LOST},
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
        State.LEFT: set(),
        State.REMOVED: set(),
        State.LOST: set(),
    }
    LIVE = (State.INVITED, State.JOINED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey("messaging.Conversation", on_delete=models.CASCADE, related_name="invitations")
    counsellor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The office the counsellor was invited from: access ends with it.
    membership = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    shows_history = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.INVITED)
    client_key = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Einladung einer Beratung")
        verbose_name_plural = _("Einladungen von Beratungen")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "counsellor"],
                condition=Q(state__in=["invited", "joined"]),
                name="one_live_invitation_per_conversation_and_counsellor",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def can_become(self, state: str) -> bool:
        """Whether one step leads from the present state to the wanted one."""
        return state in self.NEXT[self.state]


class InvitationEvent(models.Model):
    """Append-only: who moved an invitation from one state to another, and when."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.CharField(max_length=9, blank=True)
    after = models.CharField(max_length=9)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


class CardQuerySet(models.QuerySet["CounsellingCard"]):
    """Questions about counsellors' cards."""

    def valid(self) -> "CardQuerySet":
        """Those that were not taken back, of counsellors in the service of a checked organisation."""
        return self.filter(
            until__isnull=True,
            membership__state=Membership.State.ACTIVE,
            membership__role__in=Membership.ADVISING_ROLES,
            membership__organisation__verification=Organisation.Verification.VERIFIED,
        )


class CounsellingCard(models.Model):
    """A link that a counsellor hands out: whoever opens it and says yes begins a talk. It leads to nobody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Karte einer Beratung")
        verbose_name_plural = _("Karten von Beratungen")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(until__isnull=True), name="one_valid_card_per_membership"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        """The page on which a young person accepts."""
        return reverse("messaging:counselling_card", args=[self.public_id])
