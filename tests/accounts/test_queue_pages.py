"""The queue at /pruefung/ and the consents under review."""

from typing import Any

import pytest
from django.urls import reverse

from accounts import actions
from accounts.models import Consent, Organisation, User
from core import clock
from tests.accounts.conftest import go
from tests.factories.accounts import ConsentFactory, OrganisationFactory, UserFactory


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
