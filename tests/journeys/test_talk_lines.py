"""A conversation over bad lines: the network goes and comes back, WebSockets are forbidden, a draft survives."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, newcomer
from tests.journeys.test_talk import ask, bubble, write

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]
LINE_BACK = 45_000  # milliseconds: three tries with growing pauses, then a poll every 20 seconds


def enter(firm: Person, talk: str) -> None:
    """Open the conversation as the firm and take a seat where that is still to be done."""
    firm.go(talk)
    if firm.page.get_by_role("button", name="Mitlesen und antworten").count():
        go_on(firm.page, "Mitlesen und antworten")


def test_nothing_is_missing_after_the_network_was_gone(person: Meet) -> None:
    pupil, firm = newcomer(person(), 19), person("firm", wide=True)
    talk = ask(pupil, "Wie lange dauert die Lehre?")
    enter(firm, talk)

    pupil.context.set_offline(True)
    write(pupil.page, "Geschrieben ohne Netz")
    expect(bubble(pupil.page, "Geschrieben ohne Netz")).to_contain_text("wird gesendet")
    write(firm.page, "Drei Jahre.")
    expect(bubble(firm.page, "Drei Jahre.")).to_contain_text("gesendet")
    pupil.page.locator("textarea[name=body]").fill("Noch nicht fertig")
    pupil.context.set_offline(False)

    expect(bubble(pupil.page, "Drei Jahre.")).to_be_visible(timeout=LINE_BACK)
    expect(bubble(firm.page, "Geschrieben ohne Netz")).to_be_visible(timeout=LINE_BACK)
    assert pupil.page.locator("article.bubble", has_text="Geschrieben ohne Netz").count() == 1
    pupil.page.reload()
    assert pupil.page.locator("textarea[name=body]").input_value() == "Noch nicht fertig"
    pupil.faults = [fault for fault in pupil.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_where_websockets_are_forbidden_messages_still_come(person: Meet) -> None:
    pupil, firm = newcomer(person(), 19), person("firm", wide=True)
    pupil.context.route_web_socket("**/ws/nachrichten/", lambda line: line.close())
    talk = ask(pupil, "Nehmt ihr auch Quereinsteiger?")
    enter(firm, talk)

    expect(pupil.page.locator("[data-mode]")).to_contain_text("alle 20 Sekunden", timeout=LINE_BACK)
    write(firm.page, "Gern, komm vorbei.")
    write(pupil.page, "Über das Formular")

    expect(bubble(firm.page, "Über das Formular")).to_be_visible()
    expect(bubble(pupil.page, "Gern, komm vorbei.")).to_be_visible(timeout=LINE_BACK)


def test_a_message_is_changed_and_deleted_before_the_eyes_of_the_other(person: Meet) -> None:
    pupil, firm = newcomer(person(), 19), person("firm", wide=True)
    talk = ask(pupil, "Wann fangt ihr an?")
    enter(firm, talk)
    firm.page.evaluate("window.stayed = true")

    write(pupil.page, "Ich kann um acht")
    bubble(pupil.page, "Ich kann um acht").get_by_role("link", name="Ändern").click()
    pupil.page.get_by_label("Geänderte Nachricht").fill("Ich kann um neun")
    pupil.screen("message_edit")
    go_on(pupil.page, "Änderung speichern")

    expect(bubble(firm.page, "Ich kann um neun")).to_contain_text("bearbeitet")
    bubble(pupil.page, "Ich kann um neun").get_by_role("link", name="Löschen").click()
    pupil.screen("message_redact")
    go_on(pupil.page, "Für alle löschen")
    expect(bubble(firm.page, "Nachricht gelöscht")).to_be_visible()
    assert firm.page.locator("article.bubble", has_text="Ich kann um neun").count() == 0
    assert firm.page.evaluate("window.stayed")
    firm.screen("conversation_deleted")
