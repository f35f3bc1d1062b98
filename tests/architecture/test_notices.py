"""The catalogue of notices against what the code declares: channels as written down, and every kind really sent."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from messaging import notifications
from tests.architecture.source import ROOT, python_files

EMAILS = ROOT / "templates" / "emails"
# Where a call from outside arrives: pages, sockets, the clock, signals, commands, the middle of each request.
DOORS = ("views", "tasks", "consumers", "receivers", "commands", "middleware", "wagtail_hooks", "adapter", "feed")


class Row(NamedTuple):
    """One line of the catalogue: who carries it, by which ways beside the app (M mail, S short message, P device)."""

    ways: str
    kinds: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()  # templates of mails that are no notice, or are written elsewhere


CATALOGUE = {
    "account_confirm": Row("M", mails=("accounts_confirm_code",)),
    "sign_in_code": Row("M", mails=("accounts_sign_in_code",)),
    "new_device": Row("M", mails=("accounts_new_device",)),
    "guardian_request, _reminder": Row("M", mails=("accounts_guardian_request",)),
    "guardian_receipt": Row("M", mails=("accounts_guardian_receipt",)),
    "guardian_ended": Row("M", mails=("accounts_guardian_ended",)),
    "consent_changed": Row("M", ("consent_changed",), ("accounts_consent_changed",)),
    "application_received_pupil": Row("M", ("application_received_pupil",)),
    "application_received_firm": Row("MSP", ("application_received_firm",), ("apprenticeships_contact",)),
    "answer_reminder": Row("MSP", ("answer_reminder",)),
    "answer_overdue": Row("MS", ("answer_overdue",)),
    "answer_escalation": Row("M", ("answer_escalation",)),
    "application_unanswered": Row("M", ("application_unanswered",)),
    "application_closed": Row("M", ("application_closed", "application_closed_firm")),
    "application_moved": Row("MP", ("application_moved", "application_declined", "application_answered_firm")),
    "draft_reminder": Row("M", ("draft_reminder",)),
    "question_waiting": Row("MP", ("question_waiting",)),
    "interview_times, interview_fixed": Row("M", ("appointment",)),
    "day_reminder": Row("MSP", ("day_reminder", "appointment_reminder")),
    "day_reminder (guardian)": Row("M", mails=("apprenticeships_day_guardian", "messaging_appointment")),
    "seat_offered": Row("MSP", ("seat_offered", "seat_offered_day")),
    "booking_request": Row("MSP", ("booking_request",)),
    "booking_cancelled": Row("MSP", ("booking_cancelled",)),
    "event_ticket, event_reminder": Row("MP", ("event_ticket", "event_reminder")),
    "event_cancelled, event_moved": Row("MSP", ("event_cancelled", "event_cancelled_soon", "event_moved")),
    "saved_search_hits": Row("MP", ("saved_search",), ("search_alerts",)),
    "message_new": Row("MP", ("message_new",)),
    "verification_result": Row("M", ("verification_result",), ("accounts_verification_result",)),
    "review_task, report_urgent": Row("MSP", ("review_task", "report_urgent"), ("accounts_review_task",)),
    "report_receipt, report_decision": Row("M", ("report_receipt", "report_decision")),
    "deletion_notice": Row("M", mails=("accounts_silence",)),
}
# Stands in a line with P, but is the receipt of what the person has just done.
UNPUSHED = {"event_ticket"}
# The matter itself is not there yet (or needs no notice), so nothing can be said about it.
WITHOUT_MATTER = {
    "after_day": "both sides are not asked after a day",
    "certificate_ready": "days are not certified",
    "class_status": "a class has no weekly state",
    "freshness_ask": "adverts are not confirmed by the clock",
    "season_renewal": "a season is not renewed",
    "referral_question": "applications are not passed on",
    "member_check": "members are not asked quarterly",
    "checklist_due": "there is no list between contract and first day",
    "pulse": "nobody is asked between contract and first months",
    "page_expiring": "pages have no end of validity",
    "export_ready": "the file comes at once",
}
# Kinds the catalogue does not name; each says something that happened.
BESIDE = {
    "booking_confirmed", "booking_declined", "booking_ended", "class_cancelled", "class_confirmed", "class_moved_up",
    "conversation_stopped", "conversation_stopped_firm", "firm_unreached", "guest_answered", "guest_invited",
    "mailbox_returns", "other_side_unreached", "parents_mail_returned", "printout_allowed", "printout_asked",
    "question_asked", "vacancy_moved",
}  # fmt: skip


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_line_goes_its_ways(code: str) -> None:
    row = CATALOGUE[code]
    kinds = [notifications.kind_of(one) for one in row.kinds]

    assert [one for one in row.mails if not (EMAILS / f"{one}.txt").exists()] == []
    assert all("M" in row.ways for kind in kinds if kind.mail)
    assert bool(row.mails) or [kind.code for kind in kinds if kind.mail] == [kind.code for kind in kinds]
    assert [kind.code for kind in kinds if bool(kind.sms) != ("S" in row.ways)] == []
    assert [
        kind.code for kind in kinds if bool(kind.on_device) != ("P" in row.ways and kind.code not in UNPUSHED)
    ] == []


def test_every_declared_kind_stands_in_one_line() -> None:
    named = [code for row in CATALOGUE.values() for code in row.kinds]

    assert len(named) == len(set(named))
    assert {kind.code for kind in notifications.catalogue()} == {*named} | BESIDE
    assert not BESIDE & {*named}
    assert not {*WITHOUT_MATTER} & {kind.code for kind in notifications.catalogue()}


def test_short_messages_and_devices_say_one_plain_sentence() -> None:
    kinds = notifications.catalogue()
    sentences = [str(said) for kind in kinds for said in (kind.sms, kind.on_device) if said]

    assert len(sentences) > 20
    assert [one for one in sentences if "%" in one or len(one) > 60 or not one.endswith(".")] == []


def test_every_kind_is_sent_by_something_that_happens() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for _app, path in python_files()}
    declared, reached = _declared(sources), _reached(sources)

    assert {*declared.values()} == {kind.code for kind in notifications.catalogue()}
    assert sorted(code for name, code in declared.items() if name not in reached) == []


def test_what_only_dead_code_sends_is_found() -> None:
    sources = {
        "app/notifications.py": 'LIVE = mailed("live", "a")\nDEAD = mailed("dead", "b")\nNONE = mailed("none", "c")',
        "app/telling.py": "def tell():\n    notify(notifications.LIVE)\ndef forgotten():\n    notify(DEAD)",
        "app/actions/__init__.py": "from app.telling import forgotten, tell\n__all__ = ['forgotten', 'tell']",
        "app/views/page.py": "def page(request):\n    actions.tell()",
    }
    declared, reached = _declared(sources), _reached(sources)

    assert [code for name, code in declared.items() if name in reached] == ["live"]


def _declared(sources: Mapping[str, str]) -> dict[str, str]:
    """Name of the constant → code, from `NAME = mailed("code", …)` or `NAME = register(Kind("code", …))`."""
    found = {}
    for path, source in sources.items():
        if not path.endswith("notifications.py"):
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and (code := _code(node.value)):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                assert not {*names} & {*found}, "two constants of one name cannot be told apart"
                found.update(dict.fromkeys(names, code))
    return found


def _code(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Call):
        return _code(first)
    return str(first.value) if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _reached(sources: Mapping[str, str]) -> set[str]:
    """All names that can come up when something arrives at a door, by name and so rather too many than too few."""
    uses: dict[str, set[str]] = {}
    waiting: set[str] = set()
    for path, source in sources.items():
        is_door = any(word in DOORS for word in Path(path).with_suffix("").parts)
        for node in ast.parse(source).body:
            if is_door or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting |= _names([node]) if not _is_declaration(path, node) else set()
            else:
                uses.setdefault(node.name, set()).update(_names(ast.iter_child_nodes(node)))
    reached: set[str] = set()
    while waiting:
        reached |= waiting
        waiting = {name for one in waiting for name in uses.get(one, ())} - reached
    return reached


def _is_declaration(path: str, node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        path.endswith("notifications.py") and isinstance(node, ast.Assign)
    )


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    inside = [one for node in nodes for one in ast.walk(node)]
    names = {one.id for one in inside if isinstance(one, ast.Name)}
    return names | {one.attr for one in inside if isinstance(one, ast.Attribute)}
