"""The answer clock and the reminders by the calendar: each once, to the right side, none after an answer."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import Consent
from apprenticeships import deadlines, tasks
from apprenticeships.actions import applications, promises, reminders
from apprenticeships.actions.situations import NotAllowed, WrongStep
from apprenticeships.answer_days import Calendar, Stage
from apprenticeships.models import Application, ApplicationEvent, Booking
from core import clock
from messaging.models import Conversation, Notification
from tests.factories.accounts import (
    AffiliationFactory,
    ConsentFactory,
    GuardianFactory,
    MembershipFactory,
    UserFactory,
)
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory, SlotFactory, VacancyFactory

MONDAY = date(2027, 1, 11)
PUPIL, FIRM, GUILD = "pupil", "firm", "guild"


def at(day, hour=8, minute=1):
    return clock.frozen(datetime.combine(day, time(hour, minute), tzinfo=clock.BERLIN))


def kinds_of(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def sent(firm, owner):
    """`sent(days)` is an application of Monday with a promise of so many days, its pupil, owner and guild."""

    def make(days=7):
        guild = MembershipFactory(organisation=AffiliationFactory(member=firm).body, role="guild_office").user
        with at(MONDAY, 15):
            vacancy = VacancyFactory(organisation=firm, answer_days=days)
            application = ApplicationFactory(vacancy=vacancy)
            applications.submit(application, by=application.pupil)
        Notification.objects.all().delete()
        return application, {PUPIL: application.pupil, FIRM: owner, GUILD: guild}

    return make


def test_a_promise_of_seven_days_is_kept_in_mind(sent):
    application, people = sent()
    days = {}
    for number in range(1, 24):
        with at(MONDAY + timedelta(days=number)):
            tasks.run_answer_clock()
            tasks.run_answer_clock()
        for side, person in people.items():
            known = days.setdefault(side, [])
            known += [(number, kind) for kind in kinds_of(person)[len(known) :]]

    assert days[FIRM] == [
        (3, "answer_reminder"),
        (6, "answer_reminder"),
        (8, "answer_overdue"),
        (14, "answer_overdue"),
        (21, "application_closed_firm"),
    ]
    assert days[GUILD] == [
        (8, "answer_overdue"),
        (10, "answer_escalation"),
        (14, "answer_escalation"),
        (21, "application_closed_firm"),
    ]
    assert days[PUPIL] == [(14, "application_unanswered"), (21, "application_closed")]
    application.refresh_from_db()
    assert application.state == Application.State.CLOSED_UNANSWERED
    assert application.conversation.state == Conversation.State.CLOSED


@pytest.mark.parametrize(("promise", "reminders_on"), [(7, [3, 6]), (5, [2, 6]), (3, [2])])
def test_reminders_follow_the_promise(promise, reminders_on):
    due = deadlines.due_on(MONDAY, promise, "16")
    calendar = Calendar(MONDAY, due, promise, "16")
    days = [calendar.on(stage) for stage in (Stage.REMINDED, Stage.REMINDED_AGAIN)]

    assert [(day - MONDAY).days for day in days if day] == reminders_on


@given(
    sent_on=some.dates(date(2025, 1, 1), date(2034, 12, 31)),
    promise=some.sampled_from([3, 5, 7]),
    paused=some.integers(0, 40),
    state=some.sampled_from(["16", "14", "09"]),
)
def test_no_stage_comes_before_the_one_ahead_of_it(sent_on, promise, paused, state):
    due = deadlines.due_on(deadlines.due_on(sent_on, promise, state) + timedelta(days=paused), 0, state)
    calendar = Calendar(sent_on, due, promise, state)
    days = [day for stage in list(Stage)[1:] if (day := calendar.on(stage))]

    assert days == sorted(days)
    assert days[-3] > due >= days[-4]
    assert calendar.closes_on(days[-1]) >= days[-1] + timedelta(days=7)


def test_whoever_answers_hears_nothing_more(sent, owner):
    application, people = sent()
    with at(MONDAY + timedelta(days=2), 12):
        applications.invite(application, by=owner, text="Kommen Sie am Donnerstag.")
    Notification.objects.all().delete()
    for number in (3, 8, 14, 21):
        with at(MONDAY + timedelta(days=number)):
            tasks.run_answer_clock()

    assert [kinds_of(person) for person in people.values()] == [[], [], []]


def test_a_question_stops_the_clock_and_reminds_the_pupil(sent, owner):
    application, people = sent()
    with at(MONDAY + timedelta(days=1), 12):
        applications.ask_back(application, by=owner, text="Wann kannst du?")
    Notification.objects.all().delete()
    told = []
    for number in range(2, 12):
        with at(MONDAY + timedelta(days=number)):
            tasks.run_answer_clock()
            tasks.remind()
        told += [number] * (len(kinds_of(people[PUPIL])) - len(told))

    assert told == [4, 8]
    assert set(kinds_of(people[PUPIL])) == {"question_waiting"}
    assert kinds_of(people[FIRM]) == []


def test_a_worker_that_was_away_says_one_thing_and_not_five(sent):
    application, people = sent()
    with at(MONDAY + timedelta(days=30)):
        tasks.run_answer_clock()
    assert kinds_of(people[PUPIL]) == ["application_unanswered"]
    assert kinds_of(people[FIRM]) == ["answer_overdue"]

    with at(MONDAY + timedelta(days=36)):
        tasks.run_answer_clock()
    application.refresh_from_db()
    assert application.state == Application.State.UNANSWERED  # a week is kept between both
    with at(MONDAY + timedelta(days=37)):
        tasks.run_answer_clock()
    application.refresh_from_db()
    assert application.state == Application.State.CLOSED_UNANSWERED


def test_mails_to_firm_and_guild_do_not_name_the_pupil(sent, outbox):
    application, _people = sent()
    application.pupil.first_name, application.pupil.last_name = "Mirabella", "Sonnenschein"
    application.pupil.save()
    for number in (3, 8, 10):
        with at(MONDAY + timedelta(days=number)), outbox():
            tasks.run_answer_clock()
    said = [message.subject + message.body for message in mail.outbox if message.to[0] != application.pupil.email]

    assert len(said) == 5
    assert not [text for text in said if "Mirabella" in text or "Sonnenschein" in text or "%(" in text]
    assert [text for text in said if "03447 000110" in text]


def test_drafts_of_places_that_close_are_remembered_twice(firm):
    with at(MONDAY):
        place = VacancyFactory(organisation=firm, closes_on=MONDAY + timedelta(days=10))
        draft = ApplicationFactory(vacancy=place)
        ApplicationFactory(vacancy=VacancyFactory(organisation=firm, closes_on=None))
    told = []
    for number in range(11):
        with at(MONDAY + timedelta(days=number)):
            tasks.remind()
        told += [number] * (Notification.objects.count() - len(told))

    assert told == [3, 8]
    notice = Notification.objects.order_by("pk")[0]
    assert (notice.user, notice.kind, notice.url) == (
        draft.pupil,
        "draft_reminder",
        f"/plaetze/{place.pk}/bewerben/warum/",
    )


def test_a_request_for_a_day_is_said_again_on_the_second_working_day(firm, owner):
    friday = MONDAY - timedelta(days=3)
    with at(friday):
        booking = BookingFactory(slot=SlotFactory(vacancy__organisation=firm, first_on=MONDAY + timedelta(days=20)))
        booking.events.create(after=Booking.State.REQUESTED)
    told = []
    for number in range(7):
        with at(friday + timedelta(days=number)):
            tasks.remind()
        told += [number] * (len(kinds_of(owner)) - len(told))

    assert (told, kinds_of(owner)) == ([4], ["booking_request"])


@pytest.mark.parametrize(
    ("fixed_before", "turns"),
    [
        (timedelta(days=5), [(-2, 16), (-1, 18)]),
        (timedelta(hours=34), [(-1, 18)]),
        (timedelta(hours=3), []),
    ],
)
def test_a_fixed_day_is_remembered_on_both_sides(firm, owner, fixed_before, turns):
    with at(MONDAY - timedelta(days=8)):
        booking = BookingFactory(confirmed=True, slot=SlotFactory(vacancy__organisation=firm, first_on=MONDAY))
    begins = booking.slot.begins_at
    with clock.frozen(begins - fixed_before):
        booking.events.create(after=Booking.State.CONFIRMED)
    heard = []
    moment = begins - min(fixed_before, timedelta(days=4))
    while moment < begins + timedelta(hours=2):
        with clock.frozen(moment):
            reminders.remind_of_days()
            here = clock.local(moment)
            heard += [((here.date() - MONDAY).days, here.hour)] * (len(kinds_of(owner)) - len(heard))
        moment += timedelta(minutes=30)

    assert heard == turns
    assert kinds_of(booking.pupil) == kinds_of(owner) == ["day_reminder"] * len(turns)


@pytest.mark.parametrize(("situation", "count"), [("granted", 1), ("revoked", 0), ("other", 0)])
def test_parents_who_allowed_the_day_are_reminded_too(firm, owner, outbox, situation, count):
    slot = SlotFactory(vacancy=VacancyFactory(organisation=firm), first_on=MONDAY)
    booking = BookingFactory(slot=slot, confirmed=True, pupil=UserFactory(pupil_15=True, last_name="Geheimnis"))
    guardian = GuardianFactory(pupil=booking.pupil)
    consent = ConsentFactory(guardian=guardian, day=True, granted=True)
    state = Consent.State.REVOKED if situation == "revoked" else Consent.State.GRANTED
    reference = booking.reference if situation != "other" else consent.reference
    Consent.objects.filter(pk=consent.pk).update(state=state, reference=reference)
    with at(MONDAY - timedelta(days=2), 16), outbox():
        for _twice in range(2):
            reminders.remind_of_days()

    letters = [one for one in mail.outbox if one.to == [guardian.email]]
    assert len(letters) == count
    assert all(slot.hours_label in one.body and "Geheimnis" not in one.body for one in letters)


# --- the firm's own word, and the clock after a meeting ---------------------------------------------------------------


def clock_of(days, people):
    """What each side hears on which day after the given Monday, from the first day on."""
    heard = {side: [] for side in people}
    for number in range(1, days):
        with at(MONDAY + timedelta(days=number)):
            tasks.run_answer_clock()
        for side, person in people.items():
            heard[side] += [(number, kind) for kind in kinds_of(person)[len(heard[side]) :]]
    return heard


def test_a_week_more_moves_every_day_behind_it(sent):
    application, people = sent()
    with at(MONDAY + timedelta(days=1)):
        applications.ask_for_time(application, by=people[FIRM], until=MONDAY + timedelta(days=14))
    told = Notification.objects.get(user=people[PUPIL])
    Notification.objects.all().delete()

    assert told.context["state"] == "Der Betrieb braucht noch bis Montag, 25. Januar"
    assert "Der Betrieb braucht noch bis" in application.conversation.messages.latest("seq").body
    heard = clock_of(30, people)
    assert heard[FIRM] == [
        (10, "answer_reminder"),
        (13, "answer_reminder"),
        (15, "answer_overdue"),
        (21, "answer_overdue"),
        (28, "application_closed_firm"),
    ]
    assert [entry for entry in heard[PUPIL] if entry[0] < 21] == []


@pytest.mark.parametrize("days", [-3, 7, 15, 60])
def test_only_a_day_of_the_next_week_can_be_promised(sent, days):
    application, people = sent()
    with at(MONDAY + timedelta(days=1)), pytest.raises(NotAllowed):
        applications.ask_for_time(application, by=people[FIRM], until=MONDAY + timedelta(days=days))

    application.refresh_from_db()
    assert application.extended_until is None


def test_time_is_asked_for_once_and_by_the_firm_alone(sent):
    application, people = sent()
    day = MONDAY + timedelta(days=10)
    with at(MONDAY + timedelta(days=1)):
        for stranger in (people[PUPIL], people[GUILD]):
            with pytest.raises(PermissionDenied):
                applications.ask_for_time(application, by=stranger, until=day)
        first = Application.objects.get(pk=application.pk)
        applications.ask_for_time(application, by=people[FIRM], until=day)
        for again in (application, first):
            with pytest.raises(WrongStep):
                applications.ask_for_time(again, by=people[FIRM], until=day)

    assert ApplicationEvent.objects.filter(application=application, reason="extended").count() == 1


def test_a_weekend_is_no_day_to_promise(sent):
    application, people = sent()
    with at(MONDAY + timedelta(days=1)):
        applications.ask_for_time(application, by=people[FIRM], until=MONDAY + timedelta(days=12))

    assert application.extended_until == MONDAY + timedelta(days=14)


def test_after_a_meeting_the_decision_has_the_same_clock(sent):
    application, people = sent()
    with at(MONDAY - timedelta(days=0), 16):
        applications.invite(application, by=people[FIRM], text="Di 15 Uhr")
        applications.agree_on_date(application, by=people[PUPIL])
        applications.mark_interviewed(application, by=people[FIRM])
    Notification.objects.all().delete()

    heard = clock_of(23, people)
    assert heard[FIRM] == [
        (3, "answer_reminder"),
        (6, "answer_reminder"),
        (8, "answer_overdue"),
        (14, "answer_overdue"),
        (21, "application_closed_firm"),
    ]
    assert [kind for _day, kind in heard[PUPIL]][-1] == "application_closed"
    assert Application.objects.get().reveal_level == 2


def test_the_second_clock_starts_at_the_meeting_and_may_be_extended_anew(sent):
    application, people = sent()
    with at(MONDAY + timedelta(days=1)):
        applications.ask_for_time(application, by=people[FIRM], until=MONDAY + timedelta(days=9))
    with at(MONDAY + timedelta(days=29)):
        applications.invite(application, by=people[FIRM], text="Di 15 Uhr")
        applications.agree_on_date(application, by=people[PUPIL])
        assert not promises.may_extend(application)
        applications.mark_interviewed(application, by=people[FIRM])
        Notification.objects.all().delete()
        tasks.run_answer_clock()
        assert (kinds_of(people[FIRM]), promises.may_extend(application)) == ([], True)
        applications.ask_for_time(application, by=people[FIRM], until=MONDAY + timedelta(days=38))

    with at(MONDAY + timedelta(days=29)):
        application.refresh_from_db()
        assert clock.local(application.due_at).date() == MONDAY + timedelta(days=38)


def test_who_was_met_keeps_the_name_although_it_was_hidden_before(sent):
    application, _people = sent()
    application.name_on_invitation, application.state = True, Application.State.UNANSWERED
    before = application.reveal_level
    application.clock_from = application.submitted_at

    assert (before, application.reveal_level) == (1, 2)


def test_the_page_asks_with_the_day_filled_in_and_get_changes_nothing(sent, client):
    application, people = sent()
    page = f"/bewerbungen/{application.public_id}/antwort/spaeter/"
    client.force_login(people[FIRM])
    with at(MONDAY + timedelta(days=1), 12):
        shown = client.get(page)
        desk = client.get(application.get_absolute_url()).content.decode()
        late = client.post(page, {"until": "2027-03-01"})
        done = client.post(page, {"until": "2027-01-25"})
        again = client.get(page)

    assert shown.context["form"].initial["until"] == MONDAY + timedelta(days=14)
    assert (page in desk, late.status_code, done.status_code, again.status_code) == (True, 200, 302, 404)
    assert "Sieben Tage mehr gehen" in late.content.decode()
    assert Application.objects.get().extended_until == MONDAY + timedelta(days=14)
