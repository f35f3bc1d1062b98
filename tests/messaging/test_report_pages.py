"""Pages of reports and of the moderation: two clicks, both sides, cases."""

from uuid import uuid4

import pytest

from messaging import actions
from messaging.models import Conversation, Report
from tests.factories.messaging import MessageFactory, ReportFactory
from tests.messaging.doing import INSIDE, PEOPLE, page_of, url


def test_report_takes_two_clicks_without_script(talk, enter):
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm", body="Schreib mir privat")
    client = enter(talk.pupil)
    address = url("message_report", talk.conversation.public_id, message.public_id)
    assert address in client.get(page_of(talk)).content.decode()

    form = client.get(address)
    assert form.content.decode().count('name="reason"') == 6
    key = uuid4()
    answers = [client.post(address, {"reason": "contact_outside", "client_key": key}) for _number in range(2)]
    receipt = client.get(answers[0].url).content.decode()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Report.objects.count(), "116 111" in receipt) == (1, True)
    assert Conversation.objects.get(pk=talk.conversation.pk).state == "frozen"


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_report_a_message(talk, enter, who):
    message = MessageFactory(conversation=talk.conversation)
    address = url("message_report", talk.conversation.public_id, message.public_id)

    assert enter(getattr(talk, who)).get(address).status_code == (200 if who in {"pupil", "owner"} else 404)


def test_report_without_reason_says_so(talk, enter):
    message = MessageFactory(conversation=talk.conversation)
    address = url("message_report", talk.conversation.public_id, message.public_id)

    answer = enter(talk.owner).post(address, {"text": "Etwas ist komisch", "client_key": uuid4()})

    assert answer.status_code == 422
    assert "Bitte einen Grund wählen." in answer.content.decode()
    assert "Etwas ist komisch" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "code"),
    [("/plaetze/12/", 302), ("", 422), ("//evil.example/", 422), ("https://evil.example/", 422), ("/\\evil", 422)],
)
def test_public_report_needs_no_account(db, client, address, code):
    answer = client.post(url("report"), {"address": address, "reason": "wrong_offer", "client_key": uuid4()})

    assert (answer.status_code, Report.objects.count()) == (code, 1 if code == 302 else 0)
    assert client.get(url("report_received")).status_code == 200


def test_public_report_fills_in_the_page(db, client):
    assert 'value="/plaetze/12/"' in client.get(url("report"), {"seite": "/plaetze/12/"}).content.decode()


@pytest.mark.parametrize("who", PEOPLE)
def test_report_page_is_for_both_sides_after_the_decision(talk, enter, who):
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm")
    filed = actions.report(
        by=talk.pupil, reason="feels_odd", client_key=uuid4(), message=message, text_of_reporter="Hm"
    )
    client = enter(getattr(talk, who))

    before = client.get(filed.get_absolute_url()).status_code
    actions.decide(filed, by=talk.moderator, measure="warn", rule="tone", statement="Eine klare Begründung.")
    after = client.get(filed.get_absolute_url())

    assert before == (200 if who == "pupil" else 404)
    assert after.status_code == (200 if who in INSIDE else 404)
    if who == "owner":
        assert "Eine klare Begründung." in after.content.decode()
        assert talk.pupil.get_short_name() not in after.content.decode()


@pytest.mark.parametrize("who", PEOPLE)
def test_moderation_exists_for_moderators_only(talk, enter, who):
    filed = ReportFactory()
    client = enter(getattr(talk, who))

    codes = [
        client.get(url("moderation")).status_code,
        client.get(url("moderation_case", filed.pk)).status_code,
        client.post(url("moderation_take", filed.pk)).status_code,
        client.post(url("moderation_decide", filed.pk), {}).status_code,
    ]

    assert codes == ([200, 200, 302, 422] if who == "moderator" else [404] * 4)


def test_case_shows_the_words_after_taking_it_up(talk, enter):
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm", body="Schreib mir privat")
    filed = actions.report(by=talk.pupil, reason="contact_outside", client_key=uuid4(), message=message)
    client, address = enter(talk.moderator), url("moderation_case", filed.pk)

    before = client.get(address).content.decode()
    client.post(url("moderation_take", filed.pk))
    after = client.get(address).content.decode()
    fields = {
        "measure": "end_conversation",
        "rule": "outside",
        "statement": "Kein Kontakt außerhalb vor dem ersten Tag.",
    }
    client.post(url("moderation_decide", filed.pk), fields)

    assert ["Schreib mir privat" in text for text in (before, after)] == [False, True]
    assert "Mia" not in after
    filed.refresh_from_db()
    assert (filed.state, filed.conversation.state) == ("action_taken", "closed")
    assert "Kein Kontakt außerhalb" in client.get(address).content.decode()


def test_decision_without_reason_keeps_what_was_typed(talk, enter):
    filed = ReportFactory(state="in_review")

    answer = enter(talk.moderator).post(url("moderation_decide", filed.pk), {"measure": "warn", "statement": "Kurz"})

    assert answer.status_code == 422
    assert "Bitte in einem ganzen Satz begründen." in answer.content.decode()
    assert ">\nKurz</textarea>" in answer.content.decode()


def test_wider_look_and_complaint_by_form(talk, enter):
    for _number in range(4):
        MessageFactory(conversation=talk.conversation)
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm")
    filed = actions.report(by=talk.pupil, reason="other", client_key=uuid4(), message=message)
    moderator = enter(talk.moderator)
    empty = moderator.post(url("moderation_widen", filed.pk), {"purpose": ""}).status_code
    moderator.post(url("moderation_widen", filed.pk), {"purpose": "Zusammenhang"})
    fields = {"measure": "none", "rule": "no_rule", "statement": "Das verstößt gegen keine Regel."}
    moderator.post(url("moderation_decide", filed.pk), fields)
    pupil = enter(talk.pupil)
    silent = pupil.post(url("report_complain", filed.public_id), {"words": ""}).status_code
    pupil.post(url("report_complain", filed.public_id), {"words": "Doch."})
    own = moderator.post(url("moderation_answer", filed.pk), {"words": "Bleibt so."}).status_code

    filed.refresh_from_db()
    assert (empty, silent, own) == (422, 422, 403)
    assert (len(filed.snapshot), filed.state, filed.complaint) == (5, "complaint", "Doch.")
