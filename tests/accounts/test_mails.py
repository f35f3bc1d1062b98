"""Every mail of accounts renders in every situation: subject, text, no markup, no escaped signs."""

from typing import Any

import pytest

from accounts import actions
from accounts.models import Consent, User
from core import mail

CONTACT = {"name": "Frau Kessler", "phone": "03447 000240", "hours": "Mo–Do 10–17 Uhr"}
PERSON = {
    "name": "Mia & Co",
    "subject_line": "Tischlerei M. & S.",
    "writing_from": "24.11.2026, 12:00",
    "contact": CONTACT,
}
CODE = {"code": "012345"}
SITUATIONS: list[tuple[str, dict[str, Any]]] = [
    ("sign_in_code", CODE),
    ("confirm_code", CODE),
    ("reset_code", CODE),
    ("already_exists", {"url": "/x/"}),
    ("unknown_account", {"url": "/x/"}),
    ("password_changed", {}),
    ("mailbox_changed", {}),
    ("invitation", {"organisation": "A & B", "inviter": "Grit", "role": "Inhaber:in", "url": "/x/"}),
    ("review_task", {"count": 2, "url": "/x/"}),
    *[
        ("guardian_request", {**PERSON, "kind": kind, "reminder": reminder, "deleted_on": "6.12.2026", "url": "/x/"})
        for kind in Consent.Kind.values
        for reminder in (True, False)
    ],
    *[
        (name, {**PERSON, "kind": kind, "url": "/x/"})
        for name in ("guardian_receipt", "guardian_ended")
        for kind in Consent.Kind.values
    ],
    *[("consent_changed", {**PERSON, "kind": "data", "state": state, "url": "/x/"}) for state in Consent.State.values],
    *[
        ("verification_result", {"organisation": "A & B", "outcome": outcome, "reason": "weil & darum", "url": "/x/"})
        for outcome in ("verified", "rejected", "changes_refused", "suspended", "reinstated")
    ],
]


@pytest.mark.parametrize(("name", "context"), SITUATIONS)
def test_mail_has_subject_and_plain_text(name: str, context: dict[str, Any]) -> None:
    subject, text, _html = mail.render(f"accounts_{name}", context, "de")

    assert 10 <= len(subject) <= 90
    assert [sign for sign in ("&amp;", "&#", "<", "{{", "{%") if sign in subject + text] == []
    assert text.endswith("/impressum/\n")


def test_question_to_the_guardian_names_no_surname_and_no_address(mia: User, mails: Any) -> None:
    User.objects.filter(pk=mia.pk).update(last_name="Kanarienvogel")
    mia.refresh_from_db()
    actions.request_consent(mia, by=mia, guardian_email="vater@mail.example", kind="data")

    sent = mails("vater@mail.example")[0]

    assert [value for value in ("Kanarienvogel", mia.email) if value in sent.body_text + sent.body_html] == []


def test_news_for_the_pupil_come_once_per_step(mia: User, mails: Any) -> None:
    consent = actions.request_consent(mia, by=mia, guardian_email="vater@mail.example", kind="data")
    actions.grant_consent(consent, name="Eva", relation="mother")
    actions.revoke_consent(Consent.objects.get())

    assert [sent.subject for sent in mails(mia.email)] == [
        "Deine Eltern haben zugestimmt",
        "Die Zustimmung wurde beendet",
    ]


def test_groups_of_staff_are_made_once() -> None:
    first, second = actions.ensure_groups(), actions.ensure_groups()

    assert first == second
    assert set(first) == {"editor", "reviewer", "publisher", "regional_editor", "moderator", "operator"}
    assert first["editor"].permissions.filter(codename="access_admin").count() == 1
    assert first["moderator"].permissions.count() == 0
