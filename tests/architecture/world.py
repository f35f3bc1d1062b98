"""The demo network in the test database, once for a module, and people of every role in it."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils.module_loading import import_string

from accounts import actions as account_actions
from accounts.actions.links import issue
from accounts.models import Consent, Link, Membership, Organisation, User
from apprenticeships import permissions as application_permissions
from apprenticeships.actions import closures, printouts
from apprenticeships.models import Application, Booking, Closure, Slot, Vacancy
from config import urls
from core import actions as core_actions
from core import clock, navigation
from events import actions as event_actions
from events.models import ClassBooking, EventPage, Occurrence
from messaging import actions as chats
from messaging.models import Conversation, Message, PushDevice
from pages import tree
from pages.demo import bodies, people, seed
from pages.models import SelectionPage
from search import actions as search_actions
from search.query import Query
from trades import actions as trade_actions

ROLES = {
    "anonymous": "",
    "guardian": "",  # no account: whatever opens, opens by the token of the mailed link
    "pupil": "pupil",
    "other_pupil": "amira",
    "firm": "firm",
    "other_firm": "hempel",
    "guild": "guild",
    "other_guild": "optikbuero",
    "counsellor": "counsellor",
    "editor": "editor",
    "moderator": "moderator",
    "admin": "admin",
}


@dataclass
class World:
    """Session cookies by role, and the objects that addresses name."""

    sessions: dict[str, str] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    def status(self, role: str, method: str, address: str) -> str:
        """What somebody gets: the status, with the goal of a redirect; nothing of it stays."""
        cache.clear()
        # A client each time: signing out, as one of the routes does, must not change the next request.
        client = Client(raise_request_exception=False)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        with transaction.atomic():
            answer = client.generic(method, address, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        if answer.status_code in (301, 302) and str(answer.headers["Location"]).startswith("/konto/anmelden/"):
            return f"{answer.status_code}:login"
        return str(answer.status_code)


class OnceForEach:
    """Something shown on many pages, made once for each person: for five thousand statuses once is enough."""

    def __init__(self, made: Callable[..., Any], status: int = 0) -> None:
        self.made, self.status = made, status
        self.known: dict[object, Any] = {}

    def count(self, user: Any) -> int:
        """A number beside an entry of the menu."""
        if user.pk not in self.known:
            self.known[user.pk] = self.made(user)
        return int(self.known[user.pk])

    def page(self, request: HttpRequest, exception: Exception) -> Any:
        """A page of an error; after the first one only its status."""
        who = getattr(getattr(request, "user", None), "pk", None)
        if who not in self.known:
            self.known[who] = True
            return self.made(request, exception)
        return HttpResponse(status=self.status)


def draw_once(patch: pytest.MonkeyPatch) -> None:
    """Numbers of the menu and pages of errors took half the time of all requests."""
    counters = {code: OnceForEach(count).count for code, count in navigation._counters.items()}
    patch.setattr(navigation, "_counters", counters)
    for name, status in (("handler403", 403), ("handler404", 404)):
        patch.setattr(urls, name, OnceForEach(import_string(getattr(urls, name)), status).page)


def build() -> World:
    """Load the tables, seed the demo and add a guild whose people belong to nothing else."""
    account_actions.ensure_groups()
    core_actions.load_places()
    search_actions.load_language()
    trade_actions.load_trades()
    tree.ensure()
    seed.run()
    call_command("rebuild_search", force=True, verbosity=0)
    guild = Organisation.objects.get(kind=Organisation.Kind.GUILD, name__startswith="Augenoptiker")
    bodies.join(guild, people.person(ROLES["other_guild"]), Membership.Role.GUILD_OFFICE)
    world = World(objects=_objects())
    for role, login in ROLES.items():
        if login:
            client = Client()
            person = User.objects.get(email=f"{login}@demo.example")
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            world.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world


def _objects() -> dict[str, Any]:
    """One of each thing, all belonging to Jonas, to the Tischlerei Morgenroth or to its guild."""
    pupil = User.objects.get(email="pupil@demo.example")
    firm = Organisation.objects.get(name="Tischlerei Morgenroth")
    application = Application.objects.get(pupil=pupil)
    _allow_paper(application)
    return {
        "firm": firm,
        "vacancy": Vacancy.objects.filter(organisation=firm, kind="apprenticeship").order_by("pk")[0],
        "slot": Slot.objects.filter(vacancy__organisation=firm).order_by("pk")[0],
        "application": application,
        "booking": Booking.objects.get(pupil=pupil),
        "conversation": application.conversation,
        "message": Message.objects.filter(conversation=application.conversation).order_by("seq")[0],
        "event": EventPage.objects.get(title="Späne, Leim und Kaffee"),
        **_event_objects(pupil),
        "occurrence": Occurrence.objects.get(page__title="Späne, Leim und Kaffee"),
        "selection": SelectionPage.objects.order_by("pk")[0],
        "membership": Membership.objects.filter(organisation=firm).order_by("pk")[0],
        "waiting": Organisation.objects.get(name="Malerbetrieb Farbwerk Schuster"),
        "saved_search": search_actions.save_search(
            Query(trades=("tischler",)), by=pupil, label="Tischler/in", address="q=tischler", rhythm="daily"
        ),
        "guardian_token": _guardian_token(),
        "closure": _closure(firm),
        "device": PushDevice.objects.create(user=pupil, address="https://push.example/jonas", label="Chrome, Android"),
        **_counselling(application.conversation),
    }


def _closure(firm: Organisation) -> Closure:
    """The Tischlerei is closed for a day a fortnight from now."""
    owner, day = Membership.objects.owners().filter(organisation=firm).order_by("pk")[0].user, clock.today()
    days = {"first_on": day + timedelta(days=14), "last_on": day + timedelta(days=14)}
    return closures.close_firm(firm, by=owner, client_key=uuid.UUID(int=21), **days)


def _counselling(conversation: Conversation) -> dict[str, Any]:
    """The counsellor gave Jonas a card; he asked them into his conversation with the Tischlerei."""
    office = Membership.objects.get(user__email="counsellor@demo.example")
    card, jonas = chats.make_card(office, by=office.user), conversation.pupil
    chats.begin_talk(office, by=jonas, client_key=uuid.UUID(int=11), card=card)
    invitation = chats.invite_counsellor(conversation, by=jonas, membership=office, client_key=uuid.UUID(int=12))
    return {"invitation": invitation, "card": card}


def _allow_paper(application: Application) -> None:
    """Jonas lets the guild of the firm print his application."""
    owner = User.objects.get(email="firm@demo.example")
    for office in application_permissions.printing_offices(application)[:1]:
        asked = printouts.ask(application, office, by=owner)
        printouts.allow(asked, by=application.pupil)


def _guardian_token() -> str:
    """The secret of a link as Mia's parents find it in their mail."""
    asked = Consent.objects.filter(pupil__email="mia@demo.example").order_by("pk")[0]
    return issue(Link.Purpose.CONSENT_DECIDE, consent=asked, expires_at=None)


def _event_objects(pupil: User) -> dict[str, Any]:
    """Jonas comes to an evening of the association; the class of Herr Thieme stands in the demo network."""
    evening = Occurrence.objects.get(page__title="Drei Sätze statt Anschreiben", label="in Leipzig")
    return {
        "registration": event_actions.register(evening, by=pupil, client_key=uuid.UUID(int=9)),
        "class_booking": ClassBooking.objects.get(class_name="9b"),
    }


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, in a transaction that is rolled back after the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        draw_once(patch)
        yield build()
        transaction.set_rollback(True)
