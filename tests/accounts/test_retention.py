"""Retention: rules in days, dry run, second run, notices before a silent account closes, the chain that goes on."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts import actions, retention
from accounts.models import Access, AuditEvent, Consent, User
from core import clock
from tests.accounts.conftest import go
from tests.factories.accounts import AccessFactory, ConsentFactory, MembershipFactory, UserFactory


def counts(*, dry: bool = False) -> dict[str, int]:
    return {line.name: line.count for line in retention.run(dry=dry)}


def after(days: float) -> Any:
    return clock.frozen(clock.now() + timedelta(days=days))


@pytest.fixture
def quiet(jonas: User) -> User:
    """A young person who signed in today."""
    User.objects.filter(pk=jonas.pk).update(last_login=clock.now())
    return jonas


@pytest.mark.parametrize(("days", "left"), [(364, 1), (366, 0)])
def test_accesses_stay_a_year(days: int, left: int, jonas: User) -> None:
    AccessFactory(pupil=jonas)

    with after(days):
        counts()

    assert Access.objects.count() == left


def test_dry_run_counts_and_changes_nothing_and_a_second_run_finds_nothing(jonas: User) -> None:
    AccessFactory(pupil=jonas)
    printed = StringIO()

    with after(366):
        call_command("retention", dry_run=True, stdout=printed)
        left = Access.objects.count()
        first, second = counts(), counts()

    assert "     1  accounts.accesses: who saw whom: 12 months" in printed.getvalue()
    assert (left, first["accounts.accesses"], second["accounts.accesses"]) == (1, 1, 0)


def test_killed_run_goes_on_with_the_next_rule(jonas: User, monkeypatch: Any) -> None:
    AccessFactory(pupil=jonas)
    stopped = retention.Rule("accounts.zz", 1, "stops", lambda before: Access.objects.none().filter(at__lt=before))
    monkeypatch.setitem(retention._rules, "accounts.zz", stopped)
    monkeypatch.setattr(retention.Rule, "due", _due)

    with after(366), pytest.raises(RuntimeError):
        counts()

    assert not Access.objects.exists()


def _due(rule: retention.Rule) -> Any:
    if rule.name == "accounts.zz":
        raise RuntimeError("killed")
    return rule.rows(clock.now() - timedelta(days=rule.days)).order_by("pk")


def test_chain_goes_on_after_its_oldest_acts_are_forgotten(jonas: User) -> None:
    for verb in ("one", "two"):
        actions.record(verb, jonas, by=jonas)
    with after(366):
        actions.record("three", jonas, by=jonas)
        counts()
        left = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
        whole = actions.first_broken_link()
        AuditEvent.objects.filter(verb="three").update(previous="0" * 64)
        broken = actions.first_broken_link()

    assert (left, whole) == (["three"], None)
    assert broken is not None


def test_proof_of_a_consent_stays_three_years(mia: User) -> None:
    ConsentFactory(granted=True, pupil=mia, guardian__pupil=mia)
    actions.revoke_consent(Consent.objects.get())
    with after(3 * 365 - 1):
        counts()
    early = Consent.objects.count()
    with after(3 * 365 + 1):
        counts()

    assert (early, Consent.objects.count()) == (1, 0)


def test_silent_account_is_told_twice_and_then_closed(quiet: User, mails: Any) -> None:
    address, told = quiet.email, []
    for day in (334, 335, 336, 358, 359, 365, 366):
        with after(day):
            told.append(actions.warn_silent())
            counts()

    quiet.refresh_from_db()
    assert told == [0, 1, 0, 1, 0, 0, 0]
    assert quiet.is_active is False
    assert address not in quiet.email


def test_notice_says_the_day_and_the_way_back(quiet: User, mails: Any) -> None:
    with after(335):
        actions.warn_silent()
        letter = mails(quiet.email)[-1]

    assert "schließt am" in letter.subject
    assert "/konto/anmelden/" in letter.body_text


def test_no_account_closes_without_its_two_notices(quiet: User) -> None:
    with after(500):
        counts()
        first = actions.warn_silent()
    with after(501):
        second = actions.warn_silent()
        counts()

    quiet.refresh_from_db()
    assert (first, second, quiet.is_active) == (1, 0, True)


def test_signing_in_ends_the_silence(quiet: User) -> None:
    with after(335):
        actions.warn_silent()
    go(quiet)

    quiet.refresh_from_db()
    assert quiet.silence_notices == 0


def test_members_stay_longer_and_the_last_owner_stays(owner: User, colleague: User, moderator: User) -> None:
    User.objects.update(last_login=clock.now())
    for day in (511, 534, 542):
        with after(day):
            actions.warn_silent()
            counts()
    left = User.objects.filter(is_active=True).order_by("pk")

    assert {owner, moderator} <= {*left}
    assert colleague not in left


def test_everybody_else_is_left_alone() -> None:
    MembershipFactory()
    UserFactory(admin=True)

    assert {name: count for name, count in counts(dry=True).items() if count} == {}
