"""What a firm reads of the person and the words of an application, level by level; who looked is on record."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import reveals
from accounts.models import Access, PupilProfile, User
from apprenticeships import answers, sight
from apprenticeships.actions import applications
from apprenticeships.models import Application
from messaging import actions as messages
from tests.factories.apprenticeships import ApplicationFactory

MAIL, PHONE, STREET = "kanarie@mail.example", "03447 000777", "Kanarienweg 7"
HIDDEN = "[Kontaktdaten – noch nicht freigegeben]"


@pytest.fixture
def written(place, pupil):
    """A sent application whose writer put contact data into the answers, a number in two of them."""
    User.objects.filter(pk=pupil.pk).update(email=MAIL, phone=PHONE)
    PupilProfile.objects.filter(user=pupil).update(street=STREET)
    pupil = User.objects.get(pk=pupil.pk)
    draft = ApplicationFactory(
        vacancy=place,
        pupil=pupil,
        why=f"Holz riecht gut. Schreib an {MAIL}",
        example="Ruf an: 0171 / 55",
        first_day="123 45 67, das NYM-J 3x1,5 verlegen",
        way="Bus 12 um 6:40",
    )
    return applications.submit(draft, by=pupil)


def sign_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def share(application, *fields):
    messages.share_contact(application.conversation, by=application.pupil, fields=fields)


def pages(client, application):
    """Every byte of the desk that speaks of this application."""
    addresses = [
        application.get_absolute_url(),
        reverse("apprenticeships:application_list"),
        reverse("apprenticeships:application_answer", args=[application.public_id, "rueckfrage"]),
    ]
    return "".join(client.get(address).content.decode() for address in addresses)


def test_contact_in_the_answers_is_hidden_from_the_firm_alone(written, owner, pupil):
    firm = " | ".join(answer.text for answer in answers.of(written, owner))
    own = " | ".join(answer.text for answer in answers.of(written, pupil))

    assert [word for word in (MAIL, "0171", "123 45 67") if word in firm] == []
    assert firm.count(HIDDEN) == 3
    assert all(word in firm for word in ("Holz riecht gut", "NYM-J 3x1,5", "Bus 12 um 6:40"))
    assert HIDDEN not in own


def test_no_byte_of_the_desk_holds_what_is_closed(written, owner):
    text = pages(sign_in(owner), written)

    assert [word for word in (MAIL, PHONE, STREET, "0171 / 55") if word in text] == []
    assert HIDDEN in text


def test_shared_fields_appear_on_the_card_one_by_one_and_go_again(written, owner):
    client = sign_in(owner)
    share(written, "phone")
    phone = pages(client, written)
    share(written, "phone", "email")
    both = pages(client, written)
    share(written)
    none = pages(client, written)

    assert [[word in text for word in (PHONE, MAIL, STREET)] for text in (phone, both, none)] == [
        [True, False, False],
        [True, True, False],
        [False, False, False],
    ]


def test_share_to_one_firm_opens_nothing_to_another(written, pupil):
    elsewhere = ApplicationFactory(sent=True, pupil=pupil, why=f"Schreib an {MAIL}")
    share(written, "email")
    stranger = elsewhere.vacancy.organisation

    assert stranger != written.vacancy.organisation
    assert MAIL not in " ".join(answer.text for answer in answers.of(elsewhere, stranger))


def test_cards_of_many_applications_cost_the_same_queries(place, owner, django_assert_max_num_queries):
    rows = [ApplicationFactory(sent=True, vacancy=place, why=f"Mail an mich{n}@mail.example") for n in range(5)]
    sent = Application.objects.filter(pk__in=[row.pk for row in rows]).with_place()
    found = list(sent.select_related("pupil__pupil_profile__postal_code__district").order_by("pk"))

    with django_assert_max_num_queries(6):
        sight.for_all(owner, found)
        answers.for_all(found, owner)


def test_looking_is_on_record_with_its_level_and_once_an_hour(written, owner, pupil):
    client = sign_in(owner)
    share(written, "email")
    for _number in range(2):
        client.get(written.get_absolute_url())

    seen = Access.objects.filter(pupil=pupil, what="Bewerbung").get()
    page = sign_in(pupil).get(reverse("accounts:data")).content.decode()
    assert (seen.seen_by, seen.organisation, seen.level) == (owner, written.vacancy.organisation, 3)
    assert "Bewerbung: voller Name und geteilter Kontakt" in page


def test_own_look_is_not_noted(written, pupil):
    sign_in(pupil).get(written.get_absolute_url())

    assert not Access.objects.exists()


def test_pupil_sees_what_went_to_whom_and_until_when(written, pupil):
    first = [entry for entry in reveals.of(pupil) if "Bewerbung" in entry.what]
    applications.withdraw(written, by=pupil)
    after = [entry for entry in reveals.of(pupil) if "Bewerbung" in entry.what]

    assert [(entry.organisation, entry.until) for entry in first] == [(written.vacancy.organisation.name, None)]
    assert "voller Name" in first[0].what
    assert after[0].until is not None
    assert written.get_absolute_url() in sign_in(pupil).get(reverse("accounts:data")).content.decode()
