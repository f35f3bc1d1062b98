"""Who meets at the desks, and how they come in."""

from typing import Any

from django.test import Client

from accounts.models import Membership, Organisation
from tests.factories.accounts import DelegationFactory, MembershipFactory, OrganisationFactory


def client_of(person: Any) -> Client:
    """A browser of a signed-in person."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_owner() -> Any:
    """Runs a checked firm."""
    return MembershipFactory(organisation=OrganisationFactory(verified=True)).user


def make_office(**guild: Any) -> Any:
    """Works in the office of a checked guild."""
    return MembershipFactory(
        organisation=OrganisationFactory(guild=True, verified=True, **guild), role=Membership.Role.GUILD_OFFICE
    ).user


def make_counsellor() -> Any:
    """Works in a checked guidance centre."""
    return MembershipFactory(counselling=True).user


def body_of(person: Any) -> Organisation:
    """The only organisation a person works in."""
    return Organisation.objects.run_by(person).get()


def make_member(guild: Organisation, **firm: Any) -> Organisation:
    """A checked firm that named the guild and handed it its posting."""
    member = OrganisationFactory(verified=True, named_body=guild, **firm)
    DelegationFactory(firm=member, office=guild)
    return member
