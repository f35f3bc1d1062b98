"""Everything that changes an event, a date, a registration or a class booking. Nothing else writes."""

from events.actions.attendance import close_classes, confirm_booking, note_class, report_consents
from events.actions.changing import (
    accept_offer,
    cancel,
    check_in,
    close_past,
    expire_offers,
    follow_consent,
    leave_all,
    mark_attended,
    mark_no_show,
)
from events.actions.classes import book_class, call_off_booking, cancel_booking
from events.actions.dates import after_publication, after_removal, cancel_event, cancel_occurrence, remind
from events.actions.errors import (
    AlreadyBegun,
    Closed,
    GuardianNeeded,
    NoCalendar,
    Overlaps,
    QuotaExceeded,
    TooMany,
    TooYoung,
    WrongStep,
)
from events.actions.organisers import follow_membership, make_missing, make_organiser, sync_group
from events.actions.queue import promote
from events.actions.registering import register
from events.actions.writing import create_event, edit_event, take_down

__all__ = [
    "AlreadyBegun",
    "Closed",
    "GuardianNeeded",
    "NoCalendar",
    "Overlaps",
    "QuotaExceeded",
    "TooMany",
    "TooYoung",
    "WrongStep",
    "accept_offer",
    "after_publication",
    "after_removal",
    "book_class",
    "call_off_booking",
    "cancel",
    "cancel_booking",
    "cancel_event",
    "cancel_occurrence",
    "check_in",
    "close_classes",
    "close_past",
    "confirm_booking",
    "create_event",
    "edit_event",
    "expire_offers",
    "follow_consent",
    "follow_membership",
    "leave_all",
    "make_missing",
    "make_organiser",
    "mark_attended",
    "mark_no_show",
    "note_class",
    "promote",
    "register",
    "remind",
    "report_consents",
    "sync_group",
    "take_down",
]
