"""Writing, checking and publishing a place: the form, provenance, who may."""

import pytest
from django.core.exceptions import PermissionDenied

from apprenticeships import permissions
from apprenticeships.actions import vacancies
from apprenticeships.actions.situations import NotPublishable, Unchecked
from apprenticeships.models import Vacancy
from messaging.models import Notification
from search.models import DocumentVersion
from tests.apprenticeships.doing import at, post
from tests.factories.accounts import AffiliationFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.apprenticeships import VacancyFactory
from tests.factories.trades import TradeFactory

State = Vacancy.State


# --- the form --------------------------------------------------------------------------------------------------------


def test_six_fields_make_a_published_place(client, owner, firm, form):
    answer = post(client, owner, form)
    place = Vacancy.objects.get()
    assert answer["Location"] == at("vacancy_preview", place.pk)

    client.post(at("vacancy_publish", place.pk))

    place.refresh_from_db()
    assert place.state == State.PUBLISHED
    assert (place.months, place.pay_cents, place.district_id) == (36, [72400, 85400, 97700], "16077")
    assert place.school_days
    assert place.confirmed_at is not None
    assert DocumentVersion.objects.filter(kind="vacancy", key=str(place.pk)).exists()


def test_form_has_at_most_six_required_answers(client, owner, firm):
    client.force_login(owner)

    page = client.get(at("vacancy_new"))

    required = [name for name, field in page.context["form"].fields.items() if field.required]
    assert required == [
        "kind",
        "trade",
        "places_total",
        "contact_name",
        "contact_phone",
        "certificate_weight",
        "own_sentence",
    ]
    assert page.context["form"]["kind"].value() == "apprenticeship"


def test_sending_twice_writes_once(client, owner, form):
    for _ in range(2):
        assert post(client, owner, form).status_code == 302

    assert Vacancy.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pay_year1": "700"}, "Tragen Sie für das 1. Jahr mindestens 724 € ein (BBiG § 17)."),
        ({"pay_year3": "900"}, "Tragen Sie für das 3. Jahr mindestens 977 € ein (BBiG § 17)."),
        ({"closes_on": "2020-01-01"}, "Dieser Tag ist vorbei."),
        ({"own_sentence": ""}, "Schreiben Sie einen Satz"),
        ({"contact_phone": ""}, "Tragen Sie eine Telefonnummer ein"),
        ({"trade": "Raumschiffkapitän"}, "Diesen Beruf kennen wir nicht."),
        ({"places_total": "0"}, "Mindestens ein Platz."),
        ({"postal_code": "99999"}, "Diese Postleitzahl kennen wir nicht."),
        ({"work_start": "05:00"}, "JArbSchG § 14"),
        ({"weekly_hours": "48"}, "höchstens 40 Stunden"),
        ({"own_sentence": "Junger Mann gesucht, der anpackt."}, "So dürfen wir es nicht veröffentlichen"),
        (
            {"certificate_weight": "expected", "certificate_level": "middle", "certificate_reason": "zu kurz"},
            "mindestens 15 Zeichen",
        ),
        ({"certificate_weight": "wished"}, "Wählen Sie den Abschluss."),
        ({"form": "part_time", "weekly_hours": "10"}, "mindestens 20 Stunden"),
        ({"start": "", "start_on": "2020-08-01"}, "Der Beginn liegt in der Vergangenheit"),
    ],
)
def test_wrong_input_is_told_beside_the_field_and_kept(client, owner, form, changes, words):
    page = post(client, owner, form, **changes).content.decode()

    assert words in page
    assert "field__error" in page
    assert "03447 000110" in page or "contact_phone" in changes
    assert not Vacancy.objects.exists()


TEXTS = [
    "own_sentence",
    "tasks",
    "downsides",
    "transport",
    "school_days",
    "contact_name",
    "contact_hours",
    "street",
    "pay_note",
]


@pytest.mark.parametrize("field", TEXTS)
def test_markup_stays_text_in_every_field(client, owner, form, field):
    post(client, owner, form, **{field: "<i onload=x>Holz</i>"})
    place = Vacancy.objects.get()
    client.post(at("vacancy_publish", place.pk))
    client.logout()

    page = client.get(at("vacancy_detail", place.pk)).content.decode()

    assert "<i onload" not in page


