"""A guardian is asked, says yes or no, and may stop it any time."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions, permissions
from accounts.models import Consent, ConsentEvent, Guardian, Link, User
from accounts.signals import consent_changed
from core import clock
from tests.accounts.conftest import link_for
from tests.factories.accounts import ConsentFactory, GuardianFactory, UserFactory

State = Consent.State
BOOKING = "booking:00000000-0000-4000-8000-000000000001"


def ask(pupil: User, email: str = "vater@mail.example", **more: Any) -> Consent:
    return actions.request_consent(pupil, by=pupil, guardian_email=email, kind=Consent.Kind.DATA, **more)


def say_yes(consent: Consent) -> Consent:
    return actions.grant_consent(consent, name="Eva Muster", relation="mother")


def in_days(days: float) -> Any:
    return clock.frozen(clock.now() + timedelta(days=days))


def test_question_is_mailed_with_a_link_whose_hash_alone_is_kept(mia: User, token_of: Any) -> None:
    consent = ask(mia)

    token = token_of("vater@mail.example")

    assert len(token) == 22  # 128 bits
    assert Link.objects.for_token(token).get().consent == consent
    assert not Link.objects.filter(digest=token).exists()


def test_yes_waits_24_hours_before_writing_opens(mia: User) -> None:
    consent = say_yes(ask(mia))

    assert consent.state == State.GRANTED_WAITING
    assert permissions.may_contact_firms(mia) is True
    assert permissions.may_write_now(mia) is False
    assert permissions.writing_opens_at(mia) == consent.writing_from
    with in_days(1):
        assert actions.open_writing() == 1
        assert permissions.writing_opens_at(mia) is None
        assert permissions.may_write_now(mia) is True
    consent.refresh_from_db()
    assert consent.state == State.GRANTED


def test_writing_opens_by_the_clock_even_when_the_schedule_is_late(mia: User) -> None:
    say_yes(ask(mia))

    with in_days(1.01):
        assert permissions.may_write_now(mia) is True


def test_stop_holds_at_once(mia: User) -> None:
    consent = say_yes(ask(mia))

    actions.revoke_consent(consent)

    assert permissions.may_contact_firms(mia) is False


def test_each_step_is_an_event_and_a_signal(mia: User) -> None:
    heard = []

    def hear(sender: Any, consent: Consent, before: str, **kwargs: Any) -> None:
        heard.append((before, consent.state))

    consent_changed.connect(hear)
    consent = say_yes(ask(mia))
    actions.revoke_consent(consent)
    consent_changed.disconnect(hear)

    steps = [("", "requested"), ("requested", "granted_waiting"), ("granted_waiting", "revoked")]
    assert heard == steps
    assert list(consent.events.values_list("before", "after")) == steps
    assert list(consent.events.values_list("actor", flat=True)) == ["pupil", "guardian", "guardian"]


def test_proof_of_the_yes_is_a_hash_in_the_event(mia: User) -> None:
    consent = say_yes(ask(mia))

    event = ConsentEvent.objects.get(consent=consent, after=State.GRANTED_WAITING)

    assert len(event.proof) == 64
    assert "vater@mail.example" not in event.proof


def test_second_yes_is_refused(mia: User) -> None:
    consent = say_yes(ask(mia))

    with pytest.raises(actions.WrongStep):
        actions.decline_consent(consent)


def test_link_decides_once_and_takes_the_reminder_link_with_it(mia: User) -> None:
    consent = ask(mia)
    with in_days(3.1):
        assert actions.remind_guardians() == 1
        assert actions.remind_guardians() == 0
    first, second = consent.links.filter(purpose=Link.Purpose.CONSENT_DECIDE).order_by("pk")

    actions.decline_consent(consent, link=first)

    second.refresh_from_db()
    assert second.is_usable is False
    with pytest.raises(actions.LinkSpent):
        actions.decline_consent(consent, link=first)


def test_deciding_link_cannot_stop_and_stop_link_cannot_decide(mia: User) -> None:
    consent = say_yes(ask(mia))
    decide = link_for(consent, Link.Purpose.CONSENT_DECIDE)

    with pytest.raises(actions.LinkSpent):
        actions.revoke_consent(consent, link=decide)


def test_link_of_another_consent_is_refused(mia: User) -> None:
    other = ask(UserFactory(pupil_15=True), "mutter@mail.example")
    consent = ask(mia)

    with pytest.raises(actions.LinkSpent):
        actions.grant_consent(consent, name="X", relation="mother", link=link_for(other, Link.Purpose.CONSENT_DECIDE))


def test_unanswered_question_ends_on_day_14_with_the_address(mia: User) -> None:
    consent = ask(mia)

    with in_days(13.9):
        assert actions.expire_unanswered() == 0
    with in_days(14):
        assert actions.expire_unanswered() == 1

    consent.refresh_from_db()
    assert consent.state == State.EXPIRED
    assert consent.guardian is None
    assert not Guardian.objects.exists()


def test_address_stays_while_another_consent_needs_it(mia: User) -> None:
    data = ask(mia)
    day = actions.request_consent(
        mia, by=mia, guardian_email="vater@mail.example", kind=Consent.Kind.DAY, reference=BOOKING
    )
    say_yes(day)

    with in_days(14):
        actions.expire_unanswered()

    data.refresh_from_db()
    assert data.state == State.EXPIRED
    assert Guardian.objects.count() == 1


def test_after_a_no_there_are_30_days(mia: User) -> None:
    actions.decline_consent(ask(mia))

    with in_days(29.9), pytest.raises(actions.TooEarly):
        ask(mia)
    with in_days(30.1):
        again = ask(mia)

    assert again.state == State.REQUESTED
    assert Consent.objects.count() == 1


def test_after_three_failures_a_person_helps(mia: User, moderator: User) -> None:
    for turn in range(3):
        with in_days(15 * turn):
            ask(mia)
        with in_days(15 * turn + 14):
            actions.expire_unanswered()

    with in_days(50), pytest.raises(actions.NeedsPerson):
        ask(mia)
    with in_days(51):
        actions.clear_failures(mia, by=moderator)
    with in_days(52):
        assert ask(mia).state == State.REQUESTED


@pytest.mark.parametrize("address", ["own", "other"])
def test_mailbox_of_a_young_person_is_no_guardian(mia: User, jonas: User, address: str) -> None:
    email = (mia if address == "own" else jonas).email.upper()

    with pytest.raises(actions.WrongMailbox):
        ask(mia, email)

    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("own", "given", "is_own"),
    [
        ("mia@example.org", "mia+mama@example.org", True),
        ("mia+x@example.org", "MIA@example.org", True),
        ("mia.k@gmail.com", "miak+eltern@googlemail.com", True),
        ("mia.k@example.org", "miak@example.org", False),
        ("mia@example.org", "mia@example.com", False),
    ],
)
def test_a_mailbox_has_many_names(mia: User, jonas: User, own: str, given: str, is_own: bool) -> None:
    for pupil, other in ((mia, jonas), (jonas, mia)):
        for person, email in ((pupil, "free@else.example"), (other, "somebody@else.example"), (pupil, own)):
            person.email = email
            person.save(update_fields=["email"])
        if is_own:
            with pytest.raises(actions.WrongMailbox):
                ask(mia, given)
    if not is_own:
        assert ask(mia, given).state == State.REQUESTED


def test_mailbox_of_a_firm_owner_may_be_a_parents(mia: User, owner: User) -> None:
    assert ask(mia, owner.email).state == State.REQUESTED


def test_only_the_pupil_asks(mia: User, moderator: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.request_consent(mia, by=moderator, guardian_email="a@mail.example", kind=Consent.Kind.DATA)


def test_one_live_question_at_a_time(mia: User) -> None:
    ask(mia)

    with pytest.raises(actions.AlreadyAsked):
        ask(mia, "mutter@mail.example")


def test_same_key_asks_once(mia: User, mails: Any) -> None:
    key = "0a6f1f0a-0d6a-4a4e-9b7c-1c3f6c1b8f10"

    first, second = ask(mia, client_key=key), ask(mia, client_key=key)

    assert first == second
    assert len(mails("vater@mail.example")) == 1


def test_data_consent_is_for_14_and_15_only(jonas: User) -> None:
    with pytest.raises(actions.NotNeeded):
        ask(jonas)


@pytest.mark.parametrize(
    ("trait", "needed"), [("pupil_15", True), ("pupil_16", True), ("pupil", True), ("adult", False)]
)
def test_every_day_below_18_needs_a_permission(trait: str, needed: bool) -> None:
    pupil = UserFactory(**{trait: True})

    assert permissions.needs_day_permission(pupil) is needed


def test_permission_for_a_day_holds_at_once_and_only_for_that_day(jonas: User) -> None:
    day = actions.request_consent(
        jonas, by=jonas, guardian_email="vater@mail.example", kind=Consent.Kind.DAY, reference=BOOKING
    )

    say_yes(day)

    assert Consent.objects.get().state == State.GRANTED
    assert permissions.has_permission_for(jonas, BOOKING) is True
    assert permissions.has_permission_for(jonas, "booking:00000000-0000-4000-8000-000000000002") is False
    actions.end_permission(BOOKING, by=None)
    assert permissions.has_permission_for(jonas, BOOKING) is False


def test_at_16_the_consent_ends_and_the_pupil_decides_anew() -> None:
    consent = ConsentFactory(granted=True)
    pupil = consent.pupil
    stop = actions.links.issue(Link.Purpose.CONSENT_STOP, expires_at=None, consent=consent)
    day = pupil.turns(16)
    before, after = (
        clock.datetime.combine(day, clock.datetime.min.time(), tzinfo=clock.BERLIN) + timedelta(hours=h)
        for h in (-1, 1)
    )

    with clock.frozen(before):
        assert actions.end_by_age() == 0
        assert permissions.may_contact_firms(pupil) is True
    with clock.frozen(after):
        assert actions.end_by_age() == 1
        assert permissions.may_contact_firms(pupil) is False
        assert permissions.needs_own_consent(pupil) is True
        actions.give_own_consent(pupil, by=pupil)
        assert permissions.may_contact_firms(pupil) is True

    consent.refresh_from_db()
    assert (consent.state, consent.guardian) == (State.ENDED, None)
    assert Link.objects.for_token(stop).get().used_at is not None


def test_own_consent_below_16_is_refused(mia: User) -> None:
    with pytest.raises(actions.WrongStep):
        actions.give_own_consent(mia, by=mia)


def test_stop_link_lives_until_the_16th_birthday(mia: User) -> None:
    consent = say_yes(ask(mia))

    stop = link_for(consent, Link.Purpose.CONSENT_STOP)

    assert clock.local(stop.expires_at).date() == mia.turns(16)


def test_question_to_one_mailbox_is_limited(mia: User) -> None:
    from core.limits import TooMany  # noqa: PLC0415

    for _turn in range(3):
        ask(UserFactory(pupil_15=True), "viele@mail.example")

    with pytest.raises(TooMany):
        ask(mia, "viele@mail.example")


def test_guardian_row_is_one_per_mailbox(mia: User) -> None:
    GuardianFactory(pupil=mia, email="vater@mail.example")

    consent = ask(mia)

    assert consent.guardian.pupil == mia
    assert Guardian.objects.filter(pupil=mia).count() == 1


def test_samples_are_for_reviewers_only(mia: User, moderator: User, stranger: User) -> None:
    consent = ask(mia)
    Consent.objects.update(is_sample=True)

    with pytest.raises(PermissionDenied):
        actions.note_sample(consent, by=stranger)
    actions.note_sample(consent, by=moderator)

    assert Consent.objects.get().sample_seen_at is not None
