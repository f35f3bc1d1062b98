"""„Meine Daten“ as a file, and what closing an account leaves: canaries planted in every floor."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import TextField
from django.db.models.functions import Cast, Lower
from django.urls import reverse

from accounts import actions
from accounts.models import AuditEvent, Consent, ConsentEvent, User
from apprenticeships.actions import applications
from core import clock
from core.models import SentMail
from messaging import actions as messaging
from tests.accounts.conftest import go
from tests.factories.accounts import AccessFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.apprenticeships import ApplicationFactory, VacancyFactory
from trades.models import Interest, Trade

CANARY = "Kanarienvogel"


@pytest.fixture
def marked(jonas: User) -> User:
    """Somebody with the canary in everything a person can write."""
    User.objects.filter(pk=jonas.pk).update(
        shown_name=CANARY,
        first_name=CANARY,
        last_name=CANARY,
        phone=f"0 {CANARY}",
        email=f"{CANARY}@mail.example".lower(),
    )
    jonas.pupil_profile.street = f"{CANARY}weg 3"
    jonas.pupil_profile.save()
    return User.objects.get(pk=jonas.pk)


@pytest.fixture
def sent(marked: User) -> Any:
    """An application of theirs with its conversation."""
    owner = MembershipFactory(organisation__verified=True)
    place = VacancyFactory(organisation=owner.organisation)
    words = dict.fromkeys(("why", "example", "first_day"), f"{CANARY} schreibt hier etwas Ausreichendes.")
    return applications.submit(ApplicationFactory(vacancy=place, pupil=marked, **words), by=marked)


def archive(client: Any) -> dict[str, str]:
    answer = client.post(reverse("accounts:data_download"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: packed.read(name).decode() for name in packed.namelist()}


def test_file_holds_everything_and_nothing_of_others(marked: User, sent: Any) -> None:
    AccessFactory(pupil=marked, organisation=OrganisationFactory(name="Tischlerei Span"), what="Bewerbung")
    other = UserFactory(pupil_16=True, last_name="Fremdling")
    AccessFactory(pupil=other, what="Fremdes")

    files = archive(go(marked))
    values = json.loads(files["daten.json"])

    assert sorted(files) == ["daten.html", "daten.json", "zugriffe.html"]
    assert values["accounts.User"][0]["last_name"] == CANARY
    assert CANARY in values["apprenticeships.Application"][0]["why"]
    assert f"{CANARY}weg 3" in files["daten.html"]
    assert "Tischlerei Span (Bewerbung)" in files["zugriffe.html"]
    assert [word for word in ("Fremdling", "Fremdes", "password", "argon2") if word in "".join(files.values())] == []


def test_file_escapes_what_was_written(jonas: User) -> None:
    User.objects.filter(pk=jonas.pk).update(shown_name="<script>alert(1)</script>")

    page = archive(go(User.objects.get(pk=jonas.pk)))["daten.html"]

    assert "<script>" not in page


def test_taking_is_noted_limited_and_only_for_oneself(jonas: User, moderator: User) -> None:
    client = go(jonas)
    with clock.frozen(clock.now()):  # all in one window
        answers = [client.post(reverse("accounts:data_download")).status_code for _turn in range(6)]

    assert answers == [200] * 5 + [429]
    assert AuditEvent.objects.filter(verb="own_data_taken").count() == 5
    with pytest.raises(PermissionDenied):
        actions.take_own_data(jonas, by=moderator)


def test_closing_leaves_no_canary_in_any_table(marked: User, sent: Any, mails: Any) -> None:
    Interest.objects.create(user=marked, trade=Trade.objects.order_by("pk").first() or sent.vacancy.trade)
    messaging.send(sent.conversation, by=marked, body=f"Hier schreibt {CANARY}.", client_key=uuid4())
    mails(marked.email)
    assert {"accounts.User.last_name", "apprenticeships.Application.why", "messaging.Message.body"} <= {*canaries()}

    actions.close_account(marked, by=marked)

    assert canaries() == []


def test_closing_keeps_the_proof_of_a_consent_without_the_address(mia: User) -> None:
    consent = actions.request_consent(mia, by=mia, guardian_email="eva@mail.example", kind=Consent.Kind.DATA)
    actions.grant_consent(consent, name="Eva", relation="mother")

    actions.close_account(mia, by=mia)

    kept = Consent.objects.get()
    assert (kept.state, kept.guardian) == ("revoked", None)
    assert ConsentEvent.objects.exclude(proof="").count() == 1


def test_open_question_goes_with_the_account_and_nobody_is_reminded(mia: User, asked: Consent) -> None:
    actions.close_account(mia, by=mia)

    with clock.frozen(clock.now() + timedelta(days=4)):
        assert actions.remind_guardians() == 0


def test_member_leaves_words_of_the_organisation_but_no_name(owner: User, firm: Any) -> None:
    MembershipFactory(organisation=firm)

    actions.close_account(owner, by=owner)

    owner.refresh_from_db()
    assert (owner.get_full_name(), owner.is_active) == ("Ohne Namen", False)


def test_mails_to_the_closed_mailbox_are_gone(mia: User) -> None:
    SentMail.objects.create(key="x", to=mia.email, template="t", subject="s", started_at=clock.now())

    actions.close_account(mia, by=mia)

    assert not SentMail.objects.filter(to=mia.email).exists()


def canaries() -> list[str]:
    """Tables and columns in which the canary still sings."""
    words = ("CharField", "TextField", "EmailField", "JSONField")
    return [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if column.get_internal_type() in words and sings(model, column.name)
    ]


def sings(model: Any, column: str) -> bool:
    rows = model._base_manager.annotate(words_of_it=Lower(Cast(column, TextField())))
    return rows.filter(words_of_it__contains=CANARY.lower()).exists()
