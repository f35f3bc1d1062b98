"""Short messages: once per key, to any gateway that takes a POST, never too many, never where a redirect leads."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from core import clock, limits, outbox, sms
from core.models import OutboxRow, SentSms

NUMBER = "+4915112345678"
EVIL = 'Termin "morgen", "to": "+491", {to} {reference} \\ \n Ende'


class Gateway(BaseHTTPRequestHandler):
    """Answers what the test wants and keeps what came."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == "hang":
            self.server.over.wait(5)
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def gateway(settings):
    """`with gateway(503, 200) as got:` answers so one after the other, then 200."""

    @contextmanager
    def serve(*answers):
        with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
            server.answers, server.got, server.over = list(answers), [], threading.Event()
            threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
            settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/send"
            settings.SMS_GATEWAY_TOKEN = "agreed"
            yield server.got
            server.over.set()
            server.shutdown()

    return serve


def send(key="1", text="Morgen ist ein Termin.", **more):
    sms.send(to=NUMBER, text=text, key=key, **more)


def work(hours=0):
    with clock.frozen(clock.now() + timedelta(hours=hours)):
        while outbox.deliver():
            pass


def test_the_gateway_gets_number_words_and_secret_once(db, gateway):
    with gateway() as got:
        send()
        send()
        work()

    [(path, headers, body)] = got
    assert (path, headers["Authorization"], headers["Content-Type"]) == ("/send", "Bearer agreed", "application/json")
    assert {**json.loads(body), "reference": ""} == {"to": NUMBER, "text": "Morgen ist ein Termin.", "reference": ""}
    assert SentSms.objects.get().sent_at is not None
    assert list(OutboxRow.objects.values_list("values", flat=True)) == [{}, {}]


@pytest.mark.parametrize("form", [sms.JSON, sms.FORM])
def test_words_never_become_structure(db, gateway, settings, form):
    settings.SMS_GATEWAY_FORMAT = form
    with gateway() as got:
        send(text=EVIL)
        work()

    read = json.loads if form == sms.JSON else lambda body: {k: v[0] for k, v in parse_qs(body.decode()).items()}
    fields = read(got[0][2])
    assert (fields["to"], fields["text"], set(fields)) == (NUMBER, EVIL, {"to", "text", "reference"})


@pytest.mark.parametrize("answer", [500, 503, 429, 408, "hang"])
def test_a_gateway_in_trouble_is_asked_again_with_the_same_reference(db, gateway, monkeypatch, answer):
    monkeypatch.setattr(sms, "PATIENCE_SECONDS", 0.3)
    with gateway(answer) as got:
        send()
        work()
        work(hours=1)

    assert len({json.loads(body)["reference"] for _path, _headers, body in got}) == 1
    assert (len(got), SentSms.objects.get().sent_at is not None) == (2, True)


@pytest.mark.parametrize("answer", [400, 401, 404, 302])
def test_a_clear_no_and_a_detour_end_it(db, gateway, answer):
    with gateway(answer) as got:
        send()
        work()
        work(hours=1)

    assert [path for path, _headers, _body in got] == ["/send"]
    assert SentSms.objects.get().dropped == f"gateway {answer}"


def test_a_gateway_that_is_gone_gives_up_after_some_tries(db, settings, free_port):
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_TOKEN = f"http://127.0.0.1:{free_port}/", ""
    send()
    for hour in range(sms.TRIES + 2):
        work(hours=hour)

    row = OutboxRow.objects.get()
    assert (row.tries, row.quarantined_at is not None) == (sms.TRIES, True)


def test_what_comes_too_late_is_not_sent(db, gateway):
    with gateway(503) as got:
        send(until=clock.now() + timedelta(minutes=30))
        work()
        work(hours=1)

    assert (len(got), SentSms.objects.get().dropped) == (1, "late")


def test_a_number_and_the_purse_have_a_limit_a_day(db, gateway, settings):
    settings.SMS_A_DAY = sms.PER_NUMBER + 1
    with clock.frozen(clock.now()), gateway() as got:
        for number in range(sms.PER_NUMBER + 2):
            send(key=str(number))
        work()
        for number in range(3):
            sms.send(to=f"+49151000000{number}", text="Neu", key=f"other:{number}")
        work()

    assert len(got) == sms.PER_NUMBER + 1
    assert SentSms.objects.filter(dropped="limit").count() == 4


def test_a_second_try_counts_for_no_limit(db, gateway, monkeypatch):
    counted = []
    monkeypatch.setattr(limits, "hit", lambda name, *args, **more: counted.append(name))
    with gateway(503, 503):
        send()
        for hour in (0, 1, 2):
            work(hours=hour)

    assert counted == ["sms_number", "sms_all"]


def test_in_the_demo_a_file_is_kept_and_shown(db, settings, tmp_path, client):
    settings.SMS_DIR = tmp_path / "sms"
    send(text="Morgen ist ein Termin. https://netz.example/sms/abc/")
    work()

    assert sms.kept() == [{"to": NUMBER, "text": "Morgen ist ein Termin. https://netz.example/sms/abc/"}]
    page = client.get("/demo/post/").content.decode()
    assert NUMBER in page
    assert 'href="https://netz.example/sms/abc/"' in page


def test_without_gateway_and_demo_there_are_none(settings):
    settings.SMS_GATEWAY, settings.DEMO = "", False

    assert not sms.is_available()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0151 12345678", NUMBER),
        ("+49 (0) 151 / 1234-5678", NUMBER),
        ("+43 664 1234567", "+436641234567"),
        ("03447 000110", None),
        ("110", None),
        ("0900 1234567", None),
        ("+1 900 555 0100", None),
        ("mein Handy", None),
        ("", None),
    ],
)
def test_only_mobile_numbers_are_taken(typed, number):
    assert sms.mobile_number(typed) == number
