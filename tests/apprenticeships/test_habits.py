"""How firms answer: counted from applications, told on cards, weighed by the search, without a storm of writes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from apprenticeships.actions import applications, habits
from apprenticeships.documents import VacancyDocument
from apprenticeships.models import AnswerHabit, Application, ApplicationEvent
from core import clock, outbox
from search import documents, find, index, ranking, rebuilding
from search.models import DocumentVersion
from search.query import Query
from tests.factories.apprenticeships import ApplicationFactory, VacancyFactory

pytestmark = pytest.mark.django_db
State = Application.State


def received(place, count, *, answered_after=None, sent_ago=20, state=None, due_after=7):
    """So many applications, sent some days ago; answered after so many days or not at all."""
    sent_at = clock.now() - timedelta(days=sent_ago)
    answered_at = None if answered_after is None else sent_at + timedelta(days=answered_after)
    state = state or (State.IN_REVIEW if answered_at else State.SUBMITTED)
    values = {"state": state, "submitted_at": sent_at, "due_at": sent_at + timedelta(days=due_after)}
    return [ApplicationFactory(vacancy=place, first_human_answer_at=answered_at, **values) for _ in range(count)]


def habit(place):
    """The firm's figures as they are after a count."""
    habits.recount(place.organisation_id)
    row = AnswerHabit.objects.filter(organisation=place.organisation_id).first()
    return (row.received, row.answered, row.median_days) if row else None


def document(place):
    """The place's finished document."""
    thing = VacancyDocument.queryset().get(pk=place.pk)
    return VacancyDocument.entries(thing, 1)[0]


def version(place):
    """How often the place was touched for the index."""
    return DocumentVersion.objects.filter(kind="vacancy", key=str(place.pk)).values_list("version", flat=True).first()


def test_only_what_was_due_counts_as_unanswered(place):
    received(place, 4, answered_after=3)
    received(place, 2)  # promise long over
    received(place, 8, sent_ago=2)  # the promised day has not come
    taken_back = received(place, 2, state=State.WITHDRAWN)
    for row, days in zip(taken_back, (17, 2), strict=True):  # three days after sending, and long after the promise
        event = ApplicationEvent.objects.create(application=row, after=State.WITHDRAWN)
        ApplicationEvent.objects.filter(pk=event.pk).update(at=clock.now() - timedelta(days=days))
    received(place, 3, answered_after=1, sent_ago=400)  # more than a year ago

    assert habit(place) == (7, 4, 3)


def test_forty_of_fifty_beats_one_of_one_and_silence_loses(place):
    steady, new, silent = (VacancyFactory(trade=place.trade, postal_code=place.postal_code) for _ in range(3))
    received(steady, 41, answered_after=3)
    received(steady, 9)
    received(new, 1, answered_after=0)
    received(silent, 20)
    for one in (steady, new, silent):
        habits.recount(one.organisation_id)

    factors = [document(one)["answer"] for one in (steady, place, new, silent)]

    assert factors[0] == pytest.approx(0.5 + 0.7 * (41 + 6) / 60)
    assert factors[1] == factors[2] == pytest.approx(0.5 + 0.7 * ranking.NETWORK_MEAN)
    assert factors[3] == pytest.approx(0.5 + 0.7 * 6 / 30)
    assert factors[0] > factors[1] > factors[3]


@pytest.mark.parametrize(
    ("count", "line"),
    [(4, None), (5, "antwortet meist in 2 Tagen (5 von 5)")],
    ids=["too few to say anything", "enough"],
)
def test_card_tells_the_habit_from_five_applications_on(place, count, line):
    documents.register(VacancyDocument)
    received(place, count, answered_after=2)
    habits.recount(place.organisation_id)
    rebuilding.rebuild(force=True)

    (hit,) = find.find(Query(), AnonymousUser()).hits

    assert [text for text in hit.reasons if text.startswith("antwortet")] == ([line] if line else [])


def test_an_answer_touches_each_place_of_the_firm_once_and_a_repeat_none(place, sent, owner):
    beside = VacancyFactory(organisation=place.organisation, trade=place.trade)
    elsewhere = VacancyFactory(trade=place.trade)
    index.touch_many("vacancy", [place.pk, beside.pk, elsewhere.pk])  # a first touch may count twice
    outbox.deliver()
    before = [version(one) for one in (place, beside, elsewhere)]
    applications.take_up(sent, by=owner)
    outbox.deliver()
    counted = [version(one) for one in (place, beside, elsewhere)]
    applications.invite(sent, by=owner, text="Di, 15 Uhr")
    outbox.deliver()

    assert [(now or 0) - (then or 0) for now, then in zip(counted, before, strict=True)] == [1, 1, 0]
    assert [version(one) for one in (place, beside, elsewhere)] == counted


def test_sending_and_taking_back_touch_the_place_itself(place, sent, pupil):
    waiting, sent_version = document(place)["applications"], version(place)
    applications.withdraw(sent, by=pupil)

    assert (waiting, document(place)["applications"]) == (1, 0)
    assert version(place) == sent_version + 1


def test_fair_share_counts_four_weeks_and_the_daily_count_lets_go(place):
    VacancyFactory(trade=place.trade)
    place.places_total = 1
    place.save()
    received(place, 2, sent_ago=29)
    received(place, 3, sent_ago=27)
    before = version(place) or 0

    fields = document(place)
    habits.recount_all()

    assert (fields["applications"], fields["fairness"]) == (5, pytest.approx(1 / 1.3))
    assert version(place) > before


def test_daily_count_finds_what_ran_out_and_forgets_what_is_old(place):
    received(place, 1)
    assert habits.recount_all() == 1
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert habits.recount_all() == 1
        assert habits.recount_all() == 0

    assert AnswerHabit.objects.get(organisation=place.organisation_id).received == 0


def test_mean_of_the_network_replaces_the_assumed_one_from_fifty_on(place):
    fresh = VacancyFactory(trade=place.trade)
    received(place, 41, answered_after=1)
    received(place, 9)
    habits.recount_all()

    assert document(fresh)["answer"] == pytest.approx(0.5 + 0.7 * 0.8)
    assert version(fresh) == 1
