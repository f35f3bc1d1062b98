"""The doors: a role comes from the door and from nothing that is posted."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent, Membership, Organisation, PupilProfile, User
from core import clock
from tests.factories.accounts import OrganisationFactory, PostalCodeFactory

KEY = "5f0b2c1e-6c57-4f0e-9a54-0d9f1a1b2c3d"


def young(years: int, **more: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "email": "mia@mail.example",
        "shown_name": "Mia",
        "born_month": "1",
        "born_year": str(today.year - years),
        "notice": "on",
        "client_key": KEY,
        **more,
    }


def office(**more: str) -> dict[str, Any]:
    PostalCodeFactory()
    return {
        "email": "grit@betrieb.example",
        "first_name": "Grit",
        "last_name": "Morgenroth",
        "name": "Tischlerei Morgenroth",
        "street": "Am Anger 4",
        "postal_code": "04600",
        "phone": "03447 000110",
        "notice": "on",
        "client_key": KEY,
        **more,
    }


DOORS = [
    ("accounts:sign_up_firm", {}, "firm", "firm_owner"),
    ("accounts:sign_up_guild", {"organisation_type": "guild"}, "guild", "guild_office"),
    ("accounts:sign_up_guild", {"organisation_type": "chamber"}, "chamber", "chamber_adviser"),
    ("accounts:sign_up_counsellor", {"organisation_type": "guidance_centre"}, "guidance_centre", "counsellor"),
    ("accounts:sign_up_counsellor", {"organisation_type": "school"}, "school", "teacher"),
]


@pytest.mark.parametrize("door", ["young", "firm", "guild", "counsellor"])
def test_every_door_opens_without_a_cookie_of_a_session(client: Client, door: str) -> None:
    page = client.get(reverse(f"accounts:sign_up_{door}"))

    assert page.status_code == 200
    assert "sessionid" not in page.cookies


def test_pupil_signs_up_and_confirms_by_code(client: Client, code_of: Any) -> None:
    opened = client.post(reverse("accounts:sign_up_young"), young(16))
    confirmed = client.post(opened.url, {"code": code_of("mia@mail.example"), "action": "verify"})

    user = User.objects.get()
    assert (user.kind, user.shown_name, user.is_staff, user.is_superuser) == ("pupil", "Mia", False, False)
    assert confirmed.url == "/mein/"
    assert client.get(reverse("accounts:account")).status_code == 200
    assert user.pupil_profile.own_consent_at is not None


def test_at_15_the_account_opens_without_own_consent(client: Client) -> None:
    client.post(reverse("accounts:sign_up_young"), young(15))

    assert PupilProfile.objects.get().own_consent_at is None


@pytest.mark.parametrize("years", [13, 8])
def test_below_14_a_friendly_page_and_nothing_is_stored(client: Client, years: int) -> None:
    page = client.post(reverse("accounts:sign_up_young"), young(years))

    assert "Wir haben nichts gespeichert" in page.content.decode()
    assert (User.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_nobody_is_told_beforehand_which_age_is_needed(client: Client) -> None:
    page = client.get(reverse("accounts:sign_up_young")).content.decode()
    form = re.sub(r"<[^>]*>", " ", page[page.index("<form") : page.index("</form>")])

    assert [word for word in ("14", "16", "unter", "mindestens") if word in form] == []


@pytest.mark.parametrize(("door", "extra", "kind", "role"), DOORS)
def test_door_gives_its_kind_and_role(client: Client, door: str, extra: dict, kind: str, role: str) -> None:
    client.post(reverse(door), office(**extra))

    organisation, held, user = Organisation.objects.get(), Membership.objects.get(), User.objects.get()
    assert (organisation.kind, organisation.verification, organisation.place_name) == (kind, "unverified", "Altenburg")
    assert (held.role, held.user, held.organisation) == (role, user, organisation)
    assert (user.kind, user.is_staff, user.groups.count()) == ("member", False, 0)


@pytest.mark.parametrize("other", ["firm", "guild", "staff", "carrier"])
def test_door_gives_no_other_kind(client: Client, other: str) -> None:
    page = client.post(reverse("accounts:sign_up_counsellor"), office(organisation_type=other))

    assert page.status_code == 200
    assert Organisation.objects.count() == 0


def test_confirmed_mailbox_starts_the_check(client: Client, code_of: Any) -> None:
    opened = client.post(reverse("accounts:sign_up_firm"), office())
    client.post(opened.url, {"code": code_of("grit@betrieb.example"), "action": "verify"})

    assert Organisation.objects.get().verification == "in_review"


def test_firm_names_its_guild(client: Client) -> None:
    guild = OrganisationFactory(guild=True, verified=True)
    unchecked = OrganisationFactory(guild=True)

    wrong = client.post(reverse("accounts:sign_up_firm"), office(named_body=str(unchecked.pk)))
    client.post(reverse("accounts:sign_up_firm"), office(named_body=str(guild.pk)))

    assert wrong.status_code == 200
    assert Organisation.objects.get(kind="firm").named_body == guild


EXTRA = st.dictionaries(
    st.sampled_from(
        [
            "kind",
            "role",
            "is_staff",
            "is_superuser",
            "is_active",
            "groups",
            "user_permissions",
            "verification",
            "verified_on",
            "may_train",
            "own_consent_at",
            "state",
            "organisation",
            "password",
            "password1",
            "public_id",
            "session_version",
            "merged_into",
            "slug",
        ]
    ),
    st.sampled_from(["staff", "1", "on", "true", "verified", "moderator", "firm_owner", "chamber_adviser"]),
    max_size=19,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(extra=EXTRA)
def test_nothing_posted_beside_the_form_gives_a_right(client: Client, wide: None, extra: dict[str, str]) -> None:
    User.objects.all().delete()
    Organisation.objects.all().delete()
    client.logout()

    client.post(reverse("accounts:sign_up_young"), {**extra, **young(15)})
    Client().post(reverse("accounts:sign_up_firm"), {**extra, **office(client_key=KEY.replace("5", "6"))})

    pupil, owner = User.objects.order_by("pk")
    assert (pupil.kind, owner.kind) == ("pupil", "member")
    for person in (pupil, owner):
        assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)
        assert person.has_usable_password() is False
    assert pupil.pupil_profile.own_consent_at is None
    assert pupil.memberships.count() == 0
    organisation = Organisation.objects.get()
    assert (organisation.verification, organisation.may_train, organisation.verified_on) == ("unverified", False, None)
    assert owner.memberships.get().role == "firm_owner"


def test_known_address_gets_the_same_answer_and_only_the_mailbox_learns_it(mails: Any, strict: None) -> None:
    first, second = Client(), Client()
    answer_new = first.post(reverse("accounts:sign_up_young"), young(16))
    page_new = first.get(answer_new.url)

    answer_old = second.post(reverse("accounts:sign_up_young"), young(16, client_key=KEY.replace("5", "7")))
    page_old = second.get(answer_old.url)

    assert (answer_new.status_code, answer_new.url) == (answer_old.status_code, answer_old.url)
    assert (page_new.status_code, page_old.status_code) == (200, 200)
    assert User.objects.count() == 1
    assert "gibt es bei Handschlag schon ein Konto" in mails("mia@mail.example")[-1].body_text


def test_double_click_opens_one_account_that_can_be_confirmed(client: Client, code_of: Any) -> None:
    for _turn in range(2):
        opened = client.post(reverse("accounts:sign_up_young"), young(16))

    client.post(opened.url, {"code": code_of("mia@mail.example"), "action": "verify"})

    assert User.objects.count() == 1
    assert client.get(reverse("accounts:account")).status_code == 200


def test_errors_stand_beside_the_field_and_keep_what_was_typed(client: Client) -> None:
    page = client.post(reverse("accounts:sign_up_firm"), office(postal_code="99999", phone="ruf an", email="grit"))

    text = page.content.decode()
    assert (User.objects.count(), page.status_code) == (0, 200)
    assert "Das sieht nicht wie eine Telefonnummer aus" in text
    assert 'value="Tischlerei Morgenroth"' in text
    assert page.context["form"].errors.keys() == {"postal_code", "phone", "email"}


def test_year_of_two_digits_is_asked_again(client: Client) -> None:
    page = client.post(reverse("accounts:sign_up_young"), young(16, born_year="10"))

    assert "vier Ziffern" in page.content.decode()


def test_markup_in_a_name_stays_text(client: Client, code_of: Any) -> None:
    opened = client.post(reverse("accounts:sign_up_young"), young(16, shown_name="<b>Mia</b>"))
    client.post(opened.url, {"code": code_of("mia@mail.example"), "action": "verify"})

    page = client.get(reverse("accounts:data")).content.decode()
    assert "<b>Mia</b>" not in page
    assert "&lt;b&gt;Mia&lt;/b&gt;" in page


def test_sixth_account_in_half_an_hour_is_told_to_wait(strict: None) -> None:
    statuses = [
        Client()
        .post(
            reverse("accounts:sign_up_young"),
            young(16, email=f"mia{number}@mail.example", client_key=f"{number}{KEY[1:]}"),
        )
        .status_code
        for number in range(6)
    ]

    assert statuses == [302] * 5 + [429]


def test_unconfirmed_account_is_forgotten_after_14_days_with_its_organisation(client: Client) -> None:
    from datetime import timedelta  # noqa: PLC0415

    from accounts import retention  # noqa: PLC0415

    client.post(reverse("accounts:sign_up_firm"), office())
    left = []
    for days in (13, 15):
        with clock.frozen(clock.now() + timedelta(days=days)):
            retention.run()
            left.append(User.objects.count())

    assert left == [1, 0]
    assert (User.objects.count(), Organisation.objects.count()) == (0, 0)


def test_allauths_own_limit_answers_with_the_same_page(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}

    pages = [Client().post(reverse("accounts:sign_up_young"), {}) for _turn in range(2)]

    assert [page.status_code for page in pages] == [200, 429]
    assert "in einer Minute" in pages[1].content.decode()
