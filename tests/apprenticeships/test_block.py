"""A pupil who blocks a firm takes back what waits there, and nothing elsewhere."""

import uuid

from django.urls import reverse

from apprenticeships.actions import applications
from apprenticeships.models import Application, Booking
from messaging import actions
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory
from tests.factories.messaging import ConversationFactory

KEY = str(uuid.UUID(int=7))


def at(name, *args):
    return reverse(f"apprenticeships:{name}", args=args)


def waiting(**person):
    """A sent application, a confirmed day there, and an application elsewhere, of one pupil."""
    application = ApplicationFactory(sent=True, **person)
    firm, pupil = application.vacancy.organisation, application.pupil
    day = BookingFactory(confirmed=True, pupil=pupil, slot__vacancy__organisation=firm)
    elsewhere = ApplicationFactory(sent=True, pupil=pupil)
    return application, day, elsewhere, ConversationFactory(pupil=pupil, organisation=firm)


def states(*rows):
    found = []
    for row in rows:
        row.refresh_from_db()
        found.append(row.state)
    return found


def test_block_of_the_pupil_takes_back_what_waits_at_this_firm(db, outbox):
    application, day, elsewhere, talk = waiting()

    actions.block(talk, by=talk.pupil)

    wanted = [Application.State.WITHDRAWN, Booking.State.CANCELLED_BY_PUPIL, Application.State.SUBMITTED]
    assert states(application, day, elsewhere) == wanted


def test_block_of_the_firm_answers_no_application(db, outbox):
    application, day, _elsewhere, talk = waiting()

    actions.block(talk, by=talk.answering)

    assert states(application, day) == [Application.State.SUBMITTED, Booking.State.CONFIRMED]


def test_firm_that_blocked_somebody_can_say_no_and_nothing_else_until_it_lifts_that(sent, owner, client, outbox):
    actions.block(sent.conversation, by=owner)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(sent.get_absolute_url())
    client.post(at("application_answer", sent.public_id, "ansehen"))
    asked = client.post(at("application_answer", sent.public_id, "rueckfrage"), {"text": "Wann?", "client_key": KEY})
    invited = client.post(at("application_answer", sent.public_id, "einladen"), {"text": "Komm am Montag."})
    between = states(sent)
    actions.unblock(sent.conversation, by=owner)
    lifted = client.get(sent.get_absolute_url())

    assert "Ihr Betrieb hat diesen Kontakt blockiert" in page.content.decode()
    assert (page.context["steps"], between) == (["absagen"], [Application.State.SUBMITTED])
    assert all("Heben Sie das zuerst auf" in answer.content.decode() for answer in (asked, invited))
    assert "einladen" in lifted.context["steps"]


def test_no_is_owed_in_spite_of_the_block(sent, owner, outbox):
    actions.block(sent.conversation, by=owner)

    applications.decline(sent, by=owner, reason="position_filled")

    assert states(sent) == [Application.State.DECLINED]
