"""Pushed texts go to the services named in the settings and nowhere else, sealed, padded, without detours."""

import json
import urllib.error
from io import StringIO

import pytest
from django.core.management import call_command

from core import checks, push, sealing
from tests.core.push_service import Browser, service

KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"


@pytest.fixture(autouse=True)
def key(settings):
    settings.PUSH_KEY = KEY
    settings.PUSH_CONTACT = "mailto:post@netz.example"
    settings.PUSH_HOSTS = ["push.example", ".push.example.net"]


def send(server, browser, **more):
    keys = {"point": sealing.words(browser.point), "secret": sealing.words(browser.secret)}
    told = {"text": {"text": "Eine neue Nachricht wartet."}, "topic": "n1", "seconds": 60} | more
    push.send(address=f"{server.origin}/box", **keys, **told)


def test_only_the_browser_reads_it_and_the_service_knows_who_sends(settings):
    browser = Browser()
    with service() as server:
        settings.PUSH_HOSTS = [server.origin]
        send(server, browser)
        send(server, browser, text={"text": "ä"})

    [(path, headers, body), (_path, _headers, other)] = server.got
    assert path == "/box"
    assert (headers["TTL"], headers["Topic"], headers["Content-Encoding"]) == ("60", "n1", "aes128gcm")
    assert headers["Authorization"].endswith(f", k={push.public_key()}")
    assert json.loads(browser.opened(body)) == {"text": "Eine neue Nachricht wartet."}
    assert len(body) == len(other)
    assert b"Nachricht" not in body


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (404, push.Gone),
        (410, push.Gone),
        (400, push.Refused),
        (413, push.Refused),
        (302, push.Refused),
        (429, urllib.error.HTTPError),
        (503, urllib.error.HTTPError),
    ],
)
def test_what_the_service_says_is_understood_and_redirects_are_not_followed(settings, status, raised):
    with service(status) as server:
        settings.PUSH_HOSTS = [server.origin]
        with pytest.raises(raised):
            send(server, Browser())

    assert [path for path, _headers, _body in server.got] == ["/box"]


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://push.example/box", True),
        ("https://eu1.push.example.net/box", True),
        ("https://push.example.net/box", False),
        ("https://evilpush.example.net/box", False),
        ("http://push.example/box", False),
        ("https://push.example:8443/box", False),
        ("https://push.example@127.0.0.1/box", False),
        ("https://me@push.example/box", False),
        ("https://push.example.evil.example/box", False),
        ("https://127.0.0.1/box", False),
        ("https://[::1]/box", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://push.example\\@evil.example/box", False),
        ("https://push.example/\nHost: evil", False),
        ("https://pusһ.example/box", False),
        ("https://push.example:99999/box", False),
        ("https://push.example/" + "x" * 500, False),
        ("", False),
    ],
)
def test_only_the_named_services_are_called(address, is_allowed, monkeypatch):
    asked = []
    monkeypatch.setattr(push, "_post", asked.append)
    browser = Browser()
    keys = {"point": sealing.words(browser.point), "secret": sealing.words(browser.secret)}

    assert push.is_allowed(address) is is_allowed
    if is_allowed:
        push.send(address=address, **keys, text={}, topic="n1", seconds=1)
    else:
        with pytest.raises(push.Refused):
            push.send(address=address, **keys, text={}, topic="n1", seconds=1)
    assert len(asked) == is_allowed


def test_without_a_key_there_is_nothing(settings):
    settings.PUSH_KEY = ""

    assert push.is_available() is False


def test_a_new_key_is_printed_for_the_environment(settings):
    said = StringIO()
    call_command("make_push_key", stdout=said)
    name, _equals, word = said.getvalue().splitlines()[0].partition("=")
    settings.PUSH_KEY = word

    assert (name, push.public_key() in said.getvalue()) == ("PUSH_KEY", True)


@pytest.mark.parametrize(
    ("key", "hosts", "refused"),
    [
        (KEY, ["push.example"], []),
        ("", ["http://127.0.0.1:8123"], []),
        ("nothing", ["push.example"], ["core.E006"]),
        (KEY, ["http://push.example"], ["core.E007"]),
    ],
)
def test_what_cannot_work_is_refused_at_start(settings, key, hosts, refused):
    settings.PUSH_KEY, settings.PUSH_HOSTS = key, hosts

    assert [one.id for one in checks.push_can_work(None)] == refused
