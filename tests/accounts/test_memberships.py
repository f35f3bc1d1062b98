"""Who acts for an organisation: inviting, joining, roles, and the last owner."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions, permissions
from accounts.models import Link, Membership, Organisation, User
from accounts.signals import membership_ended
from core import clock
from tests.factories.accounts import MembershipFactory, UserFactory

Role = Membership.Role


def invite(firm: Organisation, owner: User, email: str = "neu@mail.example", **more: Any) -> Membership:
    return actions.invite(firm, by=owner, email=email, role=Role.FIRM_STAFF, **more)


def link_of(invited: Membership) -> Link:
    return invited.links.get()


def known(email: str) -> User:
    return actions.create_person(email, by=None)


def test_invitation_joins_with_its_address_and_role(firm: Organisation, owner: User) -> None:
    invited = invite(firm, owner)
    person = known("neu@mail.example")

    held = actions.accept_invitation(link_of(invited), by=person)

    assert (held.state, held.user, held.role) == ("active", person, Role.FIRM_STAFF)
    assert permissions.may_act_for(person, firm) is True
    assert permissions.may_manage(person, firm) is False


def test_invitation_works_once(firm: Organisation, owner: User) -> None:
    link = link_of(invite(firm, owner))
    actions.accept_invitation(link, by=known("neu@mail.example"))

    with pytest.raises(actions.LinkSpent):
        actions.accept_invitation(Link.objects.get(), by=known("neu2@mail.example"))


def test_invitation_is_bound_to_the_address(firm: Organisation, owner: User) -> None:
    link = link_of(invite(firm, owner))

    with pytest.raises(actions.NotTheInvited):
        actions.accept_invitation(link, by=known("jemand@mail.example"))

    assert link.is_usable is True


def test_unconfirmed_mailbox_cannot_join(firm: Organisation, owner: User) -> None:
    link = link_of(invite(firm, owner))

    with pytest.raises(actions.NotTheInvited):
        actions.accept_invitation(link, by=UserFactory(email="neu@mail.example"))


def test_young_person_cannot_act_for_an_organisation(firm: Organisation, owner: User) -> None:
    link = link_of(invite(firm, owner))
    pupil = actions.create_person(
        "neu@mail.example", by=None, kind=User.Kind.PUPIL, shown_name="Ole", born_year=2009, born_month=1
    )

    with pytest.raises(actions.NotTheInvited):
        actions.accept_invitation(link, by=pupil)


def test_invitation_ends_after_14_days(firm: Organisation, owner: User) -> None:
    link = link_of(invite(firm, owner))

    with clock.frozen(clock.now() + timedelta(days=14)):
        with pytest.raises(actions.LinkSpent):
            actions.accept_invitation(link, by=known("neu@mail.example"))
        assert actions.end_old_invitations() == 1

    assert Membership.objects.get(invited_email="neu@mail.example").state == "ended"


def test_withdrawn_invitation_is_worth_nothing(firm: Organisation, owner: User) -> None:
    invited = invite(firm, owner)
    link = link_of(invited)

    actions.end_membership(invited, by=owner)

    link.refresh_from_db()
    assert link.is_usable is False


def test_new_person_joins_by_the_link_alone(firm: Organisation, owner: User) -> None:
    held = actions.join_as_new_person(link_of(invite(firm, owner)), first_name="Uwe", last_name="Zschau")

    assert held.user.email == "neu@mail.example"
    assert held.user.kind == User.Kind.MEMBER
    assert held.user.emailaddress_set.get().verified is True
    assert held.user.has_usable_password() is False


def test_same_key_invites_once(firm: Organisation, owner: User, mails: Any) -> None:
    key = "2f3d7a52-6a0e-4b7a-9e6b-0b6c29f1a001"

    assert invite(firm, owner, client_key=key) == invite(firm, owner, client_key=key)
    assert len(mails("neu@mail.example")) == 1


@pytest.mark.parametrize("who", ["colleague", "stranger", "moderator"])
def test_only_owners_invite(firm: Organisation, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        invite(firm, request.getfixturevalue(who))


def test_role_of_another_kind_is_refused(firm: Organisation, owner: User) -> None:
    with pytest.raises(actions.WrongRole):
        actions.invite(firm, by=owner, email="a@mail.example", role=Role.CHAMBER_ADVISER)


def test_last_owner_cannot_leave_nor_step_down(firm: Organisation, owner: User) -> None:
    held = owner.memberships.get()

    with pytest.raises(actions.LastOwner):
        actions.end_membership(held, by=owner)
    with pytest.raises(actions.LastOwner):
        actions.change_role(held, role=Role.FIRM_STAFF, by=owner)
    with pytest.raises(actions.LastOwner):
        actions.close_account(owner, by=owner)

    held.refresh_from_db()
    assert (held.state, held.role) == ("active", Role.FIRM_OWNER)


def test_of_two_owners_one_may_leave_and_then_none(firm: Organisation, owner: User) -> None:
    second = MembershipFactory(organisation=firm)
    first = owner.memberships.get()
    stale = Membership.objects.get(pk=second.pk)  # read before the other left, as a second request would have

    actions.end_membership(first, by=owner)

    with pytest.raises(actions.LastOwner):
        actions.end_membership(stale, by=second.user)


def test_colleague_leaves_alone_and_everybody_is_told(firm: Organisation, owner: User, colleague: User) -> None:
    heard = []

    def hear(sender: Any, membership: Membership, **kwargs: Any) -> None:
        heard.append(membership.user)

    membership_ended.connect(hear)
    actions.end_membership(colleague.memberships.get(), by=colleague)
    membership_ended.disconnect(hear)

    assert heard == [colleague]
    assert permissions.may_act_for(colleague, firm) is False


def test_colleague_cannot_end_the_owner(owner: User, colleague: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.end_membership(owner.memberships.get(), by=colleague)


def test_one_active_membership_per_person_and_organisation(firm: Organisation, owner: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(organisation=firm, user=owner)


def test_desk_filter_shows_every_organisation_one_runs_and_no_other(stranger: User) -> None:
    office = UserFactory()
    first = MembershipFactory(guild=True, user=office).organisation
    second = MembershipFactory(guild=True, user=office).organisation
    MembershipFactory(user=office, state=Membership.State.ENDED)

    assert set(Organisation.objects.run_by(office)) == {first, second}
    assert Organisation.objects.run_by(stranger).count() == 1


def test_members_are_visible_to_members_only(firm: Organisation, owner: User, colleague: User, stranger: User) -> None:
    here = Membership.objects.filter(organisation=firm)

    assert here.visible_to(owner).count() == 2
    assert here.visible_to(colleague).count() == 2
    assert here.visible_to(stranger).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_the_same_moment_leave_one(transactional_db: None) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415

    first = MembershipFactory()
    second = MembershipFactory(organisation=first.organisation)

    def leave(held: Membership) -> str:
        try:
            actions.end_membership(held, by=held.user)
        except actions.LastOwner:
            return "stays"
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(leave, [first, second]))

    assert outcomes == ["left", "stays"]
    assert Membership.objects.owners().count() == 1
