"""People × situations: who acts, posts, answers, advises; who may contact firms at which age."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import actions, landing, permissions
from accounts.models import Consent, Delegation, Organisation, User
from core import clock
from tests.factories.accounts import (
    AffiliationFactory,
    ConsentFactory,
    DelegationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)


@pytest.mark.parametrize(
    ("who", "acts", "manages"),
    [("owner", True, True), ("colleague", True, False), ("stranger", False, False), ("moderator", False, False)],
)
def test_who_acts_for_a_firm(
    who: str, acts: bool, manages: bool, firm: Organisation, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)

    assert permissions.may_act_for(person, firm) is acts
    assert permissions.may_manage(person, firm) is manages
    assert permissions.may_post_for(person, firm) is acts
    assert permissions.may_answer_for(person, firm) is acts


@pytest.mark.parametrize(
    ("scope", "posts", "answers"), [("post", True, False), ("answer", False, True), ("both", True, True)]
)
def test_office_does_what_the_firm_gave_it(scope: str, posts: bool, answers: bool) -> None:
    given = DelegationFactory(scope=scope)
    person = MembershipFactory(organisation=given.office, role="guild_office").user

    assert permissions.may_post_for(person, given.firm) is posts
    assert permissions.may_answer_for(person, given.firm) is answers
    assert permissions.may_act_for(person, given.firm) is False


def test_ended_delegation_and_unchecked_office_may_nothing() -> None:
    given = DelegationFactory()
    person = MembershipFactory(organisation=given.office, role="guild_office").user
    owner = MembershipFactory(organisation=given.firm).user

    Organisation.objects.filter(pk=given.office.pk).update(verification="in_review")
    assert permissions.may_post_for(person, given.firm) is False
    Organisation.objects.filter(pk=given.office.pk).update(verification="verified")
    assert permissions.may_post_for(person, given.firm) is True
    actions.end_delegation(given, by=owner)
    assert permissions.may_post_for(person, given.firm) is False


def test_office_notes_the_order_of_its_member_only(guild: Organisation, guild_office: User) -> None:
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415

    member, other = OrganisationFactory(verified=True), OrganisationFactory(verified=True)
    AffiliationFactory(member=member, body=guild)

    given = actions.delegate(member, guild, by=guild_office, given_how="telefonisch am 12.11.")

    assert given.scope == Delegation.Scope.BOTH
    with pytest.raises(PermissionDenied):
        actions.delegate(other, guild, by=guild_office, given_how="telefonisch")


def test_district_office_writes_for_a_firm_of_one_of_its_guilds(guild: Organisation) -> None:
    district = OrganisationFactory(kind="district_association", verified=True)
    person = MembershipFactory(organisation=district, role="district_office").user
    firm = OrganisationFactory(verified=True)
    AffiliationFactory(member=firm, body=guild)
    AffiliationFactory(member=guild, body=district)

    actions.delegate(firm, district, by=person, given_how="Brief")

    assert permissions.may_answer_for(person, firm) is True


def test_inactive_person_may_nothing(firm: Organisation, owner: User) -> None:
    owner.is_active = False

    assert permissions.may_act_for(owner, firm) is False
    assert permissions.is_moderator(owner) is False


@pytest.mark.parametrize(
    ("trait", "may"), [("pupil_15", False), ("pupil_16", True), ("pupil", True), ("adult", True), ("trainee", True)]
)
def test_contact_by_age_without_guardian(trait: str, may: bool) -> None:
    assert permissions.may_contact_firms(UserFactory(**{trait: True})) is may


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("requested", False),
        ("granted_waiting", True),
        ("granted", True),
        ("declined", False),
        ("expired", False),
        ("revoked", False),
        ("ended", False),
    ],
)
def test_contact_at_15_follows_the_consent(state: str, may: bool) -> None:
    consent = ConsentFactory(waiting=True)
    Consent.objects.update(state=state)

    assert permissions.may_contact_firms(consent.pupil) is may


def test_permission_for_a_day_is_no_consent_for_the_account() -> None:
    consent = ConsentFactory(day=True, granted=True)

    assert permissions.may_contact_firms(consent.pupil) is False


def test_nobody_below_14_and_no_firm_contacts_firms(owner: User) -> None:
    child = UserFactory(pupil=True, born_year=clock.today().year - 12, born_month=1)

    assert permissions.may_contact_firms(child) is False
    assert permissions.may_contact_firms(owner) is False
    assert permissions.may_contact_firms(AnonymousUser()) is False


def test_own_consent_taken_back_ends_contact(jonas: User) -> None:
    actions.withdraw_own_consent(jonas, by=jonas)

    assert permissions.may_contact_firms(jonas) is False
    actions.give_own_consent(jonas, by=jonas)
    assert permissions.may_contact_firms(jonas) is True


@pytest.mark.parametrize(("verified", "counts"), [(True, True), (False, False)])
def test_counsellor_counts_only_in_a_checked_organisation(verified: bool, counts: bool) -> None:
    person = MembershipFactory(
        organisation=OrganisationFactory(counselling=True, verified=verified), role="companion"
    ).user

    assert permissions.is_counsellor(person) is counts
    assert permissions.may_review_consents(person) is counts


@pytest.mark.parametrize(
    ("trait", "address"),
    [
        ("pupil_15", "/mein/"),
        ("trainee", "/mein/"),
        ("firm_owner", "/betrieb/"),
        ("guild_office", "/innung/"),
        ("counsellor", "/klasse/"),
        ("moderator", "/moderation/"),
        ("editor", "/admin/"),
        ("admin", "/admin/"),
    ],
)
def test_everybody_lands_where_the_work_lies(trait: str, address: str) -> None:
    assert landing.landing_page(UserFactory(**{trait: True})) == address


def test_dated_affiliation_holds_on_its_days_only(guild: Organisation) -> None:
    today = clock.today()
    row = AffiliationFactory(body=guild, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))

    found = {
        days: Organisation.objects.members_of([guild.pk], today + timedelta(days=days)).count()
        for days in (-10, -9, -1, 0)
    }

    assert found == {-10: 0, -9: 1, -1: 1, 0: 0}
    assert row.member.affiliations.count() == 1


def test_what_is_missing_is_said_once(mia: User, jonas: User, owner: User, asked: Consent) -> None:
    young = UserFactory(pupil_15=True)

    assert [permissions.missing_consent(person) for person in (young, mia, jonas, owner)] == ["ask", "asked", "", ""]
    actions.grant_consent(asked, name="Eva", relation="mother")
    actions.withdraw_own_consent(jonas, by=jonas)
    assert [permissions.missing_consent(person) for person in (mia, jonas)] == ["", "yourself"]
