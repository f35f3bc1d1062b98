"""Standing questions and changes are those that Django would ask, for every length of their lists."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core import standing
from core.models import LimitWindow
from messaging.models import Message, Participation
from tests.factories.messaging import ConversationFactory

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@standing.rows
def seats(conversations: list[UUID], least: int):
    """Rows of two tables."""
    found = Participation.objects.filter(conversation__public_id__in=conversations, from_seq__gte=least)
    return found.select_related("conversation", "user").order_by("pk")


@standing.rows
def keys(conversations: list[UUID]):
    """Values, with one that a database may store as text."""
    found = Participation.objects.filter(conversation__public_id__in=conversations).order_by("pk")
    return found.values_list("conversation__public_id", "role")


@standing.change
def count(name: str, keys: list[str], start: datetime):
    """A change."""
    return LimitWindow.objects.filter(name=name, key__in=keys, starts_at=start), {"count": F("count") + 1}


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_rows_are_those_of_the_queryset_in_one_question(number):
    talks = [ConversationFactory() for _talk in range(number)]
    wanted = [talk.public_id for talk in talks]
    seats(wanted, 1)

    with CaptureQueriesContext(connection) as asked:
        found = [(seat.pk, seat.conversation.public_id, seat.user.email) for seat in seats(wanted, 1)]

    rows = seats.ask(wanted, 1)
    assert found == [(seat.pk, seat.conversation.public_id, seat.user.email) for seat in rows]
    assert len(found) == 2 * number
    assert len(asked) == 1
    assert keys(wanted) == list(keys.ask(wanted))
    assert seats(wanted, 2) == []


def test_the_values_of_one_asking_do_not_stay_for_the_next():
    one, two = ConversationFactory(), ConversationFactory()

    assert [keys([talk.public_id])[0][0] for talk in (one, two, one)] == [one.public_id, two.public_id, one.public_id]
    assert keys([uuid4()]) == []


def test_nothing_is_asked_about_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert seats([], 1) == []
        assert count("probe", [], NOON) == 0

    assert len(asked) == 0


def test_a_change_reaches_its_rows_and_no_others():
    for key in ("a", "b", "c"):
        LimitWindow.objects.create(name="probe", key=key, starts_at=NOON, ends_at=NOON)

    assert count("probe", ["a", "b", "b"], NOON) == 2
    assert count("probe", ["b"], NOON) == 1
    assert count("other", ["b"], NOON) == 0
    assert dict(LimitWindow.objects.values_list("key", "count")) == {"a": 1, "b": 2, "c": 0}


@standing.rows
def named(name: str):
    """A lookup that puts signs around what it is given."""
    return LimitWindow.objects.filter(name__contains=name).order_by("pk")


def test_a_value_that_is_rewritten_on_its_way_is_refused():
    with pytest.raises(TypeError, match="does not reach the statement"):
        named("probe")


def test_a_value_of_a_kind_it_does_not_know_is_refused():
    with pytest.raises(TypeError):

        @standing.rows
        def odd(things: list[float]):
            return Message.objects.none()
