"""Nobody on duty: words to minors wait. A ban needs two people, and the banned person can complain."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from messaging import actions, duty
from messaging.models import Ban, DutyShift, Message, Report
from tests.factories.accounts import UserFactory
from tests.factories.messaging import MessageFactory
from tests.messaging.conftest import NOON


@pytest.fixture
def kept(settings):
    """The installation keeps a roster."""
    settings.DUTY_ROSTER = True


def plan(talk, begins=time(8), ends=time(20), **more):
    return actions.add_duty(
        by=talk.moderator, person=talk.moderator, on=date(2026, 11, 23), begins=begins, ends=ends, **more
    )


def say(talk, who="owner"):
    return actions.send(talk.conversation, by=getattr(talk, who), body="Guten Tag", client_key=uuid4())


def test_words_to_a_minor_wait_until_somebody_has_duty(minor_talk, kept, noon, enter):
    plan(minor_talk, begins=time(15))

    message = say(minor_talk)

    assert (message.seq, message.held_until) == (None, NOON + timedelta(hours=3))
    page = enter(minor_talk.owner).get(minor_talk.conversation.get_absolute_url()).content.decode()
    assert "Gerade hat niemand aus der Moderation Dienst." in page
    with clock.frozen(NOON + timedelta(hours=3, minutes=1)):
        assert actions.release_held() == 1


def test_without_any_plan_they_wait_for_as_long_as_it_takes(minor_talk, kept, noon):
    say(minor_talk)

    with clock.frozen(NOON + timedelta(hours=5)):
        assert actions.release_held() == 0
        plan(minor_talk)
        assert actions.release_held() == 1


@pytest.mark.parametrize("who", ["pupil", "owner"])
def test_somebody_on_duty_or_the_pupil_writing_waits_for_nobody(minor_talk, kept, noon, who):
    if who == "owner":
        plan(minor_talk)

    assert say(minor_talk, who).seq == 1


def test_adults_are_not_concerned(talk, kept, noon):
    assert say(talk).seq == 1


def test_a_suspended_person_of_the_moderation_keeps_no_watch(minor_talk, kept, noon):
    plan(minor_talk)
    minor_talk.moderator.is_active = False
    minor_talk.moderator.save()

    assert duty.is_kept(NOON) is False


def test_waiting_words_stay_out_of_a_stopped_conversation(minor_talk, kept, noon):
    plan(minor_talk, begins=time(13))
    say(minor_talk)
    actions.freeze(minor_talk.conversation)

    with clock.frozen(NOON + timedelta(hours=2)):
        assert actions.release_held() == 0
        actions.unfreeze(minor_talk.conversation)
        assert actions.release_held() == 1


def test_plan_by_page_repeats_weeks_and_writes_once(talk, enter, noon):
    client, key = enter(talk.moderator), uuid4()
    fields = {
        "person": talk.moderator.pk,
        "on": "2026-11-24",
        "begins": "08:00",
        "ends": "20:00",
        "weeks": "3",
        "client_key": key,
    }

    for _twice in range(2):
        assert client.post("/moderation/dienst/", fields).status_code == 302

    days = [clock.local(shift.starts_at).date() for shift in DutyShift.objects.all()]
    assert days == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)]
    assert client.get("/moderation/dienst/").status_code == 200
    client.post(f"/moderation/dienst/{DutyShift.objects.first().pk}/streichen/")
    assert DutyShift.objects.count() == 2


@pytest.mark.parametrize("who", ["pupil", "owner", "stranger"])
def test_plan_belongs_to_the_moderation(talk, enter, who):
    person = getattr(talk, who)

    assert enter(person).get("/moderation/dienst/").status_code == 404
    with pytest.raises(PermissionDenied):
        plan(type(talk)(moderator=person))


# --- bans ------------------------------------------------------------------------------------------------------------

STATEMENT = "Mehrfach nach privaten Fotos gefragt, trotz Verwarnung."


def reported(talk):
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm", body="Schick mir Fotos")
    return actions.report(by=talk.pupil, reason="photos_private", client_key=uuid4(), message=message)


def proposed(talk):
    return actions.propose_ban(reported(talk), by=talk.moderator, rule="private", statement=STATEMENT)


def test_square_of_states():
    steps = {("proposed", "active"), ("proposed", "refused"), ("active", "lifted")}

    for before in Ban.State.values:
        for after in Ban.State.values:
            assert Ban(state=before).can_become(after) == ((before, after) in steps)


def test_one_person_bans_nobody(talk, noon, enter):
    filed = reported(talk)
    client = enter(talk.moderator)
    fields = {"measure": "ban", "rule": "private", "statement": STATEMENT}
    client.post(f"/moderation/{filed.pk}/entscheiden/", fields)
    ban = Ban.objects.get()

    client.post(f"/moderation/sperre/{ban.pk}/", {"act": "confirm"})

    talk.owner.refresh_from_db()
    ban.refresh_from_db()
    assert (ban.state, talk.owner.is_active) == ("proposed", True)


def test_the_database_refuses_one_pair_of_eyes(talk, noon):
    ban = proposed(talk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk).update(decided_by=talk.moderator)


def test_second_person_bans_and_the_banned_one_can_complain(talk, noon, enter, outbox):
    mine = enter(talk.owner)
    second, third = UserFactory(moderator=True), UserFactory(moderator=True)
    with outbox():
        ban = proposed(talk)
        enter(second).post(f"/moderation/sperre/{ban.pk}/", {"act": "confirm"})

    talk.owner.refresh_from_db()
    filed = Report.objects.get()
    assert (talk.owner.is_active, filed.measure, filed.state) == (False, "ban", "action_taken")
    assert mine.get("/nachrichten/").status_code == 302

    letter = next(
        one.body for one in mail.outbox if one.to == [talk.owner.email] and "/melden/entscheidung/" in one.body
    )
    path = "/melden/" + letter.partition("/melden/")[2].split()[0]
    page = Client().get(path)
    assert (page.status_code, STATEMENT in page.content.decode()) == (200, True)
    Client().post(path, {"words": "Das war ein Missverständnis."})
    filed.refresh_from_db()
    assert filed.state == "complaint"

    for who in (talk.moderator, second):
        with pytest.raises(PermissionDenied):
            actions.decide_complaint(filed, by=who, statement="Bleibt so.")
    actions.decide_complaint(filed, by=third, statement="Die Sperre wird aufgehoben.")
    ban.refresh_from_db()
    actions.lift_ban(ban, by=third, reason="Beschwerde")
    talk.owner.refresh_from_db()
    assert talk.owner.is_active is True


def test_forged_link_opens_nothing(talk):
    assert Client().get("/melden/entscheidung/abc:def:ghi/").status_code == 404


def test_refused_ban_leaves_the_case_open(talk, noon):
    ban = proposed(talk)

    actions.refuse_ban(ban, by=UserFactory(moderator=True))

    talk.owner.refresh_from_db()
    assert (talk.owner.is_active, Report.objects.get().state) == (True, "in_review")
    assert Message.objects.get(role="firm").body == "Schick mir Fotos"
