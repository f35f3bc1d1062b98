"""The numbers of an open page, and meetings below the messages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from messaging import actions
from messaging.models import Appointment
from tests.factories.messaging import NotificationFactory
from tests.messaging.conftest import NOON

COUNTS = "/nachrichten/stand/"


def proposed(talk, by="owner"):
    return actions.propose_appointment(
        talk.conversation,
        by=getattr(talk, by),
        starts_at=NOON + timedelta(days=2, hours=3),
        minutes=45,
        place="site",
        purpose="visit",
        client_key=uuid4(),
    )


def test_numbers_follow_what_waits(talk, noon, enter, client):
    pupil = enter(talk.pupil)
    before = pupil.get(COUNTS)
    actions.send(talk.conversation, by=talk.owner, body="Hallo", client_key=uuid4())
    notice = NotificationFactory(user=talk.pupil)

    after = pupil.get(COUNTS).json()

    assert before.headers["Cache-Control"] == "no-store"
    assert (before.json()["nachrichten"], after["nachrichten"]) == (0, 1)
    assert (after["notices"], after["rows"]) == (notice.pk, 1)
    assert enter(talk.stranger).get(COUNTS).json() == {"nachrichten": 0, "notices": 0, "rows": 0}
    assert client.get(COUNTS).status_code == 401


def test_page_holds_a_place_for_the_number_though_nothing_waits(talk, noon, enter, client):
    page = enter(talk.pupil).get("/nachrichten/").content.decode()

    assert page.count('data-count="nachrichten" hidden') == 2
    assert "data-live" in page
    assert "data-count" not in client.get("/melden/").content.decode()


@pytest.mark.parametrize(("by", "acts"), [("owner", {"cancel"}), ("pupil", {"confirm", "decline"})])
def test_meetings_stand_below_the_messages_with_their_buttons(talk, noon, enter, by, acts):
    made = proposed(talk)

    page = enter(getattr(talk, by)).get(talk.conversation.get_absolute_url()).content.decode()

    part = page[page.index('id="absprachen"') : page.index("data-composer")]
    assert made.when in part
    assert part.count('name="act"') == len(acts)
    assert {act for act in ("confirm", "decline", "cancel", "share") if f'value="{act}"' in part} == acts


def test_button_below_the_messages_works_and_leads_back(talk, noon):
    made = proposed(talk)
    client = Client(enforce_csrf_checks=True)
    client.force_login(talk.pupil, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(talk.conversation.get_absolute_url()).content.decode()
    part = page[page.index('id="absprachen"') : page.index("data-composer")]
    token = part.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"act": "confirm", "zurueck": "gespraech", "csrfmiddlewaretoken": token}

    answer = client.post(f"/nachrichten/termin/{made.public_id}/", fields)

    assert answer.url == talk.conversation.get_absolute_url()
    made.refresh_from_db()
    assert made.state == Appointment.State.CONFIRMED
