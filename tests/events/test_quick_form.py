"""The quick form outside the admin: six answers, one page, the same page."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Membership
from core import clock
from events import actions
from events.fields import DateRow, EventFields
from events.forms import EventForm
from events.forms.editing import initial_of
from events.models import EventPage, EventStation, Occurrence
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.events import EventIndexPageFactory, EventPageFactory, OccurrenceFactory, RegistrationFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db
NEW = "/innung/veranstaltung/neu/"


@pytest.fixture
def office(db):
    """Somebody of a verified guild's office, with a calendar to publish in."""
    EventIndexPageFactory()
    return MembershipFactory(guild=True).user


@pytest.fixture
def firm(db):
    """The owner of a verified firm."""
    EventIndexPageFactory()
    return MembershipFactory(organisation=OrganisationFactory(verified=True)).user


def organisation_of(person):
    return Membership.objects.get(user=person).organisation


def typed(person, **values):
    """The six answers, and what a browser sends beside them."""
    return {
        "client_key": str(uuid.uuid4()),
        "organisation": organisation_of(person).pk,
        "title": "Späne, Leim & Kaffee",
        "kind": "open_workshop",
        "intro": "Zwei Bretter sägen, die ohne Leim halten.",
        "place_name": "Werkstatt",
        "town": "04600",
        "registration": "individual",
        "language": "de",
        "for_pupils": "on",
        "termine-TOTAL_FORMS": "1",
        "termine-INITIAL_FORMS": "0",
        "termine-0-day": "2030-01-12",
        "termine-0-start": "10:00",
        "termine-0-end": "15:00",
        "termine-0-capacity": "60",
        **values,
    }


def test_verified_guild_is_live_at_once(client, office):
    client.force_login(office)

    answer = client.post(NEW, typed(office))

    page = EventPage.objects.get()
    date = page.occurrences.get()
    assert answer.status_code == 302
    assert (
        answer["Location"]
        == page.get_absolute_url()
        == f"/veranstaltungen/{organisation_of(office).slug}/spaene-leim-kaffee/"
    )
    assert (page.live, page.owner, page.organisation) == (True, office, organisation_of(office))
    assert (date.starts_at, date.capacity) == (datetime(2030, 1, 12, 9, tzinfo=UTC), 60)
    assert page.postal_code_id == "04600"
    assert client.get(page.get_absolute_url()).status_code == 200


def test_prefilled_form_needs_only_six_answers(client, office):
    client.force_login(office)

    form = client.get(NEW).context["form"]

    missing = [name for name, field in form.fields.items() if field.required and form.initial.get(name) in (None, "")]
    assert missing == ["title", "intro"]
    assert [field.name for field in form.needed()] == ["organisation", "title", "kind", "intro", "place_name", "town"]


def test_double_submit_writes_once(client, office):
    client.force_login(office)
    values = typed(office)

    first, second = client.post(NEW, values), client.post(NEW, values)

    assert first["Location"] == second["Location"]
    assert (EventPage.objects.count(), Occurrence.objects.count()) == (1, 1)


def test_same_title_twice_gets_a_second_address(client, office):
    client.force_login(office)
    client.post(NEW, typed(office))
    client.post(NEW, typed(office))

    assert list(EventPage.objects.order_by("pk").values_list("slug", flat=True)) == [
        "spaene-leim-kaffee",
        "spaene-leim-kaffee-2",
    ]


def test_others_pass_the_moderation(client, firm):
    client.force_login(firm)

    answer = client.post(NEW, typed(firm))

    page = EventPage.objects.get()
    assert answer["Location"] == reverse("events:own_events")
    assert page.live is False
    assert page.workflow_in_progress is True
    assert client.get(page.get_absolute_url()).status_code == 404
    assert "Noch nicht veröffentlicht" in client.get(reverse("events:own_events")).content.decode()


def test_approval_publishes_it(firm, admin_user):
    page = actions.create_event(organisation_of(firm), fields(), by=firm, client_key=uuid.uuid4())

    page.current_workflow_task_state.approve(user=admin_user)

    assert EventPage.objects.get(pk=page.pk).live is True


def fields(**values):
    row = DateRow(datetime(2030, 1, 12, 9, tzinfo=UTC), datetime(2030, 1, 12, 14, tzinfo=UTC), 12)
    more = {"place_name": "Werkstatt", **values.pop("more", {})}
    return EventFields("Werkstatt offen", "open_workshop", "Sägen.", values.pop("dates", (row,)), more=more, **values)


