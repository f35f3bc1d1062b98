"""The account's own pages: what is stored, correcting it, hiding, leaving."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from tests.accounts.conftest import go
from tests.factories.accounts import AccessFactory, UserFactory


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
