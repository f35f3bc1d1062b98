"""People around one place: the firm's owner, a colleague, an office, pupils and a stranger."""

import uuid

import pytest

from core import clock
from tests.factories.accounts import (
    ConsentFactory,
    DelegationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.factories.apprenticeships import ApplicationFactory, SlotFactory, VacancyFactory
from tests.factories.trades import PayRateFactory, TradeFactory


@pytest.fixture
def firm(db):
    """A checked firm."""
    PayRateFactory(floor=True)
    return OrganisationFactory(verified=True)


@pytest.fixture
def owner(firm):
    """Runs the firm."""
    return MembershipFactory(organisation=firm).user


@pytest.fixture
def colleague(firm):
    """Works in the firm too."""
    return MembershipFactory(organisation=firm, staff=True).user


@pytest.fixture
def stranger(db):
    """Runs another firm."""
    return MembershipFactory(organisation=OrganisationFactory(verified=True)).user


@pytest.fixture
def office(firm):
    """Works in the guild that posts and answers for the firm."""
    delegation = DelegationFactory(firm=firm)
    return MembershipFactory(organisation=delegation.office, guild=False, role="guild_office").user


@pytest.fixture
def pupil(db):
    """An adult pupil: no consent, no permission needed."""
    return UserFactory(adult=True)


@pytest.fixture
def pupil_16(db):
    """Needs a permission for each day."""
    return UserFactory(pupil_16=True)


@pytest.fixture
def pupil_15(db):
    """Needs the guardian's consent for the account."""
    return UserFactory(pupil_15=True)


@pytest.fixture
def consenting(pupil_15):
    """A pupil of 15 whose guardian said yes two days ago."""
    ConsentFactory(granted=True, guardian__pupil=pupil_15, pupil=pupil_15)
    return pupil_15


@pytest.fixture
def place(firm):
    """An open apprenticeship of the firm."""
    return VacancyFactory(organisation=firm)


@pytest.fixture
def day(place):
    """A taster day with one seat."""
    return SlotFactory(vacancy=place)


@pytest.fixture
def sent(place, pupil):
    """An application the firm has received, with its conversation."""
    from apprenticeships.actions import applications  # noqa: PLC0415 -- after the apps are loaded

    return applications.submit(ApplicationFactory(vacancy=place, pupil=pupil), by=pupil)


@pytest.fixture
def key():
    """A fresh client key."""
    return uuid.uuid4()


@pytest.fixture
def form(firm):
    """The six required fields; everything else comes from trade and firm."""
    TradeFactory()
    return {
        "kind": "apprenticeship",
        "trade": "Tischler/in",
        "places_total": "2",
        "start": f"{clock.today().year + 1}-08-01",
        "contact_name": "Grit Morgenroth",
        "contact_phone": "03447 000110",
        "certificate_weight": "any",
        "own_sentence": "Wer fragt, bevor er sägt, passt zu uns.",
        "postal_code": "04600",
        "client_key": str(uuid.uuid4()),
    }
