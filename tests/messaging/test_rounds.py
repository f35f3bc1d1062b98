"""Many at once: what is written and read in rounds is what each would have written and read alone."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions as people
from core import clock, limits
from core.models import OutboxRow
from messaging import actions, broadcast, calls, feed, news, refusals
from messaging.actions import Letter
from messaging.models import Conversation, Message, Participation
from messaging.rounds import Round
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.messaging import ConversationFactory

QUERIES_A_ROUND = 20

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def letter(talk, by=None, body="Guten Tag", key=None):
    return Letter(by or talk.pupil, talk.public_id, body, key or uuid4())


@pytest.fixture
def hints(monkeypatch):
    """What the tabs are told."""
    told = []
    monkeypatch.setattr(broadcast, "_hint", lambda persons, event: told.append((list(persons), event)))
    return told


def test_a_round_writes_numbers_marks_notices_and_hints(hints, django_capture_on_commit_callbacks):
    talks = [ConversationFactory() for _talk in range(3)]
    actions.send(talks[0], by=talks[0].pupil, body="Erst ich", client_key=uuid4())
    before = OutboxRow.objects.count()
    hints.clear()

    with django_capture_on_commit_callbacks(execute=True):
        answers = calls.send_all([letter(talks[0], talks[0].answering), letter(talks[1]), letter(talks[2])])

    assert [ack["seq"] for ack in answers] == [2, 1, 1]
    assert OutboxRow.objects.count() == before + 3
    firm = Participation.objects.get(conversation=talks[0], user=talks[0].answering)
    assert firm.read_seq == 2
    ((_persons, event),) = hints
    assert {(one["c"], one["seq"]) for one in event["all"]} == {(ack["c"], ack["seq"]) for ack in answers}
    assert all(sorted(one["to"]) for one in event["all"])


def test_a_number_split_over_messages_is_found_in_a_round(django_capture_on_commit_callbacks):
    talk, other = ConversationFactory(), ConversationFactory()
    actions.send(talk, by=talk.pupil, body="Meine Nummer ist 0171", client_key=uuid4())

    calls.send_all([letter(talk, body="2345678 ruf an"), letter(other)])

    texts = [item["body"] for item in feed.read(talk.answering, talk.public_id, after=0).items]
    assert "2345678" not in texts[1]


def test_a_round_asks_the_database_about_as_much_for_eight_as_for_two():
    few = [letter(ConversationFactory()) for _talk in range(2)]
    many = [letter(ConversationFactory()) for _talk in range(8)]

    counts = []
    for letters in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            calls.send_all(letters)
        counts.append(len(asked))

    assert counts[1] <= counts[0] <= QUERIES_A_ROUND


def _blocked(talk):
    actions.block(talk, by=talk.pupil)
    return letter(talk, talk.answering)


def _closed(talk):
    Conversation.objects.filter(pk=talk.pk).update(state=Conversation.State.CLOSED)
    return letter(talk)


def _stranger(talk):
    return letter(talk, MembershipFactory().user)


def _other_pupil(talk):
    return letter(talk, UserFactory(adult=True))


def _let_go(person, organisation):
    other = MembershipFactory(organisation=organisation).user
    people.end_membership(person.memberships.get(organisation=organisation), by=other)


def _former(talk):
    _let_go(talk.answering, talk.organisation)
    return letter(talk, talk.answering)


def _empty(talk):
    return letter(talk, body=" \n ")


def _too_long(talk):
    return letter(talk, body="x" * 4001)


def _too_fast(talk):
    for _time in range(60):
        limits.hit("messages", str(talk.pupil.pk), limit=60, seconds=60)
    return letter(talk)


def _reused(talk):
    earlier = actions.send(talk, by=talk.pupil, body="Erst so", client_key=uuid4())
    return letter(talk, body="dann anders", key=earlier.client_key)


def _waits(talk):
    Conversation.objects.filter(pk=talk.pk).update(writable_from=clock.now() + timedelta(hours=1))
    return letter(talk)


REFUSED = (_blocked, _closed, _stranger, _other_pupil, _former, _empty, _too_long, _too_fast, _reused, _waits)


@pytest.mark.parametrize("situation", REFUSED)
def test_a_round_refuses_what_is_refused_alone_and_spoils_no_other(situation):
    talk, other = ConversationFactory(), ConversationFactory()
    refused = situation(talk)
    number = Message.objects.filter(conversation=talk).count()

    answers = calls.send_all([refused, letter(other)])

    assert isinstance(answers[0], refusals.Refused | refusals.NotIn)
    assert answers[1]["seq"] == 1
    assert Message.objects.filter(conversation=talk).count() == number


def test_one_who_writes_too_fast_leaves_the_others_together(monkeypatch):
    talks = [ConversationFactory() for _talk in range(3)]
    fast = _too_fast(talks[0])
    alone = []
    real = calls.send
    monkeypatch.setattr(calls, "send", lambda user, **fields: alone.append(user) or real(user, **fields))

    answers = calls.send_all([fast, *map(letter, talks[1:])])

    assert isinstance(answers[0], refusals.Limited)
    assert [answer["seq"] for answer in answers[1:]] == [1, 1]
    assert alone == [fast.by]


def test_a_firm_writes_to_a_minor_by_all_the_rules():
    talk, other = ConversationFactory(minor=True), ConversationFactory()
    for body in ("Eins", "Zwei", "Drei"):
        actions.send(talk, by=talk.answering, body=body, client_key=uuid4())

    answers = calls.send_all([letter(talk, talk.answering, "Vier"), letter(other)])

    assert isinstance(answers[0], refusals.NotFirst)


def test_the_same_letter_twice_is_one_message_and_order_stays():
    talk, other = ConversationFactory(), ConversationFactory()
    one, two = letter(talk, body="Eins"), letter(talk, body="Zwei")

    answers = calls.send_all([one, letter(other), one, two])

    assert answers[0] == answers[2]
    assert list(Message.objects.filter(conversation=talk).order_by("seq").values_list("body", flat=True)) == [
        "Eins",
        "Zwei",
    ]


# --- reading ---


def _wants(talk, *persons, after=0):
    return [news.Want(person, talk.public_id, after, talk.last_seq) for person in persons]


def test_news_are_what_each_person_reads_alone():
    talks = [ConversationFactory() for _talk in range(3)]
    for talk in talks:
        said = actions.send(talk, by=talk.pupil, body="Ruf an: 0171 2345678", client_key=uuid4())
        actions.edit(said, by=talk.pupil, body="Ruf nicht an", client_key=uuid4())
        talk.refresh_from_db()
    late = MembershipFactory(organisation=talks[0].organisation).user
    actions.join(talks[0], by=late)
    stranger = UserFactory(adult=True)
    former = talks[1].answering
    _let_go(former, talks[1].organisation)
    Conversation.objects.filter(pk=talks[2].pk).update(state=Conversation.State.PAUSED)
    wants = [
        *_wants(talks[0], talks[0].pupil, talks[0].answering, late, stranger),
        *_wants(talks[1], talks[1].pupil, former),
        *_wants(talks[2], talks[2].pupil, talks[2].answering),
    ]

    found = news.read(wants)

    alone = [feed.read(want.user, want.conversation, after=want.after) for want in wants]
    assert [page and page.items for page in found] == [page and page.items for page in alone]
    assert found[3] is None is found[5]
    assert found[0].items
    assert found[0].items[0]["own"]


def test_news_of_eight_tabs_cost_as_much_as_those_of_two():
    talks = [ConversationFactory() for _talk in range(8)]
    for talk in talks:
        actions.send(talk, by=talk.pupil, body="Guten Tag", client_key=uuid4())
        talk.refresh_from_db()

    counts = []
    for some in (talks[:1], talks):
        wants = [want for talk in some for want in _wants(talk, talk.pupil, talk.answering)]
        with CaptureQueriesContext(connection) as asked:
            news.read(wants)
        counts.append(len(asked))

    assert counts[0] == counts[1]


# --- rounds ---


@pytest.mark.django_db(transaction=True)
async def test_who_asks_while_a_round_runs_goes_into_the_next_one():
    rounds = []

    def answer(questions):
        rounds.append(list(questions))
        return [question if question != "bad" else ValueError("bad") for question in questions]

    together = Round(answer)
    answers = await asyncio.gather(*(together.ask(name) for name in ("a", "b", "bad", "c")), return_exceptions=True)

    assert answers[:2] == ["a", "b"]
    assert isinstance(answers[2], ValueError)
    assert [question for one in rounds for question in one] == ["a", "b", "bad", "c"]
    assert len(rounds) <= 2


@pytest.mark.django_db(transaction=True)
async def test_a_round_that_fails_is_asked_again_one_by_one():
    def answer(questions):
        if "bad" in questions:
            raise ValueError("bad")
        return list(questions)

    together = Round(answer)
    answers = await asyncio.gather(*(together.ask(name) for name in ("a", "bad", "c")), return_exceptions=True)

    assert [answers[0], answers[2]] == ["a", "c"]
    assert isinstance(answers[1], ValueError)


@pytest.mark.django_db(transaction=True)
async def test_after_a_heavy_round_questions_gather_before_the_next():
    rounds = []

    def answer(questions):
        rounds.append(list(questions))
        time.sleep(0.02)
        return list(questions)

    together = Round(answer, is_heavy=True)
    first = asyncio.create_task(together.ask("a"))
    await first
    second = asyncio.create_task(together.ask("b"))
    await asyncio.sleep(0.005)
    await asyncio.gather(second, together.ask("c"))

    assert rounds == [["a"], ["b", "c"]]


def test_letters_of_one_person_or_conversation_go_one_after_the_other(django_capture_on_commit_callbacks):
    talks = [ConversationFactory() for _talk in range(3)]
    letters = [
        letter(talk, who, f"Wort {n}") for n in range(2) for talk in talks for who in (talk.pupil, talk.answering)
    ]

    with django_capture_on_commit_callbacks() as hints:
        answers = calls.send_all(letters)

    assert [ack["seq"] for ack in answers] == [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]
    assert len(hints) == 4  # as many transactions as letters stand in one conversation


def test_marks_and_epochs_in_a_round_are_those_asked_alone():
    talks = [ConversationFactory() for _talk in range(2)]
    said = actions.send(talks[0], by=talks[0].pupil, body="Guten Tag", client_key=uuid4())
    actions.mark_delivered(talks[0], by=talks[0].answering, seq=said.seq)
    actions.show_read_marks(talks[0], by=talks[0].answering, shown=True)
    actions.mark_read(talks[0], by=talks[0].answering, seq=said.seq)
    asked = [(person, talk.public_id) for talk in talks for person in (talk.pupil, talk.answering, talks[1].pupil)]

    found = news.marks(asked)

    assert found == [calls.marks(*one) for one in asked]
    assert found[0] == {"read": {"firm": 1}, "delivered": {"firm": 1}}
    assert found[2] == {"read": {}, "delivered": {}}
    followed = [frozenset({talks[0].public_id}), frozenset(), frozenset(talk.public_id for talk in talks)]
    assert [len(one) for one in calls.epochs(followed)] == [1, 0, 2]


def test_a_cursor_beyond_every_number_spoils_no_round():
    talk = ConversationFactory()
    actions.send(talk, by=talk.pupil, body="Guten Tag", client_key=uuid4())

    wild, plain = news.read([news.Want(talk.pupil, talk.public_id, 2**63 - 1, 2**63 - 1), *_wants(talk, talk.pupil)])

    assert wild.items == []
    assert plain.last == 1


def test_tabs_of_one_conversation_that_show_different_parts_get_what_they_miss():
    talk = ConversationFactory()
    for number in range(45):
        with clock.frozen(clock.now() + timedelta(minutes=number)):
            actions.send(talk, by=talk.pupil, body=f"Wort {number}", client_key=uuid4())

    pages = news.read([news.Want(talk.pupil, talk.public_id, after, 45) for after in (0, 26, 44, 45)])

    assert [(page.last, len(page.items), page.more) for page in pages] == [
        (45, 45, False),
        (45, 19, False),
        (45, 1, False),
        (45, 0, False),
    ]


async def test_small_rounds_let_others_between():
    sizes = []

    def answer(questions):
        sizes.append(len(questions))
        return list(questions)

    small = Round(answer, is_heavy=True, most=2)

    assert await asyncio.gather(*(small.ask(number) for number in range(5))) == [0, 1, 2, 3, 4]
    assert sizes == [2, 2, 1]
