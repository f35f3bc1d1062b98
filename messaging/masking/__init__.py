"""Contact data in messages: found in every disguise, hidden from the receiver until the pupil shares it.

Texts are stored raw. What was found is written beside the text as marks, and each reader gets the text with the marks
that are still closed for this reader replaced. A number may be split over messages: the last ones of the same sender
are read together with the new one, and only the part that stands in the new one is marked there.
"""

from messaging.masking.finding import WINDOW, Mark, find, find_each, hide
from messaging.masking.reading import (
    OPENS_FROM_LEVEL,
    body_for,
    has_hidden,
    hears_raw,
    last_said_by,
    note,
    note_again,
    open_fields,
    open_fields_of,
    opened_kinds,
    prepare,
)

__all__ = [
    "OPENS_FROM_LEVEL",
    "WINDOW",
    "Mark",
    "body_for",
    "find",
    "find_each",
    "has_hidden",
    "hears_raw",
    "hide",
    "last_said_by",
    "note",
    "note_again",
    "open_fields",
    "open_fields_of",
    "opened_kinds",
    "prepare",
]
