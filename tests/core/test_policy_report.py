"""What browsers complain about ends in one harmless line of the log, or in none."""

import json
import logging

import pytest
from django.test import Client

from core import limits, policy_report

ADDRESS = "/csp-bericht/"
OLD = {
    "csp-report": {
        "document-uri": "https://handschlag.example/berufe/tischler/?q=geheim",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://boese.example/x.js?wer=mia",
        "source-file": "https://handschlag.example/static/js/site.1.js",
        "script-sample": "Mia Muster",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "https://h.example/e/geheim123/",
            "effectiveDirective": "style-src",
            "blockedURL": "inline",
        },
    }
]


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts with nothing counted."""
    monkeypatch.setattr(limits, "_counts", type(limits._counts)())


def lines(caplog: pytest.LogCaptureFixture, *bodies: bytes) -> list[str]:
    """What is logged for these reports."""
    client = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.WARNING, "core.policy"):
        for body in bodies:
            assert client.post(ADDRESS, body, content_type="application/csp-report").status_code == 204
    return [record.getMessage() for record in caplog.records if record.name == "core.policy"]


def test_both_forms_of_reports_are_understood(caplog: pytest.LogCaptureFixture) -> None:
    assert lines(caplog, json.dumps(OLD).encode(), json.dumps(NEW).encode()) == [
        "script-src-elem refused https://boese.example on trades:trade_page by /static/js/site.1.js",
        "style-src refused inline on accounts:guardian",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[1]",
        b"null",
        b'"x"',
        b"{}",
        b'{"csp-report": 1}',
        b'{"csp-report": {}}',
        b"\xff\xfe",
        b"[" * 9000,
    ],
)
def test_anything_else_is_passed_over(caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    assert lines(caplog, body) == []


def test_a_huge_report_is_not_read(caplog: pytest.LogCaptureFixture) -> None:
    huge = {"csp-report": {**OLD["csp-report"], "script-sample": "x" * policy_report.LONGEST}}

    assert lines(caplog, json.dumps(huge).encode()) == []


def test_signs_that_break_a_log_do_not_reach_it(caplog: pytest.LogCaptureFixture) -> None:
    told = {
        "csp-report": {
            "effective-directive": "img-src\nERROR root: forged",
            "blocked-uri": "http://[",
            "source-file": "\x1b[2J",
        }
    }

    assert lines(caplog, json.dumps(told).encode()) == ["img-srcERROR refused something on an unknown page"]


def test_one_sender_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    assert len(lines(caplog, *[json.dumps(OLD).encode()] * 15)) == 10


def test_many_senders_fill_no_log(caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps(OLD)
    with caplog.at_level(logging.WARNING, "core.policy"):
        for number in range(90):
            Client().post(ADDRESS, body, content_type="application/csp-report", REMOTE_ADDR=f"192.0.2.{number}")

    assert len([record for record in caplog.records if record.name == "core.policy"]) == 60
