"""„Betriebsferien“: entered with a limit, read before applying, and the answer clock rests."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from apprenticeships import deadlines, tasks
from apprenticeships.actions import applications, closures, promises
from apprenticeships.actions.situations import NotAllowed, WrongStep
from apprenticeships.models import Application, Closure
from core import clock
from messaging.models import Notification
from tests.factories.accounts import DelegationFactory, MembershipFactory
from tests.factories.apprenticeships import ApplicationFactory, VacancyFactory

MONDAY = date(2027, 1, 11)
DAY = timedelta(days=1)
PAGE = "/betrieb/ferien/"


def at(day, hour=8, minute=1):
    return clock.frozen(datetime.combine(day, time(hour, minute), tzinfo=clock.BERLIN))


def close(firm, by, first=3, last=12):
    days = {"first_on": MONDAY + first * DAY, "last_on": MONDAY + last * DAY}
    return closures.close_firm(firm, by=by, client_key=uuid4(), **days)


def send(firm, days=7):
    application = ApplicationFactory(vacancy=VacancyFactory(organisation=firm, answer_days=days))
    applications.submit(application, by=application.pupil)
    return application


def due_on(application):
    return clock.local(Application.objects.get(pk=application.pk).due_at).date()


@pytest.mark.parametrize(
    ("sent", "days", "closed", "due"),
    [
        (0, 7, [], 7),
        (0, 7, [(3, 4)], 9),
        (0, 7, [(3, 12)], 17),
        (0, 7, [(7, 7)], 8),
        (0, 7, [(8, 9)], 7),
        (0, 3, [(1, 2), (4, 5)], 7),
        (4, 7, [(0, 8)], 15),
    ],
)
def test_closed_days_do_not_count(sent, days, closed, due):
    spans = [(MONDAY + first * DAY, MONDAY + last * DAY) for first, last in closed]

    assert deadlines.due_on(MONDAY + sent * DAY, days, "16", spans) == MONDAY + due * DAY


def test_promises_given_before_and_after_move_alike(firm, owner):
    with at(MONDAY, 9):
        before, short, asked = send(firm), send(firm, days=3), send(firm)
        applications.ask_back(asked, by=owner, text="Führerschein?")
        close(firm, owner, first=4, last=13)
        after = send(firm)

    assert [due_on(one) for one in (before, after)] == [MONDAY + 17 * DAY] * 2
    assert due_on(short) == MONDAY + 3 * DAY
    assert due_on(asked) == MONDAY + 17 * DAY
    told = Notification.objects.filter(kind="application_moved", context__state__startswith="Betriebsferien")
    assert [one.user for one in told] == [before.pupil]
    assert told[0].context["state"].endswith("Antwort bis Donnerstag, 28. Januar")


@pytest.mark.parametrize(("answered", "due"), [(1, 18), (3, 21), (14, 21), (17, 24)])
def test_a_question_and_closed_days_are_not_counted_twice(firm, owner, answered, due):
    with at(MONDAY, 9):
        application = send(firm)
        applications.ask_back(application, by=owner, text="Führerschein?")
        close(firm, owner, first=4, last=13)
    with at(MONDAY + answered * DAY, 9):
        application.refresh_from_db()
        applications.reply(application, by=application.pupil, text="Ja")

    assert due_on(application) == MONDAY + due * DAY


def test_two_closures_in_a_row_are_counted_once_each(firm, owner):
    with at(MONDAY, 9):
        application = send(firm)
        close(firm, owner, first=3, last=4)
        close(firm, owner, first=1, last=2)

    assert due_on(application) == MONDAY + 11 * DAY


def test_nobody_is_reminded_while_the_firm_is_closed(firm, owner):
    with at(MONDAY, 9):
        application = send(firm)
        close(firm, owner, first=2, last=11)
    Notification.objects.all().delete()
    heard = []
    for number in range(1, 21):
        with at(MONDAY + number * DAY):
            tasks.run_answer_clock()
        kinds = Notification.objects.filter(user=owner).order_by("pk").values_list("kind", flat=True)
        heard += [(number, kind) for kind in kinds[len(heard) :]]

    assert due_on(application) == MONDAY + 17 * DAY
    assert heard == [(13, "answer_reminder"), (16, "answer_reminder"), (18, "answer_overdue")]


def test_more_time_ends_on_an_open_day(firm, owner):
    with at(MONDAY, 9):
        application = send(firm)
        close(firm, owner, first=13, last=15)

        assert promises.last_day(application) == MONDAY + 16 * DAY


@pytest.mark.parametrize(
    ("first", "last", "code"), [(0, 3, "past"), (5, 4, "past"), (1, 22, "most"), (400, 420, ""), (1, 21, "")]
)
def test_twenty_one_days_from_tomorrow_on(firm, owner, first, last, code):
    with at(MONDAY, 9):
        if not code:
            assert close(firm, owner, first, last).entered_by == owner
            return
        with pytest.raises(NotAllowed) as refused:
            close(firm, owner, first, last)

    assert (refused.value.code, Closure.objects.count()) == (code, 0)


def test_the_limit_counts_each_half_year_and_what_was_taken_back(firm, owner):
    with at(date(2027, 6, 1), 9):
        june = {"first_on": date(2027, 6, 20), "last_on": date(2027, 7, 10)}
        across = closures.close_firm(firm, by=owner, client_key=uuid4(), **june)
        closures.take_back(across, by=owner)
        left = {"first_on": date(2027, 8, 1), "last_on": date(2027, 8, 11)}
        with pytest.raises(NotAllowed):
            closures.close_firm(firm, by=owner, client_key=uuid4(), **(left | {"last_on": date(2027, 8, 12)}))
        closures.close_firm(firm, by=owner, client_key=uuid4(), **left)
        with pytest.raises(NotAllowed) as twice:
            closures.close_firm(firm, by=owner, client_key=uuid4(), **left)

    assert twice.value.code == "twice"


def test_taking_back_opens_again_and_leaves_what_was_told(firm, owner):
    with at(MONDAY, 9):
        application = send(firm)
        closure = close(firm, owner)
        told = due_on(application)
        closures.take_back(closure, by=owner)
        with pytest.raises(WrongStep):
            closures.take_back(closure, by=owner)
        later = send(firm)

    assert (due_on(application), due_on(later)) == (told, MONDAY + 7 * DAY)


def test_who_answers_for_the_firm_may_and_nobody_else(firm, owner, colleague, stranger, pupil):
    office = DelegationFactory(firm=firm, scope="answer").office
    helper = MembershipFactory(organisation=office, role="guild_office").user
    with at(MONDAY, 9):
        for number, person in enumerate((owner, colleague, helper)):
            close(firm, person, first=1 + number, last=1 + number)
        for person in (stranger, pupil):
            with pytest.raises(PermissionDenied):
                close(firm, person, first=9, last=9)
            with pytest.raises(PermissionDenied):
                closures.take_back(Closure.objects.first(), by=person)

    assert Closure.objects.standing().count() == 3


def test_the_page_enters_once_and_says_what_is_wrong(firm, owner, client):
    client.force_login(owner)
    sent = {"organisation": firm.pk, "first_on": "2027-01-14", "last_on": "2027-01-23", "client_key": str(uuid4())}
    with at(MONDAY, 9):
        wrong = client.post(PAGE, sent | {"last_on": "2027-03-01"})
        empty = client.post(PAGE, {"organisation": firm.pk})
        answers = [client.post(PAGE, sent).status_code for _twice in range(2)]
        shown = client.get(PAGE).content.decode()
        closure = Closure.objects.get()
        back = [client.get(f"{PAGE}{closure.pk}/zurueck/"), client.post(f"{PAGE}{closure.pk}/zurueck/")]

    assert "Höchstens 21 Tage in einem halben Jahr, " in wrong.content.decode()
    assert 'value="2027-03-01"' in wrong.content.decode()
    assert "Wann beginnen die Betriebsferien?" in empty.content.decode()
    assert (answers, "14. Januar bis 23. Januar 2027" in shown) == ([302, 302], True)
    assert [one.status_code for one in back] == [405, 302]
    assert Closure.objects.standing().count() == 0


def test_strangers_find_neither_page_nor_closure(firm, owner, stranger, pupil, client):
    with at(MONDAY, 9):
        closure = close(firm, owner)
        for person, own_page in ((stranger, 200), (pupil, 404)):
            client.force_login(person)
            assert client.get(PAGE).status_code == own_page
            assert client.post(f"{PAGE}{closure.pk}/zurueck/").status_code == 404
        foreign = {"organisation": firm.pk, "first_on": "2027-02-01", "last_on": "2027-02-02"}
        client.force_login(stranger)
        assert client.post(PAGE, foreign).status_code == 200

    assert Closure.objects.standing().count() == 1


@pytest.mark.parametrize("situation", ["before", "over", "taken back"])
def test_pupils_read_it_before_they_apply(firm, owner, client, situation):
    application = ApplicationFactory(vacancy=VacancyFactory(organisation=firm))
    with at(MONDAY, 9):
        closure = close(firm, owner)
        if situation == "taken back":
            closures.take_back(closure, by=owner)
    with at(MONDAY + (30 * DAY if situation == "over" else DAY), 9):
        place = client.get(f"/plaetze/{application.vacancy_id}/").content.decode()
        client.force_login(application.pupil)
        sending = client.get(f"/plaetze/{application.vacancy_id}/bewerben/senden/", follow=True).content.decode()

    words = "Betriebsferien: 14. Januar bis 23. Januar 2027."
    assert [words in page for page in (place, sending)] == [situation == "before"] * 2