def test_control_signs_are_removed(client, owner, form):
    post(client, owner, form, own_sentence="Wer\u202e fragt\u0007, passt.")

    assert Vacancy.objects.get().own_sentence == "Wer fragt, passt."


def test_other_word_for_the_trade_is_understood(client, owner, form):
    answer = post(client, owner, form, trade="Tischlerin")

    assert answer.status_code == 302
    assert Vacancy.objects.get().trade_id == "tischler"


def test_draft_may_be_unfinished_by_law(client, owner, form):
    post(client, owner, form, pay_year1="700", act="draft")

    assert Vacancy.objects.get().state == State.DRAFT
    with pytest.raises(NotPublishable):
        vacancies.publish(Vacancy.objects.get(), by=owner)


def test_public_place_cannot_be_changed_into_a_wrong_one(client, owner, place, form):
    client.force_login(owner)

    page = client.post(at("vacancy_edit", place.pk), form | {"pay_year1": "700", "pay_year2": "900"}).content.decode()

    place.refresh_from_db()
    assert "mindestens 724 €" in page
    assert place.pay_year1_cents == 82000


# --- who publishes ---------------------------------------------------------------------------------------------------


def test_unchecked_firm_is_checked_first(client, form):
    firm = OrganisationFactory()
    owner = MembershipFactory(organisation=firm).user
    post(client, owner, form)
    place = Vacancy.objects.get()

    client.post(at("vacancy_publish", place.pk))

    place.refresh_from_db()
    assert place.state == State.SUBMITTED
    client.logout()
    assert client.get(at("vacancy_detail", place.pk)).status_code == 404


def test_member_of_a_checked_guild_publishes_at_once(db):
    row = AffiliationFactory()

    assert permissions.may_publish_at_once(row.member)


def test_guild_named_at_sign_up_does_not_count(db):
    guild = OrganisationFactory(guild=True, verified=True)

    assert not permissions.may_publish_at_once(OrganisationFactory(named_body=guild))


def test_guild_posts_visibly_for_a_member_that_never_signs_in(client, firm, office, form):
    post(client, office, form)
    place = Vacancy.objects.get()
    client.post(at("vacancy_publish", place.pk))
    client.logout()

    page = client.get(at("vacancy_detail", place.pk)).content.decode()

    guild = office.memberships.get().organisation
    assert place.on_behalf_of == firm
    assert place.entered_by == guild
    assert f"eingetragen von: {guild.name} am" in page


def test_stranger_cannot_post_for_the_firm(firm, stranger):
    with pytest.raises(PermissionDenied):
        vacancies.write(firm, by=stranger, values={"trade": TradeFactory()})


def test_reviewer_returns_with_remarks_and_publishes_later(client, form):
    row = AffiliationFactory(member=OrganisationFactory(verification="in_review"))
    place = VacancyFactory(organisation=row.member, submitted=True)
    reviewer = MembershipFactory(organisation=row.body, role="guild_office").user
    client.force_login(reviewer)
    assert client.get(at("vacancy_check", place.pk)).status_code == 200

    client.post(at("vacancy_check", place.pk), {"act": "return", "remarks": "Bitte die Zeiten prüfen."})

    place.refresh_from_db()
    assert (place.state, place.remarks) == (State.RETURNED, "Bitte die Zeiten prüfen.")


def test_reviewer_cannot_publish_for_an_unchecked_firm(db):
    place = VacancyFactory(unchecked=True, submitted=True)

    with pytest.raises(Unchecked):
        vacancies.approve(place, by=UserFactory(moderator=True))


def test_people_of_the_firm_hear_what_others_did_with_their_place(place, owner):
    paused = vacancies.pause(place, by=owner)
    told = Notification.objects.filter(kind="vacancy_moved").order_by("pk")
    assert not told.exists()

    vacancies.block(paused, by=UserFactory(moderator=True), reason="Kein echter Platz.")

    assert [(one.user, one.context["state"]) for one in told] == [(owner, "Gesperrt")]


def test_moderator_blocks_and_owner_cannot(place, owner):
    with pytest.raises(PermissionDenied):
        vacancies.block(place, by=owner, reason="Test")

    vacancies.block(place, by=UserFactory(moderator=True), reason="Falscher Beruf.")

    assert (place.state, Vacancy.objects.public().count()) == (State.BLOCKED, 0)
