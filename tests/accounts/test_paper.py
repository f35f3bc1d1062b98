"""Consent on paper: the sheet decides nothing, the list is answered for by a checked school, the slip stops it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import actions, permissions
from accounts.models import Consent, ConsentEvent, Guardian, Membership, Organisation, PaperRequest, User
from core import clock
from tests.accounts.conftest import go
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

KEY = "5f0b2c1e-6c57-4f0e-9a54-0d9f1a1b2c3d"
EVENING = "/konto/elternabend/"


@pytest.fixture
def teacher() -> User:
    """Teaches at a checked school."""
    school = OrganisationFactory(kind=Organisation.Kind.SCHOOL, verified=True, name="Schule am Anger")
    return MembershipFactory(organisation=school, role=Membership.Role.TEACHER).user


def school_of(person: User) -> Organisation:
    return person.memberships.get().organisation


def code_for(pupil: User) -> str:
    return actions.print_sheet(pupil, by=pupil).request.code


def test_sheet_leads_to_a_mailbox_and_only_the_mail_decides(mia: User, token_of: Any) -> None:
    page = go(mia).post(reverse("accounts:paper_sheet")).content.decode()
    address = re.search(r"/e/papier/[\w-]{22}/", page)[0]
    parent = Client()

    shown = parent.get(address).content.decode()
    done = parent.post(address, {"guardian_email": "eva@mail.example", "client_key": KEY}).content.decode()

    assert shown.count("<li>") >= 5
    assert "Die Frage ist unterwegs" in done
    assert Consent.objects.get().state == "requested"
    yes = {"name": "Eva", "relation": "mother", "has_custody": "on", "agrees": "on", "answer": "yes"}
    parent.post(f"/e/{token_of('eva@mail.example')}/", yes)
    assert Consent.objects.get().state == "granted_waiting"
    assert "gilt nicht mehr" in parent.get(address).content.decode()


def test_own_mailbox_on_the_sheet_is_refused(mia: User) -> None:
    sheet = actions.print_sheet(mia, by=mia)

    page = Client().post(f"/e/papier/{sheet.token}/", {"guardian_email": mia.email, "client_key": KEY})

    assert "Diese Adresse geht nicht" in page.content.decode()
    assert not Consent.objects.exists()


def test_unknown_sheet_is_a_missing_page_and_the_secret_is_not_kept(mia: User) -> None:
    sheet = actions.print_sheet(mia, by=mia)

    assert Client().get(f"/e/papier/{'x' * 22}/").status_code == 404
    assert sheet.token not in str(PaperRequest.objects.values())


def test_no_sheet_for_whom_nobody_has_to_be_asked(jonas: User, mia: User, moderator: User) -> None:
    assert go(jonas).post(reverse("accounts:paper_sheet")).status_code == 302
    with pytest.raises(PermissionDenied):
        actions.print_sheet(mia, by=moderator)
    assert not PaperRequest.objects.exists()


def test_list_grants_waits_a_day_and_the_slip_stops_it(mia: User, teacher: User) -> None:
    code = code_for(mia)

    page = go(teacher).post(EVENING, {"codes": f"{code[:4].lower()}-{code[4:]}\nAAAA-AAAA", "is_signed": "on"})
    entries = [entry for entry, _qr in page.context["entries"]]

    consent = Consent.objects.get()
    assert [entry.outcome for entry in entries] == ["granted", "unknown"]
    assert (consent.state, consent.guardian.email) == ("granted_waiting", "")
    assert permissions.writing_opens_at(mia) == consent.writing_from
    event = ConsentEvent.objects.get(after="granted_waiting")
    assert (event.by, event.actor, event.reason, len(event.proof)) == (teacher, "list", "Schule am Anger", 64)
    stop = f"/e/{entries[0].stop_token}/"
    assert "Jetzt stoppen" in Client().get(stop).content.decode()
    Client().post(stop)
    consent.refresh_from_db()
    assert consent.state == "revoked"
    assert not permissions.may_contact_firms(mia)


def test_code_counts_once(mia: User, teacher: User) -> None:
    code = code_for(mia)

    first = actions.sign_list([code, code], by=teacher, organisation=school_of(teacher))
    again = actions.sign_list([code], by=teacher, organisation=school_of(teacher))

    assert [entry.outcome for entry in [*first, *again]] == ["granted", "used"]
    assert Consent.objects.count() == 1


def test_list_answers_an_open_question_by_mail(mia: User, asked: Consent, teacher: User) -> None:
    code = code_for(mia)

    actions.sign_list([code], by=teacher, organisation=school_of(teacher))

    asked.refresh_from_db()
    assert asked.state == "granted_waiting"
    assert not asked.links.usable().filter(purpose="consent_decide").exists()


def test_a_no_of_the_parents_is_not_overruled_by_a_list(mia: User, asked: Consent, teacher: User) -> None:
    code = code_for(mia)
    actions.decline_consent(asked)

    (entry,) = actions.sign_list([code], by=teacher, organisation=school_of(teacher))

    asked.refresh_from_db()
    assert (entry.outcome, asked.state) == ("refused", "declined")


def test_old_sheet_and_grown_pupil(mia: User, teacher: User) -> None:
    old, grown = code_for(mia), UserFactory(pupil_15=True)
    young = code_for(grown)
    User.objects.filter(pk=grown.pk).update(born_year=clock.today().year - 17)
    with clock.frozen(clock.now() + timedelta(days=59)):
        later = actions.sign_list([young], by=teacher, organisation=school_of(teacher))
    with clock.frozen(clock.now() + timedelta(days=61)):
        gone = actions.sign_list([old], by=teacher, organisation=school_of(teacher))

    assert [later[0].outcome, gone[0].outcome] == ["not_needed", "ended"]


@pytest.mark.parametrize("who", ["owner", "guild_office", "moderator", "mia", "stranger"])
def test_only_advising_people_of_checked_schools_sign_lists(
    who: str, mia: User, teacher: User, request: pytest.FixtureRequest
) -> None:
    person, code = request.getfixturevalue(who), code_for(mia)

    assert go(person).get(EVENING).status_code == 404
    assert go(person).get(f"{EVENING}liste/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.sign_list([code], by=person, organisation=school_of(teacher))
    assert not Consent.objects.exists()


def test_unchecked_school_signs_nothing() -> None:
    person = MembershipFactory(organisation__kind=Organisation.Kind.SCHOOL, role=Membership.Role.TEACHER).user

    assert go(person).get(EVENING).status_code == 404


def test_list_without_the_tick_keeps_what_was_typed(mia: User, teacher: User) -> None:
    page = go(teacher).post(EVENING, {"codes": code_for(mia)})

    assert "Ohne dieses Häkchen" in page.content.decode()
    assert PaperRequest.objects.get().code in page.content.decode()
    assert not Consent.objects.exists()


def test_signature_on_paper_needs_no_mailbox_at_sixteen(mia: User, teacher: User) -> None:
    actions.sign_list([code_for(mia)], by=teacher, organisation=school_of(teacher))
    User.objects.filter(pk=mia.pk).update(born_year=clock.today().year - 17)
    with clock.frozen(clock.now() + timedelta(days=2)):
        actions.open_writing()
        ended = actions.end_by_age()

    assert (ended, Guardian.objects.count()) == (1, 0)


def test_empty_list_prints(teacher: User) -> None:
    page = go(teacher).get(f"{EVENING}liste/").content.decode()

    assert "Unterschrift" in page
    assert "Schule am Anger" in page