def test_date_of_appearance_is_kept(office):
    later = datetime(2030, 1, 1, 7, tzinfo=UTC)

    page = actions.create_event(
        organisation_of(office), fields(more={"go_live_at": later}), by=office, client_key=uuid.uuid4()
    )

    assert (page.live, page.approved_schedule, page.go_live_at) == (False, True, later)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"termine-0-end": "09:00"}, "Das Ende liegt vor dem Beginn."),
        ({"termine-0-day": "2027-03-28", "termine-0-start": "02:30"}, "Diese Uhrzeit gibt es an dem Tag nicht"),
        ({"town": "Xyzzyhausen"}, "Diesen Ort kennen wir nicht. Versuchen Sie es"),
        ({"town": "Salzburg"}, "Dieser Ort liegt nicht in Deutschland"),
        ({"town": "", "place_name": ""}, "Bitte sagen, wo es stattfindet"),
        ({"class_from": "9", "class_to": "7"}, "Die letzte Klasse liegt vor der ersten."),
        ({"title": ""}, "Titel"),
        ({"kind": "unsinn"}, "Auswahl"),
        ({"stations": "x" * 90}, "Bitte den Titel kürzen"),
        ({"termine-TOTAL_FORMS": "0"}, "Termin"),
    ],
)
def test_errors_keep_what_was_typed_and_write_nothing(client, office, values, words):
    client.force_login(office)

    answer = client.post(NEW, typed(office, **values))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Zwei Bretter sägen, die ohne Leim halten." in answer.content.decode()
    assert EventPage.objects.count() == 0


