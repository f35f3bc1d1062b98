"""An application on paper: firm asks, pupil decides, the guild's office prints after its second step; all on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import Access, Affiliation
from apprenticeships.actions import applications, printouts
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Printout, PrintoutEvent
from core import clock
from messaging import actions as messages
from messaging.models import Notification
from tests.factories.accounts import AffiliationFactory, MembershipFactory, OrganisationFactory
from tests.factories.apprenticeships import ApplicationFactory
from tests.second_step import take

State = Printout.State
MAIL = "kanarie@mail.example"


@pytest.fixture
def guild(firm):
    """The checked guild of the firm."""
    return AffiliationFactory(member=firm).body


@pytest.fixture
def printer(guild):
    """Works in its office."""
    return MembershipFactory(organisation=guild, role="guild_office").user


@pytest.fixture
def young(place, pupil_16):
    """A sent application of somebody of 16, with contact data in the answers."""
    draft = ApplicationFactory(vacancy=place, pupil=pupil_16, why=f"Holz. Schreib an {MAIL}")
    return applications.submit(draft, by=pupil_16)


def at(name, *args):
    return reverse(f"apprenticeships:{name}", args=args)


def browser(person, *, with_step=False):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return take(client, person) if with_step else client


def allowed(application, guild, owner):
    return printouts.allow(printouts.ask(application, guild, by=owner), by=application.pupil)


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_square_of_states(before, after):
    steps = {("asked", "allowed"), ("asked", "refused"), ("allowed", "ended")}

    assert Printout(state=before).can_become(after) == ((before, after) in steps)


def test_whole_way_by_pages(young, guild, owner, printer, pupil_16, outbox):
    firm, pupil, office = browser(owner), browser(pupil_16), browser(printer, with_step=True)
    desk = firm.get(young.get_absolute_url()).content.decode()
    early = office.get(at("printout_page", young.public_id)).status_code
    with outbox():
        for _number in range(2):
            firm.post(at("printout_ask", young.public_id), {"office": guild.public_id})
    question = pupil.get(young.get_absolute_url()).content.decode()
    with outbox():
        pupil.post(at("printout_answer", young.public_id), {"act": "ja"})
    listed = office.get(at("printout_list")).content.decode()
    sheet = office.get(at("printout_page", young.public_id)).content.decode()

    assert f"Ausdruck über {guild.name}" in desk
    assert pupil_16.last_name not in desk
    assert (early, Printout.objects.count()) == (404, 1)
    assert guild.name in question
    assert at("printout_page", young.public_id) in listed
    assert pupil_16.get_full_name() in sheet
    assert MAIL not in sheet
    kinds = set(Notification.objects.values_list("user", "kind"))
    assert {(pupil_16.pk, "printout_asked"), (printer.pk, "printout_allowed")} <= kinds


def test_sheet_waits_for_the_second_step_and_the_look_is_on_record(young, guild, owner, printer, pupil_16):
    allowed(young, guild, owner)
    office, address = browser(printer), at("printout_page", young.public_id)

    before = office.get(address)
    unseen = Access.objects.filter(what__startswith="Bewerbung zum").count()
    for _number in range(2):
        take(office, printer).get(address)

    seen = Access.objects.get(what__startswith="Bewerbung zum")
    page = browser(pupil_16).get(reverse("accounts:data")).content.decode()
    assert before.url.startswith(reverse("accounts:second_step_first"))
    assert unseen == 0
    assert (seen.seen_by, seen.organisation, seen.level) == (printer, guild, 2)
    assert "zum Ausdrucken" in page
    assert PrintoutEvent.objects.filter(before="allowed", after="allowed").count() == 1


def test_contact_opened_to_the_firm_is_not_printed_by_the_guild(young, guild, owner, printer, pupil_16):
    type(pupil_16).objects.filter(pk=pupil_16.pk).update(email=MAIL)
    messages.share_contact(young.conversation, by=pupil_16, fields=["email"])
    allowed(young, guild, owner)

    assert MAIL not in browser(printer, with_step=True).get(at("printout_page", young.public_id)).content.decode()


@pytest.mark.parametrize("situation", ["asked", "refused", "ended", "withdrawn", "left", "unchecked"])
def test_no_yes_no_sheet(young, guild, owner, printer, pupil_16, situation):
    printout = printouts.ask(young, guild, by=owner)
    if situation == "refused":
        printouts.refuse(printout, by=pupil_16)
    elif situation != "asked":
        printouts.allow(printout, by=pupil_16)
    if situation == "ended":
        printouts.end(printout, by=pupil_16)
    if situation == "withdrawn":
        applications.withdraw(young, by=pupil_16)
    if situation == "left":
        Affiliation.objects.update(starts_on=clock.today() - timedelta(9), ends_on=clock.today() - timedelta(1))
    if situation == "unchecked":
        type(guild).objects.filter(pk=guild.pk).update(verification="suspended")

    assert browser(printer, with_step=True).get(at("printout_page", young.public_id)).status_code == 404


@pytest.mark.parametrize("who", ["owner", "stranger", "pupil_16", "other_office"])
def test_nobody_else_finds_the_sheet(young, guild, owner, pupil_16, request, who):
    allowed(young, guild, owner)
    other = AffiliationFactory(member=OrganisationFactory(verified=True)).body
    people = {"other_office": lambda: MembershipFactory(organisation=other, role="guild_office").user}
    person = people[who]() if who in people else request.getfixturevalue(who)

    assert browser(person, with_step=True).get(at("printout_page", young.public_id)).status_code == 404


def test_only_the_firm_asks_and_only_its_own_guild(young, guild, owner, stranger):
    foreign = OrganisationFactory(guild=True, verified=True)

    for person, office in ((stranger, guild), (owner, foreign)):
        with pytest.raises(PermissionDenied):
            printouts.ask(young, office, by=person)


def test_only_the_pupil_answers_and_once(young, guild, owner, pupil_16):
    printout = printouts.ask(young, guild, by=owner)
    same = Printout.objects.get(pk=printout.pk)

    with pytest.raises(PermissionDenied):
        printouts.allow(printout, by=owner)
    printouts.refuse(printout, by=pupil_16)
    with pytest.raises(WrongStep):
        printouts.allow(same, by=pupil_16)


def test_two_live_printouts_of_one_application_cannot_be(young, guild, owner):
    printouts.ask(young, guild, by=owner)

    with pytest.raises(IntegrityError):
        Printout.objects.create(application=young, office=guild)
