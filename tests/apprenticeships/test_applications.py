"""The short application: draft, sending, answering, taking back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions as accounts
from apprenticeships.actions import applications
from apprenticeships.actions.situations import Closed, Incomplete, NotAllowed
from apprenticeships.models import Application, ApplicationEvent
from core import clock
from messaging.models import Notification
from tests.apprenticeships.doing import ANSWERS, at, draft
from tests.factories.accounts import ConsentFactory, OrganisationFactory
from tests.factories.apprenticeships import ApplicationFactory, VacancyFactory

State = Application.State


# --- writing ---------------------------------------------------------------------------------------------------------


def test_typing_saves_one_draft_however_often(client, place, pupil):
    client.force_login(pupil)

    for text in ("Ho", "Holz", "Holz."):
        answer = client.post(at("application_draft", place.pk), {"why": text})

    assert answer.json()["saved"] is True
    assert list(Application.objects.values_list("state", "why")) == [("draft", "Holz.")]


def test_draft_keeps_what_another_field_holds(place, pupil):
    applications.save_draft(place, by=pupil, values={"why": "Holz."})
    application = applications.save_draft(place, by=pupil, values={"example": "Ein Regal."})

    assert (application.why, application.example) == ("Holz.", "Ein Regal.")


def test_steps_lead_to_the_receipt_with_the_due_day(client, place, pupil, outbox, mailoutbox):
    client.force_login(pupil)

    client.post(at("application_about", place.pk), {"way": "Rad", "show_certificate": "now"})
    client.post(at("application_answers", place.pk), ANSWERS)
    page = client.get(at("application_send", place.pk)).content.decode()
    with outbox():
        client.post(at("application_send", place.pk))

    application = Application.objects.get()
    assert "Antwort bis" in page
    assert application.state == State.SUBMITTED
    assert application.due_at > clock.now() + timedelta(days=6)
    assert application.conversation.pupil == pupil
    subjects = [mail.subject for mail in mailoutbox if pupil.email in mail.to]
    assert subjects == ["Deine Bewerbung ist angekommen"]
    assert application.due_label in next(mail.body for mail in mailoutbox if pupil.email in mail.to)


@pytest.mark.parametrize("field", ["why", "example", "first_day"])
def test_too_long_an_answer_is_told_beside_the_field_and_kept(client, place, pupil, field):
    client.force_login(pupil)

    page = client.post(at("application_answers", place.pk), {**ANSWERS, field: "x" * 401}).content.decode()

    assert "Höchstens 400 Zeichen, du hast 401." in page
    assert "x" * 401 in page
    assert Application.objects.get().state == State.DRAFT


def test_markup_in_answers_stays_text(client, place, pupil, owner):
    application = applications.save_draft(place, by=pupil, values=dict.fromkeys(ANSWERS, "<b onclick=x>Holz</b>"))
    applications.submit(application, by=pupil)
    client.force_login(owner)

    page = client.get(at("application_detail", application.public_id)).content.decode()

    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;Holz" in page


def test_double_submit_and_back_button_send_once(client, place, pupil, owner):
    client.force_login(pupil)
    draft(place, pupil)

    for _ in range(3):
        assert client.post(at("application_send", place.pk)).status_code == 302

    assert Application.objects.count() == 1
    assert ApplicationEvent.objects.filter(after=State.SUBMITTED).count() == 1
    assert Notification.objects.filter(kind="application_received_firm").count() == 1
    assert client.get(at("application_about", place.pk)).status_code == 302


def test_incomplete_application_is_not_sent(place, pupil):
    application = applications.save_draft(place, by=pupil, values={"why": "Holz."})

    with pytest.raises(Incomplete):
        applications.submit(application, by=pupil)


def test_closed_place_takes_nothing_but_keeps_the_text(place, pupil):
    application = draft(place, pupil)
    place.closes_on = clock.today() - timedelta(days=1)
    place.save()
    application.vacancy.refresh_from_db()

    with pytest.raises(Closed):
        applications.submit(application, by=pupil)

    assert Application.objects.get().why == "Holz."


def test_minor_cannot_apply_at_an_unchecked_firm(pupil_16):
    place = VacancyFactory(organisation=OrganisationFactory())
    application = draft(place, pupil_16)

    with pytest.raises(NotAllowed):
        applications.submit(application, by=pupil_16)


def test_firm_people_cannot_apply(place, owner):
    with pytest.raises(PermissionDenied):
        applications.save_draft(place, by=owner, values=ANSWERS)


def test_database_refuses_a_second_live_application(place, pupil):
    ApplicationFactory(vacancy=place, pupil=pupil)

    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(vacancy=place, pupil=pupil)


def test_after_an_end_the_pupil_may_apply_again(place, pupil):
    ApplicationFactory(vacancy=place, pupil=pupil, state=State.WITHDRAWN)

    assert draft(place, pupil).state == State.DRAFT


# --- guardian --------------------------------------------------------------------------------------------------------


def test_below_sixteen_waits_for_the_guardian_and_goes_out_with_the_yes(place, pupil_15, owner):
    application = applications.submit(draft(place, pupil_15), by=pupil_15)
    assert application.state == State.CONSENT_PENDING
    assert not Application.objects.visible_to(owner).exists()

    consent = accounts.request_consent(pupil_15, by=pupil_15, guardian_email="mutter@mail.example", kind="data")
    accounts.grant_consent(consent, name="Frau Nowak", relation="mother")

    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert application.conversation.writable_from > clock.now() + timedelta(hours=23)
    assert Application.objects.visible_to(owner).get() == application


def test_stopped_consent_takes_everything_back_at_once(place, consenting, owner):
    application = applications.submit(draft(place, consenting), by=consenting)
    consent = consenting.consents.get()

    accounts.revoke_consent(consent)

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert not Application.objects.visible_to(owner).exists()


@pytest.mark.parametrize(("verb", "state"), [("decline_consent", State.WITHDRAWN)])
def test_a_no_of_the_guardian_ends_the_waiting(place, pupil_15, verb, state):
    application = applications.submit(draft(place, pupil_15), by=pupil_15)
    consent = ConsentFactory(guardian__pupil=pupil_15, pupil=pupil_15)

    getattr(accounts, verb)(consent)

    application.refresh_from_db()
    assert application.state == state
