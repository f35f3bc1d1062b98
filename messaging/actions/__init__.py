"""Everything that writes messages, conversations and reports. Pages, sockets and the floors above call these."""

from messaging.actions.bans import confirm_ban, lift_ban, propose_ban, refuse_ban
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
from messaging.actions.duty import add_duty, remove_duty
from messaging.actions.messages import release_held, remove, send
from messaging.actions.notices import see_notices
from messaging.actions.reports import complain, decide, decide_complaint, report, take_up, widen
from messaging.actions.shares import note_look, share_contact
from messaging.actions.signs import listen, save_sign, switch_sign
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
    "add_duty",
    "add_state_line",
    "block",
    "close",
    "close_all",
    "complain",
    "confirm_ban",
    "decide",
    "decide_complaint",
    "edit",
    "editable_until",
    "freeze",
    "join",
    "leave_lost",
    "leave_office",
    "lift_ban",
    "listen",
    "mark_all_read",
    "mark_read",
    "note_look",
    "open_conversation",
    "pause_for",
    "pause_without_consent",
    "propose_ban",
    "redact",
    "refuse_ban",
    "release_held",
    "remove",
    "remove_duty",
    "report",
    "resume_for",
    "save_sign",
    "see_notices",
    "send",
    "share_contact",
    "share_history",
    "show_read_marks",
    "switch_sign",
    "take_up",
    "unblock",
    "unfreeze",
    "widen",
]
