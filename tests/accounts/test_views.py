"""Pages and who may see them: owner, colleague, stranger; the guardian's link; the queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Consent, Delegation, Link, Membership, Organisation, User
from core import clock
from tests.factories.accounts import (
    AccessFactory,
    ConsentFactory,
    DelegationFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
)

KEY = "5f0b2c1e-6c57-4f0e-9a54-0d9f1a1b2c3d"
TRAITS = ["pupil_15", "pupil_16", "firm_owner", "guild_office", "counsellor", "moderator", "admin"]


def go(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def url(name: str, organisation: Organisation) -> str:
    return reverse(f"accounts:{name}", args=[organisation.public_id])


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404), ("mia", 404), ("moderator", 404)]
)
def test_organisation_is_for_its_people(who: str, status: int, firm: Organisation, request: Any) -> None:
    assert go(request.getfixturevalue(who)).get(url("organisation", firm)).status_code == status


@pytest.mark.parametrize("page", ["organisation_edit", "member_invite", "delegation_give"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("stranger", 404), ("mia", 404)])
def test_changing_is_for_the_owner(page: str, who: str, status: int, firm: Organisation, request: Any) -> None:
    assert go(request.getfixturevalue(who)).get(url(page, firm)).status_code == status


@pytest.mark.parametrize("name", ["accounts:account", "accounts:data", "accounts:data_person", "accounts:close"])
def test_without_sign_in_own_pages_lead_to_it(client: Client, name: str) -> None:
    answer = client.get(reverse(name))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/konto/anmelden/")


@pytest.mark.parametrize(
    "trait", ["pupil_15", "pupil_16", "firm_owner", "guild_office", "counsellor", "moderator", "admin"]
)
@pytest.mark.parametrize(
    "name", ["accounts:account", "accounts:data", "accounts:data_person", "accounts:data_way", "accounts:close"]
)
def test_own_pages_show_for_everybody(trait: str, name: str) -> None:
    assert go(UserFactory(**{trait: True})).get(reverse(name)).status_code == 200


def test_foreign_and_missing_organisation_look_the_same(firm: Organisation, stranger: User) -> None:
    client = go(stranger)
    missing = "/konto/organisationen/00000000-0000-4000-8000-000000000000/"

    foreign, gone = client.get(url("organisation", firm)), client.get(missing)

    assert (foreign.status_code, foreign.content) == (gone.status_code, gone.content)


def test_owner_edits_and_colleague_cannot_post(firm: Organisation, owner: User, colleague: User) -> None:
    values = {"name": firm.name, "street": firm.street, "postal_code": "04600", "phone": "03447 000222"}

    refused = go(colleague).post(url("organisation_edit", firm), values)
    saved = go(owner).post(url("organisation_edit", firm), values)

    firm.refresh_from_db()
    assert (refused.status_code, saved.status_code, firm.phone) == (403, 302, "03447 000222")


def test_posted_state_changes_nothing(firm: Organisation, owner: User) -> None:
    values = {"name": firm.name, "street": firm.street, "postal_code": "04600", "phone": firm.phone}

    go(owner).post(
        url("organisation_edit", firm), {**values, "verification": "verified", "may_train": "on", "kind": "chamber"}
    )

    firm.refresh_from_db()
    assert (firm.verification, firm.may_train, firm.kind) == ("unverified", False, "firm")


def test_invited_stranger_opens_an_account_and_signs_in_by_code(
    firm: Organisation, owner: User, token_of: Any, code_of: Any
) -> None:
    go(owner).post(
        url("member_invite", firm),
        {"email": "neu@mail.example", "role": "firm_staff", "client_key": KEY},
    )
    address = reverse("accounts:invitation", args=[token_of("neu@mail.example")])
    guest = Client()

    shown = guest.get(address)
    opened = guest.post(address, {"first_name": "Uwe", "last_name": "Zschau", "role": "firm_owner"})
    guest.post(opened.url, {"code": code_of("neu@mail.example")})

    assert (shown.status_code, guest.get(url("organisation", firm)).status_code) == (200, 200)
    assert Membership.objects.get(user__email="neu@mail.example").role == "firm_staff"
    assert guest.get(address).status_code == 410


def test_invitation_for_a_known_person_asks_to_sign_in(firm: Organisation, owner: User, token_of: Any) -> None:
    person = actions.create_person("da@mail.example", by=None)
    actions.invite(firm, by=owner, email=person.email, role="firm_staff")
    address = reverse("accounts:invitation", args=[token_of(person.email)])

    assert "Anmelden und annehmen" in Client().get(address).content.decode()
    wrong = go(owner).post(address)
    right = go(person).post(address)

    assert (wrong.status_code, right.status_code) == (200, 302)
    assert Membership.objects.active().filter(user=person).count() == 1


def test_unknown_token_is_a_missing_page() -> None:
    token = "x" * 22

    assert Client().get(f"/konto/einladung/{token}/").status_code == 404
    assert Client().get(f"/e/{token}/").status_code == 404


def test_last_owner_is_told_and_stays(firm: Organisation, owner: User) -> None:
    held = owner.memberships.get()

    page = go(owner).post(reverse("accounts:member_change", args=[held.public_id]), {"act": "end"})

    assert "kann nicht gehen" in page.content.decode()
    assert Membership.objects.get().state == "active"


def test_member_page_is_hidden_from_strangers(owner: User, stranger: User) -> None:
    address = reverse("accounts:member_change", args=[owner.memberships.get().public_id])

    assert go(stranger).get(address).status_code == 404
    assert go(stranger).post(address, {"act": "end"}).status_code == 404


def test_firm_gives_and_ends_an_order(guild: Organisation) -> None:
    person = MembershipFactory(organisation__verified=True).user
    firm = person.memberships.get().organisation

    go(person).post(url("delegation_give", firm), {"office": guild.pk, "scope": "both"})
    given = Delegation.objects.get()
    go(person).post(reverse("accounts:delegation_end", args=[firm.public_id, given.pk]))

    assert (given.office, Delegation.objects.current().count()) == (guild, 0)


def test_foreign_order_cannot_be_ended(stranger: User) -> None:
    given = DelegationFactory()
    own = stranger.memberships.get().organisation

    assert go(stranger).post(reverse("accounts:delegation_end", args=[own.public_id, given.pk])).status_code == 404
    assert Delegation.objects.current().count() == 1


# --- the guardian -----------------------------------------------------------------------------------------------------


def test_pupil_asks_guardian_decides_and_stops(mia: User, token_of: Any) -> None:
    NetworkFactory()
    go(mia).post(
        reverse("accounts:consent"),
        {"guardian_email": "vater@mail.example", "client_key": KEY},
    )
    page = f"/e/{token_of('vater@mail.example')}/"
    guardian = Client()

    asked = guardian.get(page).content.decode()
    without = guardian.post(page, {"name": "Eva", "relation": "mother", "answer": "yes"})
    guardian.post(page, {"name": "Eva", "relation": "mother", "has_custody": "on", "agrees": "on", "answer": "yes"})
    after = guardian.get(page).content.decode()

    assert asked.count("<li>") >= 5
    assert "checked" not in asked
    assert without.status_code == 200
    assert 'value="Eva"' in without.content.decode()
    assert "Danke, Ihr Ja ist angekommen" in after
    assert Consent.objects.get().state == "granted_waiting"
    stop = f"/e/{token_of('vater@mail.example')}/"
    assert "Jetzt stoppen" in guardian.get(stop).content.decode()
    assert Consent.objects.get().state == "granted_waiting"  # looking changes nothing
    guardian.post(stop)
    assert Consent.objects.get().state == "revoked"
    assert "Gestoppt" in guardian.get(stop).content.decode()
    assert "gilt nicht mehr" not in guardian.get(stop).content.decode()


def test_no_needs_no_fields(asked: Consent, token_of: Any) -> None:
    page = f"/e/{token_of('vater@mail.example')}/"

    Client().post(page, {"answer": "no"})

    assert Consent.objects.get().state == "declined"
    assert "Ihr Nein ist angekommen" in Client().get(page).content.decode()


def test_used_link_decides_nothing_more(asked: Consent, token_of: Any) -> None:
    page = f"/e/{token_of('vater@mail.example')}/"
    Client().post(page, {"answer": "no"})

    Client().post(page, {"name": "Eva", "relation": "mother", "has_custody": "on", "agrees": "on", "answer": "yes"})

    assert Consent.objects.get().state == "declined"


def test_ended_link_says_so(asked: Consent, token_of: Any) -> None:
    page = f"/e/{token_of('vater@mail.example')}/"

    with clock.frozen(clock.now() + timedelta(days=15)):
        actions.expire_unanswered()
        shown = Client().get(page)

    assert "gilt nicht mehr" in shown.content.decode()


def test_guardian_reads_no_surname_no_mail_and_no_school(asked: Consent, mia: User, token_of: Any) -> None:
    User.objects.filter(pk=mia.pk).update(last_name="Kanarienvogel")

    page = Client().get(f"/e/{token_of('vater@mail.example')}/").content.decode()

    assert [value for value in ("Kanarienvogel", mia.email) if value in page] == []


def test_guardian_page_sets_no_session_and_is_not_kept(asked: Consent, token_of: Any) -> None:
    page = Client().get(f"/e/{token_of('vater@mail.example')}/")

    assert "sessionid" not in page.cookies
    assert "no-store" in page.headers["Cache-Control"]


def test_day_page_speaks_of_the_day(token_of: Any) -> None:
    consent = ConsentFactory(day=True, subject="Tischlerei Morgenroth, 3. Dezember")
    token = actions.links.issue(Link.Purpose.CONSENT_DECIDE, expires_at=consent.expires_at, consent=consent)

    page = Client().get(f"/e/{token}/").content.decode()

    assert "Tischlerei Morgenroth, 3. Dezember" in page
    assert "nur für diesen einen Tag" in page


@pytest.mark.parametrize("state", Consent.State.values)
def test_consent_page_shows_in_every_state(state: str) -> None:
    consent = ConsentFactory(waiting=True)
    Consent.objects.update(state=state)

    assert go(consent.pupil).get(reverse("accounts:consent")).status_code == 200


def test_wrong_mailbox_is_told_beside_the_field(mia: User) -> None:
    page = go(mia).post(reverse("accounts:consent"), {"guardian_email": mia.email, "client_key": KEY})

    assert "Diese Adresse geht nicht" in page.content.decode()
    assert mia.email in page.content.decode()


def test_consent_page_is_for_young_people(owner: User) -> None:
    assert go(owner).get(reverse("accounts:consent")).status_code == 404


# --- own data ---------------------------------------------------------------------------------------------------------


def test_pupil_corrects_the_way_and_only_that(jonas: User) -> None:
    values = {"postal_code": "04600", "certificate": "middle", "start_year": str(clock.today().year + 1)}

    go(jonas).post(reverse("accounts:data_way"), {**values, "own_consent_at": "", "is_paused": "on", "user": "1"})

    profile = User.objects.get(pk=jonas.pk).pupil_profile
    assert (profile.certificate, profile.postal_code_id, profile.is_paused) == ("middle", "04600", False)
    assert profile.own_consent_at is not None


def test_own_birth_month_cannot_be_posted(mia: User) -> None:
    go(mia).post(reverse("accounts:data_person"), {"shown_name": "Mia B.", "born_year": "2000", "kind": "staff"})

    mia.refresh_from_db()
    assert (mia.shown_name, mia.age_band(), mia.kind) == ("Mia B.", "14_15", "pupil")


@pytest.mark.parametrize("count", [1, 3])
def test_data_page_asks_a_fixed_number_of_queries(count: int, jonas: User, django_assert_max_num_queries: Any) -> None:
    for _turn in range(count):
        AccessFactory(pupil=jonas)
    client = go(jonas)

    with django_assert_max_num_queries(16):
        page = client.get(reverse("accounts:data"))

    assert page.content.decode().count('class="seen"') == count


def test_pause_hides_and_returns(jonas: User) -> None:
    client = go(jonas)

    client.post(reverse("accounts:data_pause"), {"paused": "yes"})
    assert User.objects.get(pk=jonas.pk).pupil_profile.is_paused is True
    client.post(reverse("accounts:data_pause"), {"paused": "no"})
    assert User.objects.get(pk=jonas.pk).pupil_profile.is_paused is False


def test_closing_signs_out_and_forgets(mia: User) -> None:
    client = go(mia)

    page = client.post(reverse("accounts:close"))

    assert page.status_code == 200
    assert client.get(reverse("accounts:account")).status_code == 302
    assert User.objects.get(pk=mia.pk).email.endswith("@geschlossen.invalid")


# --- the queue --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("moderator", 200), ("guild_office", 200), ("owner", 404), ("stranger", 404), ("mia", 404)],
)
def test_queue_is_for_those_who_check(who: str, status: int, member_firm: Organisation, request: Any) -> None:
    client = go(request.getfixturevalue(who))

    assert client.get(reverse("verification:list")).status_code == status
    assert client.get(reverse("verification:detail", args=[member_firm.public_id])).status_code == status


def test_guild_cannot_open_a_foreign_firm(firm: Organisation, guild_office: User) -> None:
    address = reverse("verification:detail", args=[firm.public_id])

    assert go(guild_office).get(address).status_code == 404
    assert go(guild_office).post(address, {"act": "verify"}).status_code == 404


def test_moderator_checks_by_the_page(member_firm: Organisation, moderator: User) -> None:
    client, address = go(moderator), reverse("verification:detail", args=[member_firm.public_id])

    early = client.post(address, {"act": "verify"})
    for step in ("register", "call_back"):
        client.post(address, {"act": "check", "step": step, "note": "gefunden"})
    client.post(address, {"act": "verify"})

    member_firm.refresh_from_db()
    assert "Es fehlt noch eine der beiden Prüfungen" in early.content.decode()
    assert member_firm.verification == "verified"
    assert client.get(address).status_code == 200


def test_rejection_without_words_is_asked_for_them(member_firm: Organisation, moderator: User) -> None:
    address = reverse("verification:detail", args=[member_firm.public_id])

    page = go(moderator).post(address, {"act": "reject", "reason": ""})

    member_firm.refresh_from_db()
    assert (page.status_code, member_firm.verification) == (200, "in_review")
    assert page.context["reason_form"].errors.keys() == {"reason"}


@pytest.mark.parametrize("state", ["in_review", "changes_in_review", "verified", "suspended", "rejected", "left"])
def test_detail_shows_in_every_state(state: str, member_firm: Organisation, moderator: User) -> None:
    Organisation.objects.filter(pk=member_firm.pk).update(
        verification=state, pending_changes={"name": "Neu", "postal_code": "04600"}
    )

    assert go(moderator).get(reverse("verification:detail", args=[member_firm.public_id])).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queue_asks_a_fixed_number_of_queries(count: int, moderator: User, django_assert_max_num_queries: Any) -> None:
    for _turn in range(count):
        OrganisationFactory(verification="in_review")
    client = go(moderator)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("verification:list"))

    assert len(page.context["page"].object_list) == count


def test_consents_under_review_are_for_counsellors_and_moderators(moderator: User, owner: User) -> None:
    counsellor = UserFactory(counsellor=True)
    consent = ConsentFactory(granted=True, is_sample=True)
    address = reverse("verification:consents")

    assert [go(person).get(address).status_code for person in (moderator, counsellor, owner)] == [200, 200, 404]
    go(counsellor).post(reverse("verification:consent_seen", args=[consent.public_id]))
    consent.refresh_from_db()
    assert consent.sample_seen_at is not None


def test_helped_pupil_may_ask_again(mia: User, moderator: User) -> None:
    for _turn in range(3):
        consent = actions.request_consent(mia, by=mia, guardian_email="v@mail.example", kind="data")
        Consent.objects.filter(pk=consent.pk).update(expires_at=clock.now())
        actions.expire_unanswered()
    client = go(moderator)

    shown = client.get(reverse("verification:consents")).content.decode()
    client.post(reverse("verification:consent_help", args=[mia.public_id]))

    assert "3 Fragen" in shown
    assert actions.failures(mia, "data") == 0
    assert "Eltern fragen" in go(mia).get(reverse("accounts:consent")).content.decode()
