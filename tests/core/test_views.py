"""Suggestions, health, favicon and the mailbox of the demo."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from core import clock, health, limits
from core.models import WorkerPulse
from tests.factories.core import OutboxRowFactory, SentMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_addresses(settings):
    settings.ROOT_URLCONF = "tests.core.urls"
    limits._counts.clear()


def test_suggestions_for_a_beginning(client):
    response = client.get("/orte/vorschlaege/", {"q": "leip"})

    assert response.json()["suggestions"] == ["Leipzig, Stadt", "Leipheim, Günzburg"]
    assert response.json()["places"][0]["ags"] == "14713"


def test_suggestions_for_digits_show_the_code(client):
    assert client.get("/orte/vorschlaege/", {"q": "0460"}).json()["suggestions"] == [
        "04600 Altenburg, Altenburger Land",
        "04603 Nobitz, Altenburger Land",
    ]


def test_suggestions_as_options_need_no_script(client):
    html = client.get("/orte/vorschlaege/", {"q": "leip", "form": "options"}).content.decode()

    assert html.startswith('<option value="Leipzig, Stadt"></option>')


@pytest.mark.parametrize("typed", ["", "x", "<script>", "\x00", "ä" * 500])
def test_suggestions_survive_anything(client, typed):
    response = client.get("/orte/vorschlaege/", {"q": typed})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_suggestions_are_the_same_for_everybody_and_ask_nothing(client, settings, django_assert_num_queries):
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"

    with django_assert_num_queries(0):
        response = client.get("/orte/vorschlaege/", {"q": "leip"})

    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.cookies == {}


def test_suggestions_have_a_limit(client, monkeypatch):
    monkeypatch.setattr("core.views.SUGGESTIONS_A_MINUTE", 2)

    with clock.frozen(clock.now()):  # all in one minute
        codes = [client.get("/orte/vorschlaege/", {"q": "leip"}).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


@pytest.mark.parametrize("address", ["/orte/vorschlaege/", "/health/", "/health/live", "/favicon.ico", "/demo/post/"])
def test_pages_that_only_show_refuse_a_post(client, address):
    assert client.post(address).status_code == 405


def test_favicon_leads_to_the_sign(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.headers["Location"]) == (301, "/static/img/handschlag.svg")


def test_health_live_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").content == b"ok"


def test_health_ready_asks_the_database(client):
    assert client.get("/health/ready").content == b"ok"


def test_health_ready_is_503_without_a_database(client, monkeypatch):
    def broken():
        raise DatabaseError("password=secret")

    monkeypatch.setitem(health._probes, "database", broken)

    response = client.get("/health/ready")

    assert (response.status_code, response.content) == (503, b"down")


def test_health_names_every_part_and_no_secret(client, monkeypatch):
    WorkerPulse.objects.create(name="worker", beats_at=clock.now())

    def broken():
        raise DatabaseError("password=secret")

    monkeypatch.setitem(health._probes, "bus", broken)

    response = client.get("/health/")

    parts = response.json()["parts"]
    assert (parts["database"], parts["worker"], parts["outbox"], parts["bus"]) == ("ok", "ok", "ok", "down")
    assert response.json()["status"] == "down"
    assert "secret" not in response.content.decode()


def test_health_without_a_worker_is_degraded(client):
    assert client.get("/health/").json()["parts"]["worker"] == "degraded"


def test_health_sees_quarantine(client):
    OutboxRowFactory(quarantined_at=clock.now())

    assert client.get("/health/").json()["parts"]["outbox"] == "degraded"


def test_outbox_command_shows_and_releases(capsys):
    OutboxRowFactory(quarantined_at=clock.now(), fault="ConnectionError at mail.py:7")

    call_command("outbox")
    call_command("outbox", release=True)

    shown = capsys.readouterr().out
    assert "waiting: 0, quarantined: 1" in shown
    assert "ConnectionError at mail.py:7" in shown
    assert "released: 1\nwaiting: 1, quarantined: 0" in shown


# --- The mailbox of the demo ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mails", [1, 3])
def test_mailbox_lists_mails_newest_first(client, mails, django_assert_num_queries):
    for number in range(mails):
        SentMailFactory(subject=f"Brief {number}")

    with django_assert_num_queries(2):  # count, page
        html = client.get("/demo/post/").content.decode()

    assert html.index(f"Brief {mails - 1}") <= html.index("Brief 0")


def test_mailbox_shows_one_address(client):
    SentMailFactory(to="jonas@example.org", subject="Für Jonas")
    SentMailFactory(to="mia@example.org", subject="Für Mia")

    html = client.get("/demo/post/", {"an": "Mia@example.org"}).content.decode()

    assert "Für Mia" in html
    assert "Für Jonas" not in html


def test_mailbox_has_pages(client):
    for number in range(21):
        SentMailFactory(subject=f"Brief {number}")

    assert "Brief 20" not in client.get("/demo/post/", {"seite": "2"}).content.decode()
    assert client.get("/demo/post/", {"seite": "nonsense"}).status_code == 200


def test_empty_mailbox_says_what_will_come(client):
    assert "Noch keine Post" in client.get("/demo/post/").content.decode()


def test_mail_is_shown_with_live_links_and_escaped(client):
    mail = SentMailFactory(subject="<b>Code</b>", body_text="http://localhost:8000/e/abc/ <script>alert(1)</script>")

    html = client.get(f"/demo/post/{mail.pk}/").content.decode()

    assert 'href="http://localhost:8000/e/abc/"' in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;Code" in html


def test_mail_as_html_cannot_run_anything(client):
    mail = SentMailFactory(body_html="<p style='color:red'>Hallo</p>")

    response = client.get(f"/demo/post/{mail.pk}/html/")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "sandbox" in policy
    assert b"Hallo" in response.content


@pytest.mark.parametrize("address", ["/demo/post/", "/demo/post/1/", "/demo/post/1/html/"])
def test_without_demo_mode_there_is_no_mailbox(client, settings, address):
    settings.DEMO = False
    SentMailFactory(pk=1, body_html="<p>Hallo</p>")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("situation", [{"sent_at": None}, {"body_html": ""}])
def test_unsent_and_textless_mails_have_no_page(client, situation):
    mail = SentMailFactory(**situation)

    assert client.get(f"/demo/post/{mail.pk}/html/").status_code == 404
