"""Meetings in a conversation: checked place, by day for minors, both agree, one reminder, parents read no word."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from icalendar import Calendar

from core import clock
from messaging import actions, refusals
from messaging.models import Appointment, Message, Notification
from tests.factories.accounts import GuardianFactory
from tests.messaging.conftest import NOON

State = Appointment.State
AFTERNOON = NOON + timedelta(days=2, hours=3)


def proposed(talk, by="owner", starts_at=AFTERNOON, minutes=60, key=None, place="site"):
    return actions.propose_appointment(
        talk.conversation,
        by=getattr(talk, by),
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        purpose="talk",
        client_key=key or uuid4(),
    )


def test_square_of_states():
    steps = {
        ("proposed", "confirmed"),
        ("proposed", "declined"),
        ("proposed", "cancelled"),
        ("confirmed", "cancelled"),
    }

    for before in State.values:
        for after in State.values:
            assert Appointment(state=before).can_become(after) == ((before, after) in steps)


@pytest.mark.parametrize(("by", "other"), [("owner", "pupil"), ("pupil", "owner")])
def test_only_the_other_side_confirms(minor_talk, noon, by, other):
    made = proposed(minor_talk, by)

    with pytest.raises(refusals.Blocked):
        actions.confirm_appointment(made, by=getattr(minor_talk, by))
    actions.confirm_appointment(made, by=getattr(minor_talk, other))

    made.refresh_from_db()
    assert made.state == State.CONFIRMED
    assert minor_talk.conversation.organisation.name in made.where
    lines = list(Message.objects.order_by("seq").values_list("kind", "sender", "appointment"))
    sides = [getattr(minor_talk, name).pk for name in (by, other)]
    assert lines == [("appointment", side, made.pk) for side in sides]
    assert set(Notification.objects.values_list("kind", flat=True)) == {"appointment"}


@pytest.mark.parametrize(
    ("begins", "minutes", "fits"),
    [("07:00", 60, True), ("06:59", 60, False), ("19:00", 60, True), ("19:01", 60, False), ("20:00", 30, False)],
)
@pytest.mark.parametrize("day", ["2026-11-25", "2027-03-28"])
def test_minors_meet_by_day_only(minor_talk, noon, begins, minutes, fits, day):
    starts_at = datetime.fromisoformat(f"{day}T{begins}").replace(tzinfo=clock.BERLIN)

    if fits:
        assert proposed(minor_talk, starts_at=starts_at, minutes=minutes).state == State.PROPOSED
    else:
        with pytest.raises(refusals.Limited):
            proposed(minor_talk, starts_at=starts_at, minutes=minutes)


def test_adults_meet_in_the_evening(talk, noon):
    assert proposed(talk, starts_at=AFTERNOON.replace(hour=21)).state == State.PROPOSED


@pytest.mark.parametrize("who", ["stranger", "other_pupil", "moderator"])
def test_strangers_agree_on_nothing(talk, noon, enter, who):
    with pytest.raises(refusals.NotIn):
        proposed(talk, who)
    made = proposed(talk)
    client = enter(getattr(talk, who))

    assert client.get(f"/nachrichten/{talk.conversation.public_id}/termine/").status_code == 404
    assert client.post(f"/nachrichten/termin/{made.public_id}/", {"act": "cancel"}).status_code == 404
    assert client.get(f"/nachrichten/termin/{made.public_id}/kalender/").status_code == 404


def test_not_with_an_unchecked_organisation_nor_after_a_block(talk, noon):
    actions.block(talk.conversation, by=talk.pupil)
    with pytest.raises(refusals.Refused):
        proposed(talk)
    actions.unblock(talk.conversation, by=talk.pupil)
    talk.conversation.organisation.verification = "in_review"
    talk.conversation.organisation.save()
    with pytest.raises(refusals.Blocked):
        proposed(talk)


def test_page_proposes_once_and_keeps_what_was_typed(minor_talk, noon, enter):
    client, address = enter(minor_talk.owner), f"/nachrichten/{minor_talk.conversation.public_id}/termine/"
    fields = {
        "purpose": "visit",
        "place": "site",
        "day": "2026-11-25",
        "time": "15:00",
        "minutes": "45",
        "client_key": uuid4(),
    }

    late = client.post(address, {**fields, "time": "21:00"})
    for _twice in range(2):
        assert client.post(address, fields).status_code == 302

    assert (late.status_code, "21:00" in late.content.decode()) == (422, True)
    made = Appointment.objects.get()
    page = enter(minor_talk.pupil).get(address).content.decode()
    assert ("Zusagen" in page, made.where in page) == (True, True)
    enter(minor_talk.pupil).post(f"/nachrichten/termin/{made.public_id}/", {"act": "confirm"})
    made.refresh_from_db()
    assert made.state == State.CONFIRMED


def test_calendar_entry_names_no_pupil(minor_talk, noon, enter):
    made = actions.confirm_appointment(proposed(minor_talk), by=minor_talk.pupil)

    answer = enter(minor_talk.owner).get(f"/nachrichten/termin/{made.public_id}/kalender/")

    entry = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (entry["STATUS"], entry["DTSTART"].dt) == ("CONFIRMED", AFTERNOON.astimezone(entry["DTSTART"].dt.tzinfo))
    assert minor_talk.pupil.get_short_name() not in answer.content.decode()


def test_both_are_reminded_once_the_day_before(minor_talk, noon):
    actions.confirm_appointment(proposed(minor_talk), by=minor_talk.pupil)

    assert actions.remind_of_appointments() == 0
    with clock.frozen(AFTERNOON - timedelta(hours=23)):
        assert [actions.remind_of_appointments() for _twice in range(2)] == [1, 0]

    told = set(Notification.objects.filter(kind="appointment_reminder").values_list("user", flat=True))
    assert told == {minor_talk.pupil.pk, minor_talk.owner.pk}


def test_parents_read_place_and_time_and_no_word(talk, noon, outbox):
    guardian = GuardianFactory(pupil=talk.pupil)
    actions.send(talk.conversation, by=talk.pupil, body="Streng geheim", client_key=uuid4())
    made = actions.confirm_appointment(proposed(talk), by=talk.pupil)
    mail.outbox.clear()

    with outbox():
        for _twice in range(2):
            actions.share_with_guardian(made, by=talk.pupil)

    letters = [one for one in mail.outbox if one.to == [guardian.email]]
    assert len(letters) == 1
    assert (made.when in letters[0].body, "geheim" in letters[0].body) == (True, False)
    with pytest.raises(refusals.NotIn):
        actions.share_with_guardian(made, by=talk.owner)


def test_parents_who_know_of_it_are_reminded_and_hear_of_its_end(talk, noon, outbox):
    guardian = GuardianFactory(pupil=talk.pupil)
    made = actions.confirm_appointment(proposed(talk), by=talk.pupil)
    with outbox():
        actions.share_with_guardian(made, by=talk.pupil)
    with clock.frozen(made.starts_at - timedelta(hours=20)), outbox():
        for _twice in range(2):
            actions.remind_of_appointments()
    made.refresh_from_db()
    with clock.frozen(made.starts_at - timedelta(hours=2)), outbox():
        actions.cancel_appointment(made, by=talk.owner)

    name = talk.pupil.get_short_name()
    subjects = [one.subject for one in mail.outbox if one.to == [guardian.email]]
    assert subjects == [f"Termin von {name}", f"Morgen ist ein Termin von {name}", f"Termin von {name} abgesagt"]


def test_parents_who_were_not_told_hear_nothing(talk, noon, outbox):
    guardian = GuardianFactory(pupil=talk.pupil)
    made = actions.confirm_appointment(proposed(talk), by=talk.pupil)
    with clock.frozen(made.starts_at - timedelta(hours=20)), outbox():
        actions.remind_of_appointments()
        actions.cancel_appointment(made, by=talk.pupil)

    assert [one.subject for one in mail.outbox if one.to == [guardian.email]] == []