def test_markup_is_only_text(client, office):
    client.force_login(office)
    client.post(NEW, typed(office, title="<script>alert(1)</script>", intro="</script><b>fett</b>"))

    page = client.get(EventPage.objects.get().get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<b>fett" not in page


def test_one_more_date_is_asked_without_saving(client, office):
    client.force_login(office)

    answer = client.post(NEW, typed(office, rows="more"))

    assert len(answer.context["dates"].forms) == 2
    assert EventPage.objects.count() == 0


def test_like_last_time_keeps_everything_but_the_day(client, office):
    page = EventPageFactory(organisation=organisation_of(office), cost_cents=250, bring_list="Brotzeit")
    EventStation.objects.create(page=page, title="Zinken sägen", text="Zwei Bretter", minimum_age=12)
    OccurrenceFactory(page=page, capacity=33)
    client.force_login(office)

    answer = client.get(f"{NEW}?wie={page.pk}")

    form, date = answer.context["form"], answer.context["dates"].forms[0]
    assert form.initial["title"] == page.title
    assert form.initial["stations"] == "Zinken sägen: Zwei Bretter (ab 12)"
    assert (date.initial["capacity"], date.initial["day"], date.initial["pk"]) == (33, None, None)


@pytest.mark.parametrize("key", ["x", "-1", "0", "²", "9" * 12, "9" * 5000, "<b>"])
def test_nonsense_is_no_model_for_a_copy(client, office, key):
    client.force_login(office)

    assert client.get(NEW, {"wie": key}).context["form"].initial["kind"] == "open_workshop"


def test_foreign_event_is_no_model_for_a_copy(client, office):
    foreign = EventPageFactory(title="Geheimer Titel", draft=True)
    client.force_login(office)

    assert "Geheimer Titel" not in client.get(f"{NEW}?wie={foreign.pk}").content.decode()


def test_every_voluntary_answer_arrives(office):
    trade = TradeFactory()
    organisations = type(organisation_of(office)).objects.filter(pk=organisation_of(office).pk)
    form = EventForm(
        typed(
            office, cost="2,50", trades=[trade.pk], topics=["solar"], stations="Zinken sägen: Zwei Bretter (ab 12)",
            for_parents="on", class_from="7", step_free="on", admission_minutes="30", minimum_age="13",
        ),
        organisations=organisations,
    )  # fmt: skip
    assert form.is_valid() is True, form.errors

    row = DateRow(datetime(2030, 1, 12, 9, tzinfo=UTC), datetime(2030, 1, 12, 14, tzinfo=UTC))
    page = actions.create_event(organisation_of(office), form.fields_with((row,)), by=office, client_key=uuid.uuid4())

    assert (page.cost_cents, page.for_parents, page.class_from, page.step_free) == (250, True, 7, True)
    assert (page.admission_minutes, page.minimum_age) == (30, 13)
    assert [one.trade for one in page.event_trades.all()] == [trade]
    assert [one.topic for one in page.event_topics.all()] == ["solar"]
    assert [(one.title, one.text, one.minimum_age) for one in page.stations.all()] == [
        ("Zinken sägen", "Zwei Bretter", 12)
    ]
    assert initial_of(page)["stations"] == "Zinken sägen: Zwei Bretter (ab 12)"


def test_edit_changes_the_same_page_and_date(client, owner, occurrence):
    page = occurrence.page
    RegistrationFactory(occurrence=occurrence)
    client.force_login(owner)
    values = typed(owner, title="Neuer Titel", **{"termine-0-pk": occurrence.pk, "termine-0-capacity": "5"})

    answer = client.post(reverse("events:event_edit", args=[page.pk]), values)

    page.refresh_from_db()
    occurrence.refresh_from_db()
    assert answer.status_code == 302
    assert (page.title, page.live) == ("Neuer Titel", True)
    assert (occurrence.capacity, occurrence.taken, Occurrence.objects.count()) == (5, 1, 1)


def test_edit_shows_what_is_stored(client, colleague, occurrence):
    client.force_login(colleague)

    answer = client.get(reverse("events:event_edit", args=[occurrence.page_id]))

    assert occurrence.page.intro in answer.content.decode()
    assert answer.context["dates"].forms[0].initial["pk"] == occurrence.pk


@pytest.mark.parametrize("name", ["event_edit", "event_cancel"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_and_pupils_get_404(client, occurrence, stranger, pupil, name, method):
    address = reverse(f"events:{name}", args=[occurrence.page_id])

    assert getattr(client, method)(address).status_code == 302  # to sign in
    for person in (stranger, pupil):
        client.force_login(person)
        assert getattr(client, method)(address, {"reason": "x"}).status_code == 404


def test_who_acts_for_nobody_gets_403(client, pupil):
    client.force_login(pupil)

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {}).status_code == 403


def test_foreign_organisation_is_refused(client, office, stranger):
    client.force_login(office)

    answer = client.post(NEW, typed(office, organisation=organisation_of(stranger).pk))

    assert "organisation" in answer.context["form"].errors
    with pytest.raises(PermissionDenied):
        actions.create_event(organisation_of(stranger), fields(), by=office, client_key=uuid.uuid4())


def test_calling_off_tells_everybody_with_the_reason(client, owner, occurrence, outbox, mailoutbox):
    people = [UserFactory(adult=True) for _ in range(3)]
    rows = [RegistrationFactory(occurrence=occurrence, person=person) for person in people]
    client.force_login(owner)
    page = client.post(reverse("events:event_cancel", args=[occurrence.page_id]), {"reason": ""})
    assert "reason" in page.context["form"].errors

    with outbox():
        client.post(reverse("events:event_cancel", args=[occurrence.page_id]), {"reason": "Die Säge ist kaputt."})

    occurrence.refresh_from_db()
    states = {type(row).objects.get(pk=row.pk).state for row in rows}
    cancelled = [mail for mail in mailoutbox if mail.subject.endswith("fällt aus")]
    assert (occurrence.state, occurrence.cancelled_reason, states) == (
        "cancelled", "Die Säge ist kaputt.", {"cancelled_by_organiser"},
    )  # fmt: skip
    assert sorted(mail.to[0] for mail in cancelled) == sorted(person.email for person in people)
    assert all("Die Säge ist kaputt." in mail.body for mail in cancelled)
    assert occurrence.events.get().after == "cancelled"


def test_calling_off_twice_tells_once(owner, occurrence):
    person = RegistrationFactory(occurrence=occurrence).person

    actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")
    actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")

    assert person.notifications.filter(kind="event_cancelled").count() == 1


def test_what_has_begun_is_not_called_off(owner, occurrence):
    with clock.frozen(occurrence.starts_at), pytest.raises(actions.AlreadyBegun):
        actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")


def test_stranger_cannot_call_off_by_the_side_door(stranger, occurrence):
    with pytest.raises(PermissionDenied):
        actions.cancel_occurrence(occurrence, by=stranger, reason="Krank.")
    with pytest.raises(PermissionDenied):
        actions.cancel_event(occurrence.page, by=stranger, reason="Krank.")
    with pytest.raises(PermissionDenied):
        actions.edit_event(occurrence.page, fields(), by=stranger)


def test_own_list_counts_queries(client, owner, occurrence, django_assert_max_num_queries):
    client.force_login(owner)
    client.get(reverse("events:own_events"))
    OccurrenceFactory(page=occurrence.page)
    OccurrenceFactory(page=occurrence.page)

    with django_assert_max_num_queries(14):
        answer = client.get(reverse("events:own_events"))

    assert len(answer.context["dates"]) == 3
