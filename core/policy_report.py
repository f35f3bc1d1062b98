"""What a browser tells about our content policy, reduced to what may stand in a log: no address, no text of anybody."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

LONGEST = 16_000  # bytes of one report
PLAIN = re.compile(r"[^A-Za-z0-9 '_:/.*-]")
KEPT = 120  # characters of one value


@dataclass(frozen=True)
class Complaint:
    """One thing the browser refused: the rule, what was refused, on which kind of page, by which script of ours."""

    rule: str
    blocked: str
    page: str
    script: str

    def __str__(self) -> str:
        return f"{self.rule} refused {self.blocked} on {self.page}" + (f" by {self.script}" if self.script else "")


def read(body: bytes) -> Complaint | None:
    """The complaint in a report of either form browsers send; nothing when it is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(told, list):
        told = told[0] if told else None
    if not isinstance(told, dict):
        return None
    inner = told.get("csp-report") or told.get("body")
    return _complaint(inner) if isinstance(inner, dict) else None


def _complaint(told: dict[str, Any]) -> Complaint | None:
    """From the names of `report-uri` and of the Reporting API alike."""

    def value(*names: str) -> str:
        return next((str(told[name]) for name in names if told.get(name)), "")

    rule = _plain(value("effective-directive", "effectiveDirective", "violated-directive"))
    if not rule:
        return None
    blocked = value("blocked-uri", "blockedURL")
    script = _path(value("source-file", "sourceFile"))
    return Complaint(
        rule=rule.split()[0],
        blocked=_plain(_origin(blocked)) or "something",
        page=_kind_of_page(_path(value("document-uri", "documentURL"))),
        script=_plain(script) if script.startswith(settings.STATIC_URL) else "",
    )


def _kind_of_page(path: str) -> str:
    """The name of the route: the address itself may carry the key of a link or the number of a person."""
    try:
        return resolve(path).view_name or "an unnamed page"
    except Resolver404:
        return "an unknown page"


def _origin(address: str) -> str:
    """Scheme and host; words like `inline` stay as they are."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else address.split(":")[0]


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """One line of harmless signs."""
    return PLAIN.sub("", text)[:KEPT].strip()
