"""An item of a conversation: numbered without a gap, written once per key."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from messaging.models.conversation import Conversation, Participation

# Longest text of one message in characters (contract C12).
TEXT_LIMIT = 4000


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about items; what anybody reads starts with `readable_by`."""

    def numbered(self) -> "MessageQuerySet":
        """Items that stand in the conversation; held ones have no number yet."""
        return self.filter(seq__isnull=False)

    def held(self) -> "MessageQuerySet":
        """Messages that wait for the morning."""
        return self.filter(seq__isnull=True)

    def with_newest_only(self) -> "MessageQuerySet":
        """Only the item that stands last in its conversation."""
        return self.filter(seq=F("conversation__last_seq"))

    def readable_by(self, user: Any) -> "MessageQuerySet":
        """Items this person may read now.

        Right and rows are one query (contract C6): the seat, the membership or delegation behind it, the start of
        the readable history and the guardian's consent (a paused account shows nothing to the organisation).
        """
        seat = Participation.objects.live().filter(
            conversation=OuterRef("conversation"), user=user, from_seq__lte=OuterRef("seq")
        )
        # A later text of a message that stood before the readable history would open that history.
        late = Participation.objects.live().filter(
            conversation=OuterRef("conversation"), user=user, from_seq__lte=OuterRef("target__seq")
        )
        unfolded = ~Q(kind=Message.Kind.EDIT) | Exists(late)
        own = Q(conversation__pupil=user) | ~Q(conversation__state=Conversation.State.PAUSED)
        visible = Conversation.objects.visible_to(user).order_by().values("pk")
        return self.numbered().filter(Exists(seat), own, unfolded, conversation__in=visible)


class Message(models.Model):
    """A text, or an item such as joining, a line about the matter, a removal."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Nachricht")
        EDIT = "edit", _("Geändert")
        REDACT = "redact", _("Gelöscht")
        STATE = "state", _("Stand")
        JOIN = "join", _("Liest jetzt mit")
        LEAVE = "leave", _("Liest nicht mehr mit")
        SHARE = "share", _("Früheres gezeigt")
        HOLD = "hold", _("Von der Moderation entfernt")
        APPOINTMENT = "appointment", _("Termin")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=6, choices=Participation.Role, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEXT)
    body = models.TextField(blank=True, max_length=TEXT_LIMIT)
    target = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The meeting an item is about; its words say what happened, the meeting itself knows how it stands now.
    appointment = models.ForeignKey(
        "messaging.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    client_key = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    # A firm's words to a minor at night: stored and acknowledged at once, numbered at this moment.
    held_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # After an edit `body` holds the present words; these are the first ones, kept until the text is deleted.
    original = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Where contact data stands in `body` (messaging.masking); None and marks of another text are looked for anew.
    marks = models.JSONField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "seq", "pk"]
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_item_per_number"),
            models.UniqueConstraint(fields=["sender", "client_key"], name="one_message_per_sender_and_key"),
            models.CheckConstraint(
                condition=Q(seq__isnull=False) | Q(held_until__isnull=False), name="only_held_messages_lack_a_number"
            ),
            models.CheckConstraint(condition=Q(seq__isnull=True) | Q(seq__gte=1), name="numbers_start_at_one"),
        ]
        indexes = [models.Index(F("held_until"), condition=Q(seq__isnull=True), name="message_waiting_for_morning")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} {self.kind}"

    @property
    def is_held(self) -> bool:
        """Whether it still waits for the morning."""
        return self.seq is None
