"""What messaging holds of a person."""

from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, acts, declare
from core import clock, sms
from messaging.models import Message, PhoneNumber


def _empty_messages(user: Any) -> None:
    """A young person's words go; what somebody wrote for an organisation belongs to its correspondence."""
    if user.is_young:
        own = Message.objects.filter(sender=user)
        own.update(body="", original="", marks=None, removed_at=Coalesce("removed_at", clock.now()))


def _forget_number(user: Any) -> None:
    """The number, and that anything was sent to it."""
    row = PhoneNumber.objects.of(user)
    if row is not None:
        sms.forget_number(row.number)
        row.delete()


declare(
    Holding(
        "messaging.Conversation",
        ("pupil",),
        title=_("Gespräche"),
        columns=("organisation", "state", "created_at", "changed_at"),
        stays=_("Die leere Hülle des Gesprächs; deine Worte darin sind gelöscht."),
    ),
    Holding(
        "messaging.Message",
        ("sender",),
        title=_("Was du geschrieben hast"),
        columns=("at", "conversation.organisation", "kind", "body"),
        erases=_empty_messages,
        stays=_("Eine Zeile ohne Worte, damit die Zählung des Gesprächs stimmt."),
    ),
    Holding(
        "messaging.Participation",
        ("user",),
        left_out=_("Wo du in Gesprächen bis wohin gelesen hast; die Gespräche selbst stehen da."),
        stays=_("Ein Platz ohne Namen."),
    ),
    Holding(
        "messaging.Notification",
        ("user",),
        title=_("Mitteilungen"),
        columns=("created_at", "kind", "read_at"),
        deletes=True,
    ),
    Holding(
        "messaging.ContactShare",
        ("pupil",),
        title=_("Kontakt, den du geteilt hast"),
        columns=("organisation", "field", "since", "until"),
        deletes=True,
    ),
    Holding(
        "messaging.Block",
        ("pupil",),
        title=_("Wen du nicht mehr hören willst"),
        columns=("organisation", "since", "until"),
        deletes=True,
    ),
    Holding(
        "messaging.Report",
        ("reporter",),
        title=_("Was du gemeldet hast"),
        columns=("created_at", "reason", "text", "state"),
        stays=_("Zwölf Monate als Beweis, ohne deinen Namen."),
    ),
)
declare(
    Holding(
        "messaging.Ban",
        ("person",),
        title=_("Sperren deines Kontos"),
        columns=("proposed_at", "state", "rule", "statement"),
        stays=_("Zwölf Monate als Beweis, ohne deinen Namen."),
    ),
    Holding(
        "messaging.NotificationChoice",
        ("user",),
        title=_("Wie du Mitteilungen möchtest"),
        columns=("kind", "mail", "sms", "push", "changed_at"),
        deletes=True,
    ),
    Holding(
        "messaging.PhoneNumber",
        ("user",),
        title=_("Deine Nummer für SMS"),
        columns=("number", "asked_at", "confirmed_at"),
        erases=_forget_number,
    ),
    Holding(
        "messaging.PushDevice",
        ("user",),
        title=_("Geräte, die dir Mitteilungen zeigen"),
        columns=("label", "since", "used_at"),
        deletes=True,
    ),
    Holding(
        "messaging.SchoolQuiet",
        ("user",),
        title=_("Keine Mails in der Schulzeit"),
        columns=("since",),
        deletes=True,
    ),
    Holding(
        "messaging.DutyShift",
        ("person",),
        title=_("Dein Dienst in der Moderation"),
        columns=("starts_at", "ends_at"),
        deletes=True,
    ),
)
acts(
    "messaging.Appointment.proposed_by",
    "messaging.Ban.decided_by",
    "messaging.Ban.lifted_by",
    "messaging.Ban.proposed_by",
    "messaging.Block.by",
    "messaging.ConversationEvent.by",
    "messaging.Invitation.counsellor",
    "messaging.InvitationEvent.by",
    "messaging.Report.decided_by",
    "messaging.Report.complaint_by",
    "messaging.Report.person",
    "messaging.ReportEvent.by",
)
