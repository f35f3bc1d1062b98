"""What a conversation is about, as its inbox says it, and since when the matter is over."""

from datetime import timedelta
from uuid import uuid4

from apprenticeships.actions import bookings, questions, vacancies
from core import clock
from messaging import actions as messages
from messaging.models import Conversation
from messaging.subjects import subject_of, subjects_of
from tests.apprenticeships.doing import book


def asked(place, pupil):
    return questions.ask(place, by=pupil, body="Darf ich schnuppern?", client_key=uuid4()).conversation


def test_titles_name_the_trade_and_never_repeat_the_firm(place, day, sent, pupil):
    day_talk = book(day, pupil).conversation

    about = subjects_of([asked(place, pupil), day_talk, sent.conversation])

    assert len(about) == 3
    for subject in about.values():
        assert place.trade.label in subject.title
        assert place.organisation.name not in subject.title
    assert about[day_talk.pk].title.startswith(day.get_kind_display())


def test_matters_end_when_they_are_over_and_not_before(place, day, sent, pupil, owner):
    question, booking = asked(place, pupil), book(day, pupil)
    talks = [question, booking.conversation, sent.conversation]
    assert [subject_of(talk).ended_at for talk in talks] == [None] * 3

    then = clock.now() + timedelta(days=1)
    with clock.frozen(then):
        bookings.cancel(booking, by=pupil)
        vacancies.close(place, by=owner, why="filled_elsewhere", reason="position_filled")

    assert [subject_of(talk).ended_at for talk in talks] == [then] * 3
    with clock.frozen(then + timedelta(days=91)):
        assert messages.close_ended() == 3
    assert set(Conversation.objects.filter(pk__in=[talk.pk for talk in talks]).values_list("state", flat=True)) == {
        "closed"
    }
