"""Everything that writes messages, conversations and reports. Pages, sockets and the floors above call these."""

from messaging.actions.blocks import block, unblock
from messaging.actions.changes import edit, editable_until, redact
from messaging.actions.conversations import (
    add_state_line,
    close,
    close_all,
    freeze,
    join,
    leave_lost,
    leave_office,
    mark_all_read,
    mark_read,
    open_conversation,
    pause_for,
    pause_without_consent,
    resume_for,
    share_history,
    show_read_marks,
    unfreeze,
)
from messaging.actions.messages import release_held, remove, send
from messaging.actions.notices import see_notices
from messaging.actions.reports import complain, decide, decide_complaint, report, take_up, widen
from messaging.actions.shares import note_look, share_contact
from messaging.refusals import Blocked, Closed, KeyReused, NoConsent, NotFirst, NotIn, NotYet, Refused, WrongStep

__all__ = [
    "Blocked",
    "Closed",
    "KeyReused",
    "NoConsent",
    "NotFirst",
    "NotIn",
    "NotYet",
    "Refused",
    "WrongStep",
    "add_state_line",
    "block",
    "close",
    "close_all",
    "complain",
    "decide",
    "decide_complaint",
    "edit",
    "editable_until",
    "freeze",
    "join",
    "leave_lost",
    "leave_office",
    "mark_all_read",
    "mark_read",
    "note_look",
    "open_conversation",
    "pause_for",
    "pause_without_consent",
    "redact",
    "release_held",
    "remove",
    "report",
    "resume_for",
    "see_notices",
    "send",
    "share_contact",
    "share_history",
    "show_read_marks",
    "take_up",
    "unblock",
    "unfreeze",
    "widen",
]
