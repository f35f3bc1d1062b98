"""The check of organisations: two looks, a decision with a reason, and what a change of identity does."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions, permissions, queues
from accounts.models import Affiliation, Organisation, User, VerificationCheck
from accounts.signals import organisation_verified
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

State = Organisation.Verification
NOTES = {"register_match": "Handwerksrolle 4711", "call_back": "Telefonbuch, Inhaberin am Apparat"}


def verify(organisation: Organisation, by: User) -> Organisation:
    return actions.verify_organisation(organisation, by=by, **NOTES)


def test_two_looks_make_a_checked_firm(member_firm: Organisation, moderator: User) -> None:
    heard = []

    def hear(sender: Any, organisation: Organisation, **kwargs: Any) -> None:
        heard.append(organisation.pk)

    organisation_verified.connect(hear)
    actions.record_check(member_firm, step="register", note="Rolle 4711", by=moderator)
    with pytest.raises(actions.ChecksMissing):
        actions.verify_organisation(member_firm, by=moderator)
    checked = actions.verify_organisation(member_firm, by=moderator, call_back="Telefonbuch")
    organisation_verified.disconnect(hear)

    assert (checked.verification, checked.verified_by) == (State.VERIFIED, None)
    assert permissions.may_receive_minors(checked) is True
    assert heard == [checked.pk]
    assert checked.checks.count() == 2


def test_one_look_twice_is_not_two(member_firm: Organisation, moderator: User) -> None:
    for _turn in range(2):
        actions.record_check(member_firm, step="register", note="Rolle", by=moderator)

    with pytest.raises(actions.ChecksMissing):
        actions.verify_organisation(member_firm, by=moderator)


@pytest.mark.parametrize("state", set(State.values) - {"verified"})
def test_only_a_checked_organisation_hears_from_minors(state: str) -> None:
    assert permissions.may_receive_minors(Organisation(verification=state)) is False


def test_guild_checks_its_member_and_is_named(
    member_firm: Organisation, guild: Organisation, guild_office: User
) -> None:
    checked = verify(member_firm, guild_office)

    assert checked.verified_by == guild


def test_guild_that_checks_a_firm_naming_it_takes_it_in(guild: Organisation, guild_office: User) -> None:
    firm = OrganisationFactory(verification=State.IN_REVIEW, named_body=guild)

    verify(firm, guild_office)

    assert Affiliation.objects.current().filter(member=firm, body=guild).count() == 1


SITUATIONS = [
    ("moderator", "firm", True),
    ("guild_office", "member_firm", True),
    ("guild_office", "firm", False),
    ("guild_office", "guild", False),
    ("owner", "firm", False),
    ("stranger", "firm", False),
    ("mia", "firm", False),
]


@pytest.mark.parametrize(("who", "what", "allowed"), SITUATIONS)
def test_who_may_check_what(who: str, what: str, allowed: bool, request: pytest.FixtureRequest) -> None:
    person, organisation = request.getfixturevalue(who), request.getfixturevalue(what)

    assert permissions.may_verify(person, organisation) is allowed


def test_moderator_does_not_check_the_own_firm(firm: Organisation, moderator: User) -> None:
    MembershipFactory(organisation=firm, user=moderator)

    assert permissions.may_verify(moderator, firm) is False
    assert permissions.may_suspend(moderator, firm) is False


def test_unchecked_guild_checks_nobody(member_firm: Organisation, guild: Organisation, guild_office: User) -> None:
    Organisation.objects.filter(pk=guild.pk).update(verification=State.IN_REVIEW)

    assert permissions.may_verify(guild_office, member_firm) is False


def test_guild_a_firm_left_checks_it_no_longer(
    member_firm: Organisation, guild: Organisation, guild_office: User
) -> None:
    actions.end_affiliation(Affiliation.objects.get(), by=guild_office)
    Affiliation.objects.update(starts_on="2020-01-01", ends_on="2020-02-01")

    assert permissions.may_verify(guild_office, member_firm) is False


def test_rejection_needs_words_and_opens_the_way_to_complain(member_firm: Organisation, moderator: User) -> None:
    person = MembershipFactory(organisation=member_firm).user
    with pytest.raises(actions.ReasonMissing):
        actions.reject_organisation(member_firm, reason="  ", by=moderator)

    rejected = actions.reject_organisation(member_firm, reason="Nicht im Register.", by=moderator)
    again = actions.submit_for_check(rejected, by=person, reason="Doch, unter anderem Namen.")

    assert again.verification == State.IN_REVIEW
    steps = list(again.verification_events.values_list("after", "reason"))
    assert steps == [("rejected", "Nicht im Register."), ("in_review", "Doch, unter anderem Namen.")]


def test_reason_is_mailed_to_the_owners(member_firm: Organisation, moderator: User, mails: Any) -> None:
    person = MembershipFactory(organisation=member_firm).user

    actions.reject_organisation(member_firm, reason="Nicht im Register & unbekannt.", by=moderator)

    assert "Nicht im Register & unbekannt." in mails(person.email)[0].body_text


def test_second_decision_meets_the_first(member_firm: Organisation, moderator: User) -> None:
    stale = Organisation.objects.get(pk=member_firm.pk)
    verify(member_firm, moderator)

    with pytest.raises(actions.WrongStep):
        actions.reject_organisation(stale, reason="zu spät", by=moderator)


@pytest.mark.parametrize("field", ["name", "street", "register_number", "website"])
def test_new_identity_waits_and_the_old_one_stays(field: str, moderator: User) -> None:
    firm = OrganisationFactory(verified=True)
    person = MembershipFactory(organisation=firm).user
    old = getattr(firm, field)

    changed = actions.update_organisation(firm, by=person, **{field: "https://neu.example/"})

    assert (changed.verification, getattr(changed, field)) == (State.CHANGES_IN_REVIEW, old)
    assert permissions.may_receive_minors(changed) is False
    confirmed = verify(changed, moderator)
    assert (confirmed.verification, getattr(confirmed, field)) == (State.VERIFIED, "https://neu.example/")
    assert confirmed.pending_changes == {}


def test_new_postal_code_moves_the_firm_only_after_the_look(moderator: User) -> None:
    from tests.factories.accounts import PostalCodeFactory  # noqa: PLC0415

    firm = OrganisationFactory(verified=True)
    person = MembershipFactory(organisation=firm).user
    borna = PostalCodeFactory(code="04552", name="Borna")

    changed = actions.update_organisation(firm, by=person, postal_code=borna)

    assert changed.place_name == "Altenburg"
    assert verify(changed, moderator).place_name == "Borna"


def test_refused_change_leaves_the_old(moderator: User) -> None:
    firm = OrganisationFactory(verified=True)
    person = MembershipFactory(organisation=firm).user
    changed = actions.update_organisation(firm, by=person, name="Bank AG")

    kept = actions.refuse_changes(changed, reason="Name stimmt nicht.", by=moderator)

    assert (kept.verification, kept.pending_changes) == (State.VERIFIED, {})
    assert kept.name == firm.name


def test_telephone_changes_at_once() -> None:
    firm = OrganisationFactory(verified=True)
    person = MembershipFactory(organisation=firm).user

    changed = actions.update_organisation(firm, by=person, phone="03447 000999")

    assert (changed.phone, changed.verification) == ("03447 000999", State.VERIFIED)


def test_fields_beyond_the_list_are_refused(firm: Organisation, owner: User) -> None:
    for name in ("verification", "kind", "may_train", "slug", "merged_into"):
        with pytest.raises(PermissionDenied):
            actions.update_organisation(firm, by=owner, **{name: "x"})


def test_suspension_stops_acting_and_is_the_moderators_alone(
    guild_office: User, moderator: User, guild: Organisation
) -> None:
    firm = OrganisationFactory(verified=True, named_body=guild)
    person = MembershipFactory(organisation=firm).user

    with pytest.raises(PermissionDenied):
        actions.suspend_organisation(firm, reason="x", by=guild_office)
    stopped = actions.suspend_organisation(firm, reason="Meldungen", by=moderator)

    assert permissions.may_act_for(person, stopped) is False
    back = actions.reinstate_organisation(stopped, reason="Geklärt", by=moderator)
    assert permissions.may_act_for(person, back) is True


def test_only_a_checked_chamber_confirms_the_right_to_train(moderator: User) -> None:
    firm, chamber = OrganisationFactory(verified=True), OrganisationFactory(chamber=True, verified=True)
    adviser = MembershipFactory(organisation=chamber, role="chamber_adviser").user

    with pytest.raises(PermissionDenied):
        actions.confirm_entitlement(firm, chamber=chamber, by=moderator)

    assert actions.confirm_entitlement(firm, chamber=chamber, by=adviser).may_train is True


def test_queue_shows_moderators_all_and_a_guild_its_members(
    moderator: User, guild_office: User, member_firm: Organisation, stranger: User
) -> None:
    other = OrganisationFactory(verification=State.IN_REVIEW)
    waiting_guild = OrganisationFactory(guild=True, verification=State.IN_REVIEW)

    assert set(queues.waiting_for(moderator)) == {member_firm, other, waiting_guild}
    assert list(queues.waiting_for(guild_office)) == [member_firm]
    assert permissions.may_see_queue(stranger) is False


def test_lookalikes_name_what_resembles(member_firm: Organisation) -> None:
    Organisation.objects.filter(pk=member_firm.pk).update(
        name="Tischlerei Lindenau", website="https://lindenau.example/"
    )
    copy = OrganisationFactory(name="Tischlerei Lindenau GmbH", slug="kopie")
    OrganisationFactory(name="Dachdecker Zschau", slug="dach")
    same_host = OrganisationFactory(name="Ganz anders", slug="anders", website="https://lindenau.example/kontakt/")
    member_firm.refresh_from_db()

    assert queues.lookalikes(member_firm) == [same_host, copy]


def test_merger_keeps_rows_and_moves_people_members_and_relations() -> None:
    admin = UserFactory(admin=True)
    old = OrganisationFactory(kind="district_association", verified=True)
    new = OrganisationFactory(kind="district_association", verified=True)
    office = MembershipFactory(organisation=old, role="district_office").user
    guild = OrganisationFactory(guild=True, verified=True)
    actions.affiliate(guild, old, by=None)
    from core import clock  # noqa: PLC0415

    merged = actions.merge_organisations(old, new, on=clock.today(), by=admin)

    assert (merged.verification, merged.merged_into) == (State.MERGED, new)
    assert set(Organisation.objects.run_by(office)) == {new}
    assert list(Affiliation.objects.filter(ends_on=None).values_list("member", "body")) == [(guild.pk, new.pk)]
    assert Affiliation.objects.count() == 2


def test_visibility_of_an_unchecked_firm(
    member_firm: Organisation, moderator: User, guild_office: User, stranger: User, mia: User
) -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    insider = MembershipFactory(organisation=member_firm).user
    sees = {
        person: Organisation.objects.visible_to(person).filter(pk=member_firm.pk).exists()
        for person in (moderator, guild_office, insider, stranger, mia, AnonymousUser())
    }

    assert list(sees.values()) == [True, True, True, False, False, False]


def test_step_names_are_the_two_looks() -> None:
    assert VerificationCheck.Step.values == ["register", "call_back"]
