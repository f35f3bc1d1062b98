"""Checks at start: what would lose data or leave a door open stops the start instead."""

import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from core import sealing

HERE = {"localhost", "127.0.0.1", "::1"}
OUTBOX_WAYS = {"worker", "inline", "hold"}
SQLITE_WANTED = {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL


@register(Tags.files)
def site_is_no_package(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """`site/` is a source root: as a package it would hide the standard library's module `site`."""
    if (settings.ROOT / "site" / "__init__.py").exists():
        yield Error("site/__init__.py must not exist", hint="Delete the file.", id="core.E001")


@register(Tags.security)
def channel_layer_is_shared(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The in-memory layer loses what other processes send; only tests may use it."""
    for name, layer in getattr(settings, "CHANNEL_LAYERS", {}).items():
        if layer["BACKEND"].endswith("InMemoryChannelLayer") and not in_tests():
            hint = "Set CHANNEL_URL to sqlite:///… or redis://…"
            yield Error(f"The channel layer {name} lives in memory", hint=hint, id="core.E002")


@register(Tags.compatibility)
def outbox_way_is_known(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """OUTBOX is one of three words, and `hold` delivers nothing."""
    if settings.OUTBOX not in OUTBOX_WAYS or (settings.OUTBOX == "hold" and not in_tests()):
        yield Error(f"OUTBOX={settings.OUTBOX} delivers nothing", hint="Use worker or inline.", id="core.E003")


@register(Tags.security)
def gateway_is_encrypted(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Telephone numbers and a secret travel to the gateway."""
    place = urlsplit(settings.SMS_GATEWAY)
    is_here = place.scheme == "http" and place.hostname in HERE
    if settings.SMS_GATEWAY and not (is_here or (place.scheme == "https" and place.hostname)):
        yield Error("SMS_GATEWAY is not encrypted", hint="Use an https:// address.", id="core.E005")


@register(Tags.security)
def push_can_work(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A key that is none fails with each notice; a plain origin would carry notices through the open net."""
    if settings.PUSH_KEY:
        try:
            sealing.key_from(settings.PUSH_KEY)
        except ValueError:
            yield Error("PUSH_KEY is no key", hint="Make one with manage.py make_push_key.", id="core.E006")
    for one in settings.PUSH_HOSTS:
        place = urlsplit(one)
        if place.scheme and place.scheme != "https" and place.hostname not in HERE:
            yield Error(f"PUSH_HOSTS: {one} is not encrypted", hint="Name a host.", id="core.E007")


@register(Tags.database)
def database_is_durable(app_configs: Any, databases: Any = None, **kwargs: Any) -> Iterable[CheckMessage]:
    """What was acknowledged must survive a power cut: WAL and FULL on SQLite, synchronous_commit on PostgreSQL."""
    for alias in databases or []:
        connection = connections[alias]
        faults = sqlite_faults(connection) if connection.vendor == "sqlite" else postgres_faults(connection)
        for fault in faults:
            yield Error(f"Database {alias}: {fault}", hint="See docs/operations.md.", id="core.E004")


def sqlite_faults(connection: Any) -> list[str]:
    """Pragmas that are not as they must be, and a transaction mode that fails half way."""
    faults = []
    with connection.cursor() as cursor:
        for pragma, wanted in SQLITE_WANTED.items():
            found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found not in (wanted, "memory"):
                faults.append(f"{pragma} is {found}, must be {wanted}")
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        faults.append("transaction_mode must be IMMEDIATE")
    return faults


def postgres_faults(connection: Any) -> list[str]:
    """Settings of the server that acknowledge a commit before it is on disk."""
    faults = []
    with connection.cursor() as cursor:
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            found = cursor.fetchone()[0]
            if found not in ("on", "remote_apply"):
                faults.append(f"{name} is {found}, must be on")
    return faults


def in_tests() -> bool:
    """Whether pytest runs us; no setting says so, because a setting can be forgotten."""
    return "pytest" in sys.modules or settings.SETTINGS_MODULE.endswith("settings.test")
