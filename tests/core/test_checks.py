"""Checks at start: each is shown to bite."""

from pathlib import Path

import pytest
from django.core import checks as django_checks
from django.db import connection

from core import checks


def found(check, **kwargs):
    return [message.id for message in check(None, **kwargs)]


def test_this_project_passes_all_of_them(db):
    ours = [message for message in django_checks.run_checks(databases=["default"]) if message.id.startswith("core.")]
    assert ours == []


def test_site_as_a_package_stops_the_start(settings, tmp_path):
    settings.ROOT = tmp_path
    assert found(checks.site_is_no_package) == []

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "__init__.py").touch()

    assert found(checks.site_is_no_package) == ["core.E001"]


def test_this_project_has_no_such_file(settings):
    assert not (Path(settings.ROOT) / "site" / "__init__.py").exists()


@pytest.mark.parametrize(
    ("backend", "ids"),
    [
        ("channels.layers.InMemoryChannelLayer", ["core.E002"]),
        ("messaging.layers.SqliteTailLayer", []),
    ],
)
def test_the_layer_in_memory_is_refused_outside_tests(settings, monkeypatch, backend, ids):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
    monkeypatch.setattr(checks, "in_tests", lambda: False)

    assert found(checks.channel_layer_is_shared) == ids


def test_the_layer_in_memory_is_allowed_in_tests(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

    assert found(checks.channel_layer_is_shared) == []


@pytest.mark.parametrize(("way", "ids"), [("worker", []), ("inline", []), ("hold", ["core.E003"]), ("", ["core.E003"])])
def test_an_outbox_that_delivers_nothing_is_refused(settings, monkeypatch, way, ids):
    settings.OUTBOX = way
    monkeypatch.setattr(checks, "in_tests", lambda: False)

    assert found(checks.outbox_way_is_known) == ids


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_is_durable_and_immediate():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


class Told:
    """A database connection that gives prepared answers."""

    def __init__(self, vendor, answers, options=None):
        self.vendor, self.answers = vendor, answers
        self.settings_dict = {"OPTIONS": options or {}}

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def execute(self, sql):
        self.last = self.answers[sql.split()[-1]]
        return self

    def fetchone(self):
        return [self.last]


def test_sqlite_that_may_lose_rows_is_refused():
    told = Told("sqlite", {"journal_mode": "delete", "synchronous": 1})

    assert checks.sqlite_faults(told) == [
        "journal_mode is delete, must be wal",
        "synchronous is 1, must be 2",
        "transaction_mode must be IMMEDIATE",
    ]


@pytest.mark.parametrize(
    ("value", "faults"), [("on", []), ("remote_apply", []), ("off", ["off"]), ("local", ["local"])]
)
def test_postgresql_that_may_lose_rows_is_refused(value, faults):
    told = Told("postgresql", {"synchronous_commit": value, "fsync": "on", "full_page_writes": "on"})

    assert checks.postgres_faults(told) == [f"synchronous_commit is {fault}, must be on" for fault in faults]


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("", []),
        ("https://sms.example/send", []),
        ("http://127.0.0.1:9000/send", []),
        ("http://sms.example/send", ["core.E005"]),
        ("file:///etc/passwd", ["core.E005"]),
        ("https:///send", ["core.E005"]),
    ],
)
def test_numbers_travel_encrypted_or_not_at_all(settings, address, faults):
    settings.SMS_GATEWAY = address

    assert found(checks.gateway_is_encrypted) == faults
