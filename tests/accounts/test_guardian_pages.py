"""The guardian's link and the young person's page about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Consent, Link, User
from core import clock
from tests.accounts.conftest import go
from tests.factories.accounts import ConsentFactory, NetworkFactory

KEY = "5f0b2c1e-6c57-4f0e-9a54-0d9f1a1b2c3d"


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
