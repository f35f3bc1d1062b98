"""What firms and offices do with an application, and what the young person sees of it."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions as accounts
from apprenticeships.actions import applications
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, ApplicationEvent
from core import clock
from messaging.models import Conversation, Message
from tests.apprenticeships.doing import at, draft
from tests.factories.apprenticeships import ApplicationFactory

State = Application.State


def test_firm_leads_an_application_to_the_promise(place, sent, pupil, owner):
    applications.take_up(sent, by=owner)
    applications.offer(sent, by=owner, text="Wir freuen uns.")
    applications.accept(sent, by=pupil)

    place.refresh_from_db()
    assert sent.state == State.ACCEPTED
    assert sent.answered_by == "firm"
    assert sent.first_human_answer_at is not None
    assert place.places_filled == 1
    assert [event.after for event in sent.events.all()] == ["draft", "submitted", "in_review", "offered", "accepted"][
        1:
    ]


def test_invitation_date_talk_and_offer_follow_each_other(sent, pupil, owner):
    applications.invite(sent, by=owner, text="Di, 1.12., 15 Uhr")
    applications.agree_on_date(sent, by=pupil)
    applications.mark_interviewed(sent, by=owner)
    applications.offer(sent, by=owner, text="Gern.", reply_by=clock.today() + timedelta(days=3))

    assert sent.state == State.OFFERED
    assert sent.reply_by == clock.today() + timedelta(days=3)


def test_question_stops_the_clock_and_the_answer_moves_the_due_day(sent, pupil, owner):
    due = sent.due_at
    applications.ask_back(sent, by=owner, text="Wie kommst du her?", client_key=uuid.uuid4())
    with clock.frozen(clock.now() + timedelta(days=2)):
        applications.reply(sent, by=pupil, text="Mit dem Rad.", client_key=uuid.uuid4())

    assert sent.state == State.IN_REVIEW
    assert sent.due_at - due >= timedelta(days=2)
    assert Message.objects.filter(conversation=sent.conversation, kind="text").count() == 2


def test_office_answers_visibly_for_the_firm(client, sent, office, pupil):
    applications.invite(sent, by=office, text="Komm vorbei.")

    event = sent.events.last()
    client.force_login(pupil)
    page = client.get(at("application_detail", sent.public_id)).content.decode()
    assert sent.answered_by == "guild"
    assert event.organisation != sent.vacancy.organisation
    assert f"beantwortet durch: {event.organisation.name}" in page


def test_decline_needs_a_reason_of_the_catalogue_and_carries_a_kind_sentence(sent, owner):
    with pytest.raises(ValueError, match="no reason"):
        applications.decline(sent, by=owner, reason="other")

    applications.decline(sent, by=owner, reason="position_filled")

    assert sent.reason_text == "Der Platz ist inzwischen vergeben. Das lag nicht an dir."


def test_decline_form_without_reason_says_so(client, sent, owner):
    client.force_login(owner)

    page = client.post(at("application_answer", sent.public_id, "absagen"), {"text": "Tut uns leid."}).content.decode()

    assert "Wählen Sie einen Grund." in page
    assert "Tut uns leid." in page


def test_database_refuses_a_decline_without_reason(sent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=sent.pk).update(state=State.DECLINED, reason="")


def test_second_answer_finds_the_first_one(sent, owner, colleague):
    stale = Application.objects.get(pk=sent.pk)
    applications.invite(sent, by=owner, text="Komm vorbei.")

    with pytest.raises(WrongStep):
        applications.decline(stale, by=colleague, reason="too_far")

    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (State.INVITED, "")


@pytest.mark.parametrize("who", ["stranger", "pupil", "pupil_16"])
def test_nobody_else_answers(request, sent, who):
    with pytest.raises(PermissionDenied):
        applications.invite(sent, by=request.getfixturevalue(who), text="Komm vorbei.")


def test_withdrawing_hides_it_and_ends_the_talk(client, sent, pupil, owner):
    client.force_login(pupil)
    client.post(at("application_decide", sent.public_id, "zurueckziehen"))
    client.post(at("application_decide", sent.public_id, "zurueckziehen"))

    sent.refresh_from_db()
    client.force_login(owner)
    assert sent.state == State.WITHDRAWN
    assert client.get(at("application_detail", sent.public_id)).status_code == 404
    assert sent.conversation.state == Conversation.State.CLOSED
    assert ApplicationEvent.objects.filter(after=State.WITHDRAWN).count() == 1


def test_taking_a_promise_back_frees_the_place(place, sent, pupil, owner):
    applications.take_up(sent, by=owner)
    applications.offer(sent, by=owner, text="Gern.")
    applications.accept(sent, by=pupil)
    applications.say_no(sent, by=pupil)

    place.refresh_from_db()
    assert place.places_filled == 0


def test_pupil_reads_who_looked(sent, pupil, owner):
    applications.take_up(sent, by=owner)

    assert [(access.seen_by, access.reason) for access in pupil.accesses.all()] == [(owner, sent.vacancy.title)]


def test_name_appears_with_the_invitation_when_the_pupil_wished_so(client, place, pupil, owner):
    application = draft(place, pupil)
    applications.save_draft(place, by=pupil, values={"name_on_invitation": True})
    application.refresh_from_db()
    applications.submit(application, by=pupil)
    client.force_login(owner)
    before = client.get(at("application_detail", application.public_id)).content.decode()
    applications.invite(application, by=owner, text="Komm vorbei.")
    after = client.get(at("application_detail", application.public_id)).content.decode()

    assert pupil.last_name not in before
    assert pupil.last_name in after


def test_list_stands_in_order_of_arrival(place, owner):
    first = ApplicationFactory(vacancy=place, sent=True, submitted_at=clock.now() - timedelta(days=2))
    second = ApplicationFactory(vacancy=place, sent=True)

    assert list(Application.objects.run_by(owner).in_order_of_arrival()) == [first, second]


def test_old_drafts_expire_and_young_ones_stay(place, pupil, pupil_16):
    old = ApplicationFactory(vacancy=place, pupil=pupil, saved_at=clock.now() - timedelta(days=91))
    young = ApplicationFactory(vacancy=place, pupil=pupil_16, saved_at=clock.now() - timedelta(days=89))

    assert applications.expire_drafts() == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (State.EXPIRED, State.DRAFT)


def test_stopped_firm_leaves_nobody_waiting(sent, firm):
    applications.decline_for_stopped(firm)

    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (State.DECLINED, "firm_stopped_training")


def test_leaving_takes_applications_along(sent, pupil):
    accounts.close_account(pupil, by=pupil)

    sent.refresh_from_db()
    assert sent.state == State.WITHDRAWN


@pytest.mark.parametrize("who", ["pupil", "pupil_16", "pupil_15"])
@pytest.mark.parametrize("name", ["application_about", "application_answers"])
def test_an_empty_step_begins_a_draft_and_breaks_nothing(client, request, place, who, name):
    client.force_login(request.getfixturevalue(who))

    for _ in range(2):
        assert client.post(at(name, place.pk), {}).status_code in (200, 302)

    assert Application.objects.get().state == State.DRAFT


def test_begin_again_copies_a_withdrawn_application_only(client, sent, pupil):
    client.force_login(pupil)
    assert client.post(at("application_again", sent.public_id)).status_code == 302
    assert Application.objects.count() == 1

    applications.withdraw(sent, by=pupil)
    client.post(at("application_again", sent.public_id))

    copy = Application.objects.drafts().get()
    assert (copy.why, copy.vacancy) == (sent.why, sent.vacancy)


@pytest.mark.parametrize("act", ["ansehen", "gespraech"])
def test_one_button_steps_do_not_move_what_stands_elsewhere(client, sent, owner, act):
    applications.decline(sent, by=owner, reason="too_far")
    client.force_login(owner)

    assert client.post(at("application_answer", sent.public_id, act)).status_code == 302

    sent.refresh_from_db()
    assert sent.state == State.DECLINED


def test_minors_surname_waits_for_the_second_step(client, place, pupil_16, owner):
    sent = applications.submit(ApplicationFactory(vacancy=place, pupil=pupil_16), by=pupil_16)
    client.force_login(owner)
    before = [client.get(at("application_detail", sent.public_id)), client.get(at("application_list"))]
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
    session["account_authentication_methods_user"] = str(owner.pk)
    session.save()
    after = client.get(at("application_detail", sent.public_id)).content.decode()

    assert [pupil_16.last_name in page.content.decode() for page in before] == [False, False]
    assert "zweiten Schritt" in before[0].content.decode()
    assert pupil_16.last_name in after
