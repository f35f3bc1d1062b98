"""The rows of messaging: one noun a file, all names here."""

from messaging.models.appointment import Appointment
from messaging.models.ban import Ban
from messaging.models.block import Block
from messaging.models.choice import Bounce, NotificationChoice, SchoolQuiet
from messaging.models.conversation import Conversation, ConversationEvent, Participation
from messaging.models.device import PushDevice
from messaging.models.duty import DutyShift
from messaging.models.invitation import CounsellingCard, Invitation, InvitationEvent
from messaging.models.message import Message
from messaging.models.notification import Notification
from messaging.models.phone import PhoneNumber
from messaging.models.report import Report, ReportEvent
from messaging.models.share import ContactShare
from messaging.models.sign import SignHit, WarningSign

__all__ = [
    "Appointment",
    "Ban",
    "Block",
    "Bounce",
    "ContactShare",
    "Conversation",
    "ConversationEvent",
    "CounsellingCard",
    "DutyShift",
    "Invitation",
    "InvitationEvent",
    "Message",
    "Notification",
    "NotificationChoice",
    "Participation",
    "PhoneNumber",
    "PushDevice",
    "Report",
    "ReportEvent",
    "SchoolQuiet",
    "SignHit",
    "WarningSign",
]
