"""The numbers beside our entries in the menu."""

from typing import Any

from core import navigation
from messaging import permissions
from messaging.models import Conversation, Report


@navigation.counter("nachrichten")
def unread_conversations(user: Any) -> int:
    """Conversations in which something waits for this person."""
    return Conversation.objects.visible_to(user).with_unread_for(user).count()


@navigation.counter("moderation")
def waiting_reports(user: Any) -> int:
    """Reports that wait for a decision."""
    return Report.objects.waiting().count() if permissions.may_moderate(user) else 0
