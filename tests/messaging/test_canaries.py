"""What a firm receives of a young person, byte by byte: frames, pages, JSON, calendar files and mails hold what is
opened on this level, and nothing else that was planted."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.dates import MONTHS

from accounts.models import PupilProfile, User
from apprenticeships.actions import applications
from messaging import actions
from messaging.models import Message
from tests.factories.accounts import ConsentFactory, GuardianFactory, born
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory, SlotFactory, VacancyFactory
from tests.messaging.conftest import NOON
from tests.second_step import take
from tests.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CANARIES = {
    "last_name": "Kanarienvogel",
    "email": "kanari@mail.example",
    "phone": "03447 000777",
    "street": "Kanarienweg 7",
    "born_year": "1931",
    "birth": "03/1931",
    "guardian": "kanarieneltern@mail.example",
}
OPENED = {1: set(), 2: {"last_name"}, 3: {"last_name", "phone"}}
# Somebody of 15 with a guardian's yes: the surname waits for the firm's second step as well.
YOUNG_OPENED = {(1, False): set(), (3, False): {"phone"}, (3, True): {"last_name", "phone"}}
REACH_ME = f"Ruf an: {CANARIES['phone']}, oder schreib an {CANARIES['email']}."
LINK = re.compile(rb'(?:href|src|action|data-[a-z-]+)="(/[^"#]*)')
# Public shelves are the same for everybody; what a firm's people open is everything else.
SHELVES = re.compile(r"^/(static|media|berufe|suche|ratgeber|demo|sitemap|veranstaltungen)")
PAGES = 80


def planted(pupil: User) -> User:
    """The pupil with a canary in every field that opens late; no school is stored by name."""
    fields = {name: CANARIES[name] for name in ("last_name", "email", "phone", "born_year")}
    User.objects.filter(pk=pupil.pk).update(**fields, born_month=3)
    GuardianFactory(pupil=pupil, email=CANARIES["guardian"])
    profile, _made = PupilProfile.objects.get_or_create(user=pupil)
    PupilProfile.objects.filter(pk=profile.pk).update(street=CANARIES["street"])
    return User.objects.get(pk=pupil.pk)


def grown_young(pupil: User) -> User:
    """The same pupil at 15, with a guardian's yes that holds."""
    planted(pupil)
    User.objects.filter(pk=pupil.pk).update(**born(15))
    PupilProfile.objects.filter(user=pupil).update(own_consent_at=None, own_consent_text="")
    ConsentFactory(guardian=pupil.guardians.get(), granted=True)
    return User.objects.get(pk=pupil.pk)


def open_up(live: SimpleNamespace, level: int, plant: Callable[[User], User] = planted) -> SimpleNamespace:
    """Words, a meeting, a day; from level 2 on an application, on level 3 the telephone."""
    talk, pupil = live.conversation, plant(live.pupil)
    said = actions.send(talk, by=pupil, body=REACH_ME, client_key=uuid4())
    actions.edit(said, by=pupil, body=f"Noch einmal: {REACH_ME}", client_key=uuid4())
    met = actions.propose_appointment(
        talk,
        by=live.owner,
        starts_at=NOON + timedelta(days=2),
        minutes=60,
        place="site",
        purpose="talk",
        client_key=uuid4(),
    )
    actions.confirm_appointment(met, by=pupil)
    place = VacancyFactory(organisation=talk.organisation)
    day = BookingFactory(slot=SlotFactory(vacancy=place), pupil=pupil, confirmed=True)
    if level > 1:
        sent = applications.submit(ApplicationFactory(vacancy=place, pupil=pupil, why=REACH_ME), by=pupil)
    if level > 2:
        actions.share_contact(sent.conversation, by=pupil, fields=["phone"])
    return SimpleNamespace(pupil=pupil, met=met, day=day)


