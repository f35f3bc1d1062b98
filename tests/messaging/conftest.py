"""People of a conversation, signed-in clients, a clock that stands at noon."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core import clock
from messaging import hub, pace
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.messaging import ConversationFactory
from tests.second_step import take_where_due

NOON = datetime(2026, 11, 23, 12, tzinfo=clock.BERLIN)


@pytest.fixture
def noon() -> Iterator[None]:
    """Quiet hours do not disturb."""
    with clock.frozen(NOON):
        yield


def people(**situation: Any) -> SimpleNamespace:
    """A conversation with its pupil, the firm's owner, a colleague without a seat, and a stranger with an own firm."""
    conversation = ConversationFactory(**situation)
    colleague = MembershipFactory(organisation=conversation.organisation, staff=True).user
    stranger = ConversationFactory()
    return SimpleNamespace(
        conversation=conversation,
        pupil=conversation.pupil,
        owner=conversation.answering,
        colleague=colleague,
        stranger=stranger.answering,
        other_pupil=stranger.pupil,
        moderator=UserFactory(moderator=True),
    )


@pytest.fixture
def talk(db: None) -> SimpleNamespace:
    """An adult pupil with a firm."""
    return people()


@pytest.fixture
def minor_talk(db: None) -> SimpleNamespace:
    """A pupil of 16 with a firm."""
    return people(minor=True)


@pytest.fixture
def live(
    transactional_db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SimpleNamespace]:
    """The same people for sockets: committed rows and the real channel layer."""
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "messaging.layers.SqliteTailLayer", "CONFIG": {"path": str(tmp_path / "hints.sqlite3")}}
    }
    # Tests leave sockets behind and persons get the same keys again: nobody of an earlier test stands at this door.
    monkeypatch.setattr(pace, "doorkeeper", pace.Doorkeeper())
    # The hub's own tasks do not see a clock that was stopped here; after that day they would find everything old.
    monkeypatch.setattr(hub, "clock", SimpleNamespace(now=lambda: NOON))
    with clock.frozen(NOON):
        yield people()


@pytest.fixture
def enter() -> Any:
    """`enter(person)` gives a signed-in client."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return take_where_due(client, person)

    return sign_in
