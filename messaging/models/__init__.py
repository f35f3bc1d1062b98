"""The rows of messaging: one noun a file, all names here."""

from messaging.models.block import Block
from messaging.models.conversation import Conversation, ConversationEvent, Participation
from messaging.models.message import Message
from messaging.models.notification import Notification
from messaging.models.report import Report, ReportEvent
from messaging.models.share import ContactShare

__all__ = [
    "Block",
    "ContactShare",
    "Conversation",
    "ConversationEvent",
    "Message",
    "Notification",
    "Participation",
    "Report",
    "ReportEvent",
]