def crawl(client: Client, starts: list[str]) -> dict[str, bytes]:
    """Every page of ours that can be reached from these, with its headers."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < PAGES:
        address = waiting.pop(0)
        if address in seen or SHELVES.match(address):
            continue
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = content + str(dict(answer.headers)).encode()
        waiting += [found.decode().replace("&amp;", "&") for found in LINK.findall(content)]
    return seen


def visible_in(texts: dict[str, str]) -> dict[str, list[str]]:
    """Where each canary stands, however a number is written."""
    forms = {name: re.escape(value) for name, value in CANARIES.items()}
    forms["phone"] = r"0?3447[\s/-]*000[\s-]?777"
    forms["born_year"] = r"(?<![\w.:-])1931(?![\w.:-])"  # not a piece of an id or a moment
    forms["birth"] = r"0?3\s?[./-]\s?1931|1931-0?3|März 1931"
    year, month = born(15)["born_year"], born(15)["born_month"]
    forms["young_birth"] = rf"0?{month}\s?[./-]\s?{year}|(?<!\d){year}-0?{month}(?!\d)|\b{MONTHS[month]} {year}"
    found = {name: [place for place, text in texts.items() if re.search(form, text)] for name, form in forms.items()}
    return {name: places for name, places in found.items() if places}


@pytest.mark.parametrize("level", OPENED)
async def test_no_byte_to_a_firm_says_what_is_not_opened(
    live: SimpleNamespace, enter: Any, outbox: Any, level: int
) -> None:
    await watched(live, await sync_to_async(enter)(live.owner), outbox, level, OPENED[level])


@pytest.mark.parametrize(("level", "has_stepped"), YOUNG_OPENED)
async def test_of_somebody_of_15_even_less_is_sent(
    live: SimpleNamespace, enter: Any, outbox: Any, level: int, has_stepped: bool
) -> None:
    client = await sync_to_async(enter)(live.owner)
    if has_stepped:
        await sync_to_async(take)(client, live.owner)

    await watched(live, client, outbox, level, YOUNG_OPENED[level, has_stepped], plant=grown_young)


async def watched(live: SimpleNamespace, client: Client, outbox: Any, level: int, opened: set[str], **how: Any) -> None:
    """Let it all happen before the firm's eyes, and look for every canary in all bytes it received."""
    c = str(live.conversation.public_id)
    early, late = Tab(client), Tab(client)
    await early.hello({c: 0})

    def happen() -> SimpleNamespace:
        with outbox():
            return open_up(live, level, **how)

    made = await sync_to_async(happen)()
    last = await Message.objects.filter(conversation=live.conversation).order_by("-seq").afirst()
    await follow(early, last.seq)
    await late.hello({c: 0})
    await late.send({"t": "fetch", "c": c, "after": 0})
    await follow(late, last.seq)
    calendars = [
        reverse("messaging:appointment_calendar", args=[made.met.public_id]),
        reverse("apprenticeships:booking_calendar", args=[made.day.public_id]),
    ]
    starts = [
        *calendars,
        f"/nachrichten/{c}/eintraege/?after=0",
        f"/nachrichten/{c}/",
        "/",
        "/bewerbungen/",
        "/buchungen/",
    ]
    pages = await sync_to_async(crawl)(client, starts)
    letters = [letter for letter in mail.outbox if live.owner.email in letter.to]
    for tab in (early, late):
        await tab.close()

    frames = {f"frame {number}": frame for number, frame in enumerate([*early.heard, *late.heard])}
    bodies = {address: page.decode(errors="replace") for address, page in pages.items()}
    mails = {letter.subject: f"{letter.subject}\n{letter.body}\n{letter.alternatives}" for letter in letters}
    found = visible_in({**frames, **bodies, **mails})
    assert set(found) == opened, found
    assert set(visible_in(frames)) <= {"phone"} & opened  # a frame carries words, never a card
    assert all(pages[address].startswith(b"BEGIN:VCALENDAR") for address in calendars)
    assert visible_in({address: bodies[address] for address in calendars}) == {}
    assert len(pages) > 20


async def follow(tab: Tab, seq: int) -> None:
    """Hear until this number has come."""
    while (await tab.until("items"))["to"] < seq:
        pass


async def test_without_masking_a_frame_would_say_it(live: SimpleNamespace, enter: Any, monkeypatch: Any) -> None:
    """Negative control: the words as they are stored, and the search of the bytes finds them."""
    monkeypatch.setattr("messaging.masking.body_for", lambda message, _user: message.body)
    tab, c = Tab(await sync_to_async(enter)(live.owner)), str(live.conversation.public_id)
    await tab.hello({c: 0})

    await sync_to_async(open_up)(live, 1)
    await tab.until("items")

    assert set(visible_in({"frames": "".join(tab.heard)})) == {"phone", "email"}
    await tab.close()
