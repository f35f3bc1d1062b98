"""A pupil who blocks a firm takes back what waits there, and nothing elsewhere."""

from apprenticeships.models import Application, Booking
from messaging import actions
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory
from tests.factories.messaging import ConversationFactory


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
