"""What holds for every sequence of actions: nobody reaches a minor first, numbers never have a hole."""

from contextlib import suppress
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from messaging import actions, audit, refusals
from messaging.models import Conversation, ConversationEvent, Message, Participation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.messaging.conftest import NOON

ACTS = ["open", "ask", "send", "send", "send", "join", "read", "close", "freeze", "unfreeze", "state", "again"]
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 2)), max_size=12)


def world():
    """Two minors, two firms with a person each."""
    firms = [OrganisationFactory(verified=True) for _number in range(2)]
    return {
        "pupils": [UserFactory(pupil_16=True) for _number in range(2)],
        "firms": firms,
        "members": [MembershipFactory(organisation=firm).user for firm in firms],
        "keys": [],
    }


def act(made, name, who, which):
    """One act of one of the four people; whatever is refused is refused."""
    people = [*made["pupils"], *made["members"]]
    person, firm = people[who], made["firms"][which % 2]
    if name in {"open", "ask"}:
        body = "Darf ich schnuppern?" if name == "ask" else ""
        actions.open_conversation(by=person, organisation=firm, body=body, client_key=uuid4())
        return
    conversation = Conversation.objects.order_by("pk")[which : which + 1].first()
    if conversation is None:
        return
    if name in {"send", "again"}:
        key = made["keys"][-1] if name == "again" and made["keys"] else uuid4()
        made["keys"].append(key)
        actions.send(conversation, by=person, body="Hallo", client_key=key)
    elif name == "read":
        actions.mark_read(conversation, by=person, seq=which * 3)
    elif name == "state":
        actions.add_state_line(conversation, "Eingeladen")
    elif name in {"freeze", "unfreeze"}:
        getattr(actions, name)(conversation)
    else:
        getattr(actions, name)(conversation, by=person)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_word_of_a_firm_without_an_earlier_act_of_the_pupil(db, steps):
    with clock.frozen(NOON):
        made = world()
        for step in steps:
            with suppress(refusals.Refused, refusals.WrongStep, PermissionDenied):
                act(made, *step)

    pupils = {pupil.pk for pupil in made["pupils"]}
    for conversation in Conversation.objects.filter(pupil__in=pupils).order_by("pk"):
        first = ConversationEvent.objects.filter(conversation=conversation).earliest("pk")
        assert (first.by_id, first.before) == (conversation.pupil_id, "")
        found = audit.finding(conversation)
        assert (found["gaps"], found["duplicate_keys"], found["messages"]) == (0, 0, conversation.last_seq)
        assert longest_run_of_the_firm(conversation) <= 3
    marks = Participation.objects.order_by("pk").values_list("read_seq", "conversation__last_seq")
    assert all(read <= last for read, last in marks)
    Message.objects.all().delete()
    Conversation.objects.all().delete()


def longest_run_of_the_firm(conversation):
    """Texts of the firm in a row without an answer."""
    longest = run = 0
    texts = Message.objects.filter(conversation=conversation, kind="text").order_by("seq")
    for role in texts.values_list("role", flat=True):
        run = run + 1 if role == "firm" else 0
        longest = max(longest, run)
    return longest
