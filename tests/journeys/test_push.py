"""Notices on a device in a real browser: switched on under our policy, shown while no page asks, ended by one click."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.core.push_service import Browser
from tests.journeys.conftest import Person
from tests.journeys.people import go_on

pytestmark = pytest.mark.journey
PAGE = "/nachrichten/mitteilungen/mails/"
# This Chromium knows no push service of its maker: the page asks it, and gets the answer a service would give.
ANSWERS = """
PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
  if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error("not asked as browsers want it");
  return { toJSON: () => (%s) };
};
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 100 && !(await worker.getNotifications()).length; tries += 1) {
    await new Promise((go) => setTimeout(go, 50));
  }
  return (await worker.getNotifications()).map(({ title, body }) => [title, body]);
}"""
STOP = """async () => {
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification, action: "stop" }));
}"""


def test_a_device_shows_notices_until_one_click_ends_it(person: Callable[..., Person]) -> None:
    amira = person("amira", permissions=["notifications"])
    amira.context.add_init_script(ANSWERS % Browser().says("https://push.example/amira"))
    page = amira.sign_in().go(PAGE)
    expect(page.locator("[data-push-missing]")).to_be_hidden()
    amira.screen("devices_off")
    page.get_by_role("button", name="Auf diesem Gerät zeigen").click()
    expect(page.get_by_text("(dieses Gerät)")).to_be_visible()
    amira.screen("devices_on")

    worker = amira.context.service_workers[0]
    told = {"text": "Eine neue Nachricht wartet.", "url": "/nachrichten/", "tag": "n1"}
    deliver(amira, told | {"stop": stop_of(amira), "stop_label": "Keine mehr"})
    assert page.evaluate(SHOWN) == [["Handschlag", "Eine neue Nachricht wartet."]]

    with amira.context.expect_event("request", lambda request: "/geraet/aus/" in request.url) as asked:
        worker.evaluate(STOP)
    assert (asked.value.method, asked.value.response().status) == ("POST", 200)
    amira.go(PAGE)
    expect(page.get_by_role("button", name="Auf diesem Gerät zeigen")).to_be_visible()


def test_without_leave_of_the_browser_the_page_says_so(person: Callable[..., Person]) -> None:
    amira = person("amira")
    page = amira.sign_in().go(PAGE)
    amira.context.clear_permissions()
    page.get_by_role("button", name="Auf diesem Gerät zeigen").click()

    expect(page.get_by_text("Der Browser hat es nicht erlaubt")).to_be_visible()


def test_without_script_the_page_says_what_goes(person: Callable[..., Person]) -> None:
    amira = person("amira", java_script_enabled=False)
    page = amira.sign_in().go(PAGE)

    expect(page.get_by_text("Dieser Browser kann es nicht, oder JavaScript ist aus.")).to_be_visible()
    expect(page.get_by_role("button", name="Auf diesem Gerät zeigen")).to_be_hidden()
    go_on(page, "Speichern")
    expect(page.get_by_text("Gespeichert.")).to_be_visible()


def stop_of(somebody: Person) -> str:
    """Where this device is ended; the key stands in its cookie and in each notice."""
    [key] = [one["value"] for one in somebody.context.cookies() if one["name"] == "push_device"]
    return f"/nachrichten/mitteilungen/geraet/aus/{key}/"


def deliver(somebody: Person, told: dict[str, str]) -> None:
    """Hand a text to the script that waits for it, as the browser does once it has opened what came."""
    inside = somebody.context.new_cdp_session(somebody.page)
    known: list[str] = []
    inside.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"]),
    )
    inside.send("ServiceWorker.enable")
    while not known:
        somebody.page.wait_for_timeout(50)
    inside.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": somebody.product.url, "registrationId": known[0], "data": json.dumps(told)},
    )
