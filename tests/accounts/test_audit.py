"""The chain nobody changes unseen, and who saw whom."""

from datetime import timedelta

from accounts import actions
from accounts.models import Access, AuditEvent, AuditHead, Organisation, User
from core import clock
from tests.factories.accounts import OrganisationFactory


def test_each_row_holds_the_hash_of_the_one_before(jonas: User) -> None:
    first = actions.record("tried", jonas, by=jonas)
    second = actions.record("tried_again", jonas, by=jonas)

    assert second.previous == first.digest
    assert AuditHead.objects.get().digest == second.digest
    assert actions.first_broken_link() is None


def test_changed_row_is_found(jonas: User) -> None:
    rows = [actions.record(f"act_{number}", jonas, by=jonas) for number in range(3)]
    AuditEvent.objects.filter(pk=rows[1].pk).update(verb="something_else")

    assert actions.first_broken_link() == rows[1]


def test_removed_row_is_found(jonas: User) -> None:
    rows = [actions.record(f"act_{number}", jonas, by=jonas) for number in range(3)]
    rows[1].delete()

    assert actions.first_broken_link() == rows[2]


def test_look_is_noted_once_an_hour_and_never_for_oneself(jonas: User, owner: User, firm: Organisation) -> None:
    look = {"organisation": firm, "level": 1, "what": "Vorname", "reason": "Bewerbung gelesen"}

    first = actions.record_access(jonas, by=owner, **look)
    again = actions.record_access(jonas, by=owner, **look)
    own = actions.record_access(jonas, by=jonas, **look)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        later = actions.record_access(jonas, by=owner, **look)

    assert (first is not None, again, own, later is not None) == (True, None, None, True)
    assert AuditEvent.objects.filter(verb="person_seen").count() == 2


def test_only_the_person_reads_who_saw_them(jonas: User, mia: User, owner: User) -> None:
    actions.record_access(jonas, by=owner, organisation=OrganisationFactory(), level=1, what="x", reason="y")

    assert Access.objects.visible_to(jonas).count() == 1
    assert Access.objects.visible_to(mia).count() == 0
    assert Access.objects.visible_to(owner).count() == 0


def test_closed_account_keeps_the_chain_whole_and_nothing_personal(mia: User) -> None:
    public_id = str(mia.public_id)
    actions.record("tried", mia, by=mia)

    actions.close_account(mia, by=mia)

    mia.refresh_from_db()
    assert (mia.is_active, mia.shown_name, mia.email, mia.born_year) == (
        False,
        "",
        f"{public_id}@geschlossen.invalid",
        None,
    )
    assert not hasattr(mia, "pupil_profile")
    assert actions.first_broken_link() is None
