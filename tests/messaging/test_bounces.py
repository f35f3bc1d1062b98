"""Who waits for somebody whose mailbox sends mails back hears of it in the app, with what can be done."""

from uuid import uuid4

import pytest
from django.core import mail

from core import signals
from messaging import actions, notifications
from messaging.models import Bounce, Notification
from tests.factories.accounts import ConsentFactory, MembershipFactory, UserFactory
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory, VacancyFactory
from tests.factories.messaging import ParticipationFactory

PASSWORD = "ein sehr langes Kennwort"


def kinds_of(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def say(talk, who):
    return actions.send(talk.conversation, by=getattr(talk, who), body="Hallo", client_key=uuid4())


def test_a_returned_mail_marks_the_address_and_tells_its_owner_once(db, noon):
    user = UserFactory(email="Voll@Beispiel.example")
    for _twice in range(2):
        signals.mail_returned.send(None, address=user.email, detail="550 5.1.1")

    assert (Bounce.objects.get().address, kinds_of(user)) == ("voll@beispiel.example", ["mailbox_returns"])


def test_the_next_sign_in_says_so_and_leads_to_the_way_out(db, noon, client):
    user = MembershipFactory().user
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    actions.note_bounce(user.email)
    sign_in = {"login": user.email, "password": PASSWORD}
    page = client.post("/konto/anmelden/passwort/", sign_in, follow=True).content.decode()

    assert f"Mails an {user.email} kommen zurück" in page
    assert '<a href="/nachrichten/mitteilungen/mails/">Postfach richten</a>' in page
    wishes = client.get("/nachrichten/mitteilungen/mails/").content.decode()
    assert "Das Postfach geht wieder" in wishes
    assert 'href="/konto/email/"' in wishes


def test_the_writer_of_unread_words_is_told_and_the_reader_of_read_ones_not(talk, noon):
    say(talk, "pupil")
    actions.note_bounce(talk.owner.email)
    actions.note_bounce(talk.pupil.email)

    assert kinds_of(talk.pupil) == ["other_side_unreached", "mailbox_returns"]
    assert kinds_of(talk.owner) == ["mailbox_returns"]


def test_a_colleague_who_gets_mails_is_enough(talk, noon):
    ParticipationFactory(conversation=talk.conversation, user=talk.colleague)
    say(talk, "pupil")
    actions.note_bounce(talk.owner.email)
    assert kinds_of(talk.pupil) == []

    actions.note_bounce(talk.colleague.email)
    assert kinds_of(talk.pupil) == ["other_side_unreached"]


def test_words_written_to_a_marked_mailbox_are_told_too_and_once(talk, noon, outbox):
    actions.note_bounce(talk.owner.email)
    for _twice in range(2):
        with outbox():
            say(talk, "pupil")

    assert kinds_of(talk.pupil) == ["other_side_unreached"]
    assert mail.outbox == []


def test_the_child_learns_that_the_parents_were_never_asked(db, noon):
    consent, granted = ConsentFactory(), ConsentFactory(granted=True)
    actions.note_bounce(consent.guardian.email.upper())
    actions.note_bounce(granted.guardian.email)

    notice = Notification.objects.get()
    assert (notice.user, notice.kind, notice.url) == (consent.pupil, "parents_mail_returned", "/konto/zustimmung/")


@pytest.mark.parametrize("phone", ["03447 000110", ""])
def test_applicants_are_told_whom_to_call(db, noon, phone):
    vacancy = VacancyFactory(contact_phone=phone)
    owner = MembershipFactory(organisation=vacancy.organisation).user
    application = ApplicationFactory(vacancy=vacancy, sent=True)
    answered = ApplicationFactory(vacancy=vacancy, sent=True, state="invited")
    actions.note_bounce(owner.email)

    notice = Notification.objects.get(kind="firm_unreached")
    assert (notice.user, notice.url) == (application.pupil, application.get_absolute_url())
    assert notifications.title_of(notice) == f"Mails an {vacancy.organisation.name} kommen zurück"
    assert ("03447 000110" if phone else "Beratung") in notifications.text_of(notice)
    assert kinds_of(answered.pupil) == []


def test_a_firm_without_members_is_reached_by_the_address_of_its_place(db, noon):
    waiting = BookingFactory(state="requested")
    actions.note_bounce(waiting.slot.vacancy.contact_email)

    assert kinds_of(waiting.pupil) == ["firm_unreached"]


def test_a_second_member_of_the_firm_is_enough(db, noon):
    application = ApplicationFactory(sent=True)
    firm = application.vacancy.organisation
    owner, other = MembershipFactory(organisation=firm).user, MembershipFactory(organisation=firm, staff=True).user
    actions.note_bounce(owner.email)
    assert kinds_of(application.pupil) == []

    actions.note_bounce(other.email)
    assert kinds_of(application.pupil) == ["firm_unreached"]
