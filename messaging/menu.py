"""The numbers beside our entries in the menu."""

from typing import Any

from core import navigation
from messaging import permissions
from messaging.models import Conversation, Invitation, Report


@navigation.counter("nachrichten")
def unread_conversations(user: Any) -> int:
    """Conversations in which something waits for this person, and invitations into one."""
    asked = 0 if user.is_young else Invitation.objects.waiting().filter(counsellor_id=user.pk).count()
    return asked + Conversation.objects.visible_to(user).with_unread_for(user).count()


@navigation.counter("moderation")
def waiting_reports(user: Any) -> int:
    """Reports that wait for a decision."""
    return Report.objects.waiting().count() if permissions.may_moderate(user) else 0
