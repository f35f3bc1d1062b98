"""Protocol v1 in one place: which frames a client may send, and the close codes (docs/messaging.md)."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

VERSION = 1
FRAME_BYTES = 8192
PAGE_ITEMS = 200
PAGE_BYTES = 256 * 1024
CURSORS = 100


class Code:
    """Close codes; what a client does on each stands in docs/messaging.md."""

    RESTART = 4503
    MALFORMED = 4400
    SIGNED_OUT = 4401
    NOT_PERMITTED = 4403
    NO_HELLO = 4408
    VERSION = 4409
    FRAME_TOO_LARGE = 4413
    TOO_FAST = 4429
    TOO_SLOW = 4431


class Notice:
    """Codes of the `notice` frame."""

    DELAYED = "delayed"
    PAUSED = "paused"
    EXPIRES = "expires"


class Malformed(Exception):
    """Not a frame of the protocol."""


@dataclass(frozen=True)
class Frame:
    """One frame of a client, checked field by field."""

    t: str
    fields: dict[str, Any]


def _uuid(value: Any) -> UUID:
    if not isinstance(value, str):
        raise Malformed("not an id")
    try:
        return UUID(value)
    except ValueError as problem:
        raise Malformed("not an id") from problem


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("not a text")
    return value


def _number(value: Any) -> int:
    # bool is an int in Python; 2**63 is the end of a database integer.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Malformed("not a number")
    return value


def _cursors(value: Any) -> dict[UUID, int]:
    if not isinstance(value, dict) or len(value) > CURSORS:
        raise Malformed("not cursors")
    return {_uuid(conversation): _number(seq) for conversation, seq in value.items()}


# type -> field -> (check, whether it may be left out)
FIELDS: dict[str, dict[str, tuple[Any, bool]]] = {
    "hello": {"v": (_number, False), "ticket": (_text, False), "cursors": (_cursors, True)},
    "send": {"k": (_uuid, False), "c": (_uuid, False), "body": (_text, False)},
    "edit": {"k": (_uuid, False), "c": (_uuid, False), "m": (_uuid, False), "body": (_text, False)},
    "redact": {"k": (_uuid, False), "c": (_uuid, False), "m": (_uuid, False)},
    "got": {"c": (_uuid, False), "seq": (_number, False)},
    "read": {"c": (_uuid, False), "seq": (_number, False)},
    "fetch": {"c": (_uuid, False), "after": (_number, False), "limit": (_number, True)},
    "ping": {"n": (_number, False)},
}


def parse(text: str) -> Frame:
    """A checked frame; raises Malformed for anything the protocol does not know."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Malformed("not JSON") from problem
    if not isinstance(raw, dict) or not isinstance(raw.get("t"), str) or raw["t"] not in FIELDS:
        raise Malformed("unknown type")
    kind = raw.pop("t")
    expected = FIELDS[kind]
    if raw.keys() - expected.keys() or {name for name, (_c, free) in expected.items() if not free} - raw.keys():
        raise Malformed("unknown or missing field")
    return Frame(kind, {name: expected[name][0](value) for name, value in raw.items()})


def write(t: str, **fields: Any) -> str:
    """One frame of the server as text."""
    return json.dumps({"t": t, **fields}, ensure_ascii=False, separators=(",", ":"))
