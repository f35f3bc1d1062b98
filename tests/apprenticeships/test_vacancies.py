"""The life of a place: filled, paused, copied, closed, found, and what the database refuses."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from apprenticeships import advert
from apprenticeships.actions import applications, vacancies
from apprenticeships.actions.situations import StillOpen, WrongStep
from apprenticeships.models import Application, Requirement, Vacancy
from core import clock
from search.backends import cluster
from tests.apprenticeships.doing import at
from tests.factories.accounts import OrganisationFactory
from tests.factories.apprenticeships import ApplicationFactory, RequirementFactory, VacancyFactory

State = Vacancy.State


def test_filled_in_one_click_when_nobody_waits(client, owner, place):
    client.force_login(owner)

    client.post(at("vacancy_filled", place.pk))

    place.refresh_from_db()
    assert (place.state, place.places_left) == (State.FILLED, 0)


def test_filled_asks_for_one_text_when_people_wait(client, owner, place):
    first, second = (ApplicationFactory(vacancy=place, sent=True) for _ in range(2))
    client.force_login(owner)
    with pytest.raises(StillOpen):
        vacancies.fill(place, by=owner)

    page = client.post(at("vacancy_filled", place.pk)).content.decode()
    client.post(at("vacancy_filled", place.pk), {"reason": "position_filled", "text": "Danke für deine Mühe."})

    place.refresh_from_db()
    assert "2 Bewerbungen warten noch." in page
    assert place.state == State.FILLED
    for application in (first, second):
        application.refresh_from_db()
        assert (application.state, application.reason_text) == (Application.State.DECLINED, "Danke für deine Mühe.")


def test_pause_takes_no_applications_and_ends(client, owner, place, pupil):
    vacancies.pause(place, by=owner)
    client.force_login(pupil)

    page = client.get(at("vacancy_detail", place.pk)).content.decode()

    assert "Nimmt gerade keine Bewerbungen an" in page
    assert client.get(at("application_about", place.pk)).status_code == 302
    assert vacancies.resume(place, by=owner).state == State.PUBLISHED


def test_stand_buttons_of_the_list_work(client, owner, place):
    client.force_login(owner)
    before = place.confirmed_at

    for act, state in (
        ("noch-frei", "published"),
        ("pause", "paused"),
        ("weiter", "published"),
        ("schliessen", "closed"),
    ):
        client.post(at("vacancy_stand", place.pk, act))
        place.refresh_from_db()
        assert place.state == state

    assert place.confirmed_at > before


def test_copy_takes_everything_but_the_season(client, owner, place):
    place.start_on = date(2025, 8, 1)
    place.save()
    RequirementFactory(vacancy=place, expected=True)
    client.force_login(owner)
    key = str(uuid.uuid4())

    for _ in range(2):
        client.post(at("vacancy_copy", place.pk), {"client_key": key})

    copy = Vacancy.objects.exclude(pk=place.pk).get()
    assert (copy.state, copy.own_sentence, copy.copied_from) == (State.DRAFT, place.own_sentence, place)
    assert copy.start_on > clock.today()
    assert [row.weight for row in copy.requirements.all()] == ["wished"]


def test_closing_day_ends_the_place_and_its_drafts(place, pupil):
    draft = ApplicationFactory(vacancy=place, pupil=pupil)

    vacancies.expire(place)

    draft.refresh_from_db()
    assert (place.state, draft.state) == (State.EXPIRED, Application.State.EXPIRED)


def test_open_places_are_the_ones_that_take_somebody(firm):
    shown = VacancyFactory(organisation=firm)
    VacancyFactory(organisation=firm, closed=True)
    VacancyFactory(organisation=firm, paused=True)
    VacancyFactory(organisation=firm, places_filled=2)
    VacancyFactory(organisation=OrganisationFactory(verification="suspended"))

    assert list(Vacancy.objects.open()) == [shown]
    assert shown.is_open()


def test_second_step_finds_the_first_one(place, owner, colleague):
    stale = Vacancy.objects.get(pk=place.pk)
    vacancies.pause(place, by=owner)

    with pytest.raises(WrongStep):
        vacancies.pause(stale, by=colleague)


def test_merged_firm_takes_its_places_along(place, firm):
    successor = OrganisationFactory(verified=True)

    vacancies.move_to(successor, firm)

    place.refresh_from_db()
    assert (place.organisation, place.entered_by) == (successor, firm)


def test_database_refuses_more_filled_than_there_are(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.filter(pk=place.pk).update(places_filled=3)


def test_database_refuses_a_demand_without_reason(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequirementFactory(vacancy=place, weight="expected", reason="")


def test_falling_pay_is_a_hint_only(place, firm):
    place.pay_year2_cents = 86000
    place.pay_year1_cents = 90000

    found = advert.check(place, [])

    assert [(remark.field, remark.is_error) for remark in found] == [("pay_year2_cents", False)]


def test_part_time_pay_follows_the_hours(place, firm):
    place.form, place.weekly_hours, place.months = "part_time", 20, 54
    place.pay_year1_cents, place.pay_year2_cents, place.pay_year3_cents = 36200, 42700, 48900

    assert advert.errors(place, []) == []


def test_wishes_never_close_a_place_in_the_search(place):
    from apprenticeships.documents import VacancyDocument  # noqa: PLC0415

    RequirementFactory(vacancy=place, level="middle")
    wished = VacancyDocument.contents(VacancyDocument.queryset().get())["certificate"]
    Requirement.objects.update(weight="expected", reason="Formeln gehören zur Arbeit.")
    expected = VacancyDocument.contents(VacancyDocument.queryset().get())["certificate"]

    assert (wished, expected) == ("none", "middle")


def test_document_finds_the_place_with_its_day(place, day):
    from apprenticeships.documents import VacancyDocument  # noqa: PLC0415

    entry = VacancyDocument.entries(VacancyDocument.queryset().get(), 1)[0]

    assert entry["offer"] == ["apprenticeship", "taster_day"]
    assert "03447" not in str(entry)
    assert place.contact_name not in str(entry)


def test_document_comes_back_from_a_cluster_as_it_went(place, day):
    from apprenticeships.documents import VacancyDocument  # noqa: PLC0415

    sent = cluster.to_elastic(VacancyDocument.entries(VacancyDocument.queryset().get(), 1)[0])
    kept = json.loads(json.dumps(sent))

    assert repr(cluster.from_elastic(kept)) == repr(cluster.from_elastic(sent))


def test_accepting_counts_the_place(place, owner, pupil):
    application = applications.submit(ApplicationFactory(vacancy=place, pupil=pupil), by=pupil)
    applications.take_up(application, by=owner)
    applications.offer(application, by=owner, text="Gern.")
    applications.accept(application, by=pupil)
    place.refresh_from_db()

    assert place.free_label == "noch 1 von 2 frei"


def test_transport_older_than_a_year_is_not_shown(place):
    place.transport = "Bus S bis Nordplatz"
    place.transport_stated_on = clock.today() - timedelta(days=366)

    assert place.transport_shown == ""
