"""The people of every test of events: owner, colleague, stranger, pupil."""

import pytest

from accounts.models import Membership
from events.models import Occurrence
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory


@pytest.fixture
def occurrence(db) -> Occurrence:
    """A date with two seats, below a verified guild."""
    return OccurrenceFactory(capacity=2)


@pytest.fixture
def owner(occurrence):
    """Works in the guild's office."""
    return MembershipFactory(organisation=occurrence.page.organisation, role=Membership.Role.GUILD_OFFICE).user


@pytest.fixture
def colleague(occurrence):
    """The master of the same guild."""
    return MembershipFactory(organisation=occurrence.page.organisation, role=Membership.Role.GUILD_MASTER).user


@pytest.fixture
def stranger(db):
    """Works in the office of another verified guild that has a page of its own."""
    page = EventPageFactory()
    return MembershipFactory(organisation=page.organisation, role=Membership.Role.GUILD_OFFICE).user


@pytest.fixture
def pupil(db):
    """Seventeen, own consent given."""
    return UserFactory(pupil=True)
