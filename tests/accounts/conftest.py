"""People and situations the tests of accounts share."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Consent, Link, Membership, Organisation, User
from core.models import SentMail
from tests.factories.accounts import (
    AffiliationFactory,
    GuardianFactory,
    MembershipFactory,
    OrganisationFactory,
    PostalCodeFactory,
    UserFactory,
)
from tests.second_step import take_where_due


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Everything here is about rows; allauth's own limits lie in the cache and begin anew."""
    cache.clear()


@pytest.fixture
def strict(settings: Any) -> None:
    """The limits of a real installation, not those of the demo mode; allauth's stay out of the way."""
    settings.DEMO = False
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def wide(settings: Any) -> None:
    """No limits of allauth, for tests that post often."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def altenburg() -> Any:
    """04600 Altenburg."""
    return PostalCodeFactory()


@pytest.fixture
def mia() -> User:
    """A pupil of 15."""
    return UserFactory(pupil_15=True)


@pytest.fixture
def jonas() -> User:
    """A pupil of 16 with own consent."""
    return UserFactory(pupil_16=True)


@pytest.fixture
def firm() -> Organisation:
    """A firm nobody has checked."""
    return OrganisationFactory()


@pytest.fixture
def owner(firm: Organisation) -> User:
    """May manage the firm."""
    return MembershipFactory(organisation=firm).user


@pytest.fixture
def colleague(firm: Organisation) -> User:
    """Acts for the firm, may not manage it."""
    return MembershipFactory(organisation=firm, role=Membership.Role.FIRM_STAFF).user


@pytest.fixture
def stranger() -> User:
    """Owner of another firm."""
    return MembershipFactory(organisation__verified=True).user


@pytest.fixture
def moderator() -> User:
    """Checks everything."""
    return UserFactory(moderator=True)


@pytest.fixture
def guild() -> Organisation:
    """A checked guild."""
    return OrganisationFactory(guild=True, verified=True)


@pytest.fixture
def guild_office(guild: Organisation) -> User:
    """Somebody in the guild's office."""
    return MembershipFactory(organisation=guild, role=Membership.Role.GUILD_OFFICE).user


@pytest.fixture
def member_firm(guild: Organisation) -> Organisation:
    """A firm in the guild that waits for its check."""
    firm = OrganisationFactory(verification=Organisation.Verification.IN_REVIEW)
    AffiliationFactory(member=firm, body=guild)
    return firm


@pytest.fixture
def asked(mia: User) -> Consent:
    """Mia's parents were asked."""
    from accounts import actions  # noqa: PLC0415 -- beside its only use

    return actions.request_consent(mia, by=mia, guardian_email="vater@mail.example", kind=Consent.Kind.DATA, subject="")


@pytest.fixture
def mails(outbox: Any) -> Callable[[str], list[SentMail]]:
    """Deliver what waits and give the mails to an address, oldest first."""

    def read(address: str) -> list[SentMail]:
        with outbox():
            pass
        return list(SentMail.objects.filter(to__iexact=address).order_by("pk"))

    return read


@pytest.fixture
def token_of(mails: Callable[[str], list[SentMail]]) -> Callable[[str], str]:
    """The token in the newest mail to an address."""

    def read(address: str) -> str:
        return re.search(r"/(?:e|konto/einladung)/([\w-]{20,})/", mails(address)[-1].body_text)[1]

    return read


@pytest.fixture
def code_of(mails: Callable[[str], list[SentMail]]) -> Callable[[str], str]:
    """The six digits in the newest mail to an address."""

    def read(address: str) -> str:
        return re.search(r"\b(\d{6})\b", mails(address)[-1].body_text)[1]

    return read


def go(person: User | None) -> Client:
    """A browser of this person, or of nobody."""
    client = Client()
    if person is not None:
        client.force_login(person)
        take_where_due(client, person)
    return client


def link_for(consent: Consent, purpose: str) -> Link:
    """The newest link of a consent."""
    return consent.links.filter(purpose=purpose).order_by("-pk").first()


__all__ = ["GuardianFactory", "go", "link_for"]
