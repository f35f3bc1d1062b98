"""What surrounds a request: a GET cannot write, sign-in is the rule, the headers are there, limits have a page."""

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as project
from django.db import connections, transaction
from django.test import AsyncClient, Client

from core.middleware import WriteInGet, is_ours, too_many_text
from core.models import ScheduleEntry

PUBLIC_POLICY = {
    "default-src 'self'",
    "worker-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types handschlag-fragment handschlag-push",
    "report-uri /csp-bericht/",
}


@pytest.fixture(autouse=True)
def probe_addresses(settings, db):
    settings.ROOT_URLCONF = "tests.core.urls"
    settings.LOGIN_URL = "/konto/anmelden/"


@pytest.fixture
async def own_thread():
    """Asynchronous requests use the database in a thread of their own; its connection must not outlive the test."""
    yield
    await sync_to_async(connections.close_all)()


def written():
    return ScheduleEntry.objects.filter(name="written").count()


# --- A GET cannot write --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/writes/", "/renders/"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_get_that_writes_is_refused(client, address, method):
    with pytest.raises(WriteInGet, match="INSERT"), transaction.atomic():
        getattr(client, method)(address)

    assert written() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_an_asynchronous_get_that_writes_is_refused(own_thread):
    with pytest.raises(WriteInGet, match="INSERT"):
        await AsyncClient().get("/writes-later/")

    assert await ScheduleEntry.objects.filter(name="written").acount() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_an_asynchronous_post_may_write(own_thread):
    response = await AsyncClient().post("/writes-later/")

    assert response.status_code == 200
    assert await ScheduleEntry.objects.filter(name="written").acount() == 1


def test_a_get_that_writes_through_asgi_is_refused(client):
    """The same middleware under the synchronous handler: the guard is left afterwards."""
    with pytest.raises(WriteInGet), transaction.atomic():
        client.get("/writes/")

    assert client.post("/writes/").content == b"written"
    assert written() == 1


def test_a_get_may_read_in_a_transaction(client):
    assert client.get("/reads/").content == b"0"


def test_a_get_may_note_that_it_was_read(client):
    assert client.get("/notes/").content == b"noted"
    assert written() == 1


def test_packages_stay_outside_the_guard(client):
    assert client.get("/wagtail-writes/").content == b"written"


def test_without_the_middleware_the_get_would_write(client, settings):
    """Negative control."""
    settings.MIDDLEWARE = [name for name in project.MIDDLEWARE if "ReadOnlyGet" not in name]

    assert client.get("/writes/").content == b"written"
    assert written() == 1


def test_a_database_cache_may_keep_house(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_scheduleentry"}
    }

    assert client.get("/writes/").content == b"written"


@pytest.mark.parametrize(
    ("module", "ours"), [("core.views", True), ("core", True), ("django.contrib.auth.views", False), ("json", False)]
)
def test_ours_is_what_lies_in_this_project(module, ours):
    assert is_ours(module) is ours


# --- Sign-in is the rule -------------------------------------------------------------------------------------------


def test_a_view_that_says_nothing_asks_for_a_sign_in(client):
    response = client.get("/private/")

    assert (response.status_code, response.headers["Location"]) == (302, "/konto/anmelden/?next=/private/")


def test_a_public_view_does_not(client):
    assert client.get("/reads/").status_code == 200


def test_packages_that_guard_themselves_pass(client):
    assert client.get("/admin/wagtail/").content == b"guarded elsewhere"


def test_without_the_middleware_everybody_would_come_in(client, settings):
    """Negative control."""
    settings.MIDDLEWARE = [name for name in project.MIDDLEWARE if "LoginRequired" not in name]

    assert client.get("/private/").content == b"private"


# --- Headers -------------------------------------------------------------------------------------------------------


def test_public_pages_have_the_strict_policy(client):
    policy = set(client.get("/reads/").headers["Content-Security-Policy"].split("; "))

    assert policy >= PUBLIC_POLICY
    assert not any("unsafe" in rule for rule in policy)


def test_admin_has_its_gaps_and_no_others(client):
    policy = set(client.get("/admin/wagtail/").headers["Content-Security-Policy"].split("; "))

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert PUBLIC_POLICY - policy == {
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types handschlag-fragment handschlag-push",
    }


@pytest.mark.parametrize("address", ["/reads/", "/nowhere/", "/crowded/", "/private/"])
def test_every_answer_has_the_safety_headers(client, address):
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_pages_of_signed_in_people_are_stored_nowhere(client):
    client.cookies[project.SESSION_COOKIE_NAME] = "anything"

    assert client.get("/reads/").headers["Cache-Control"] == "no-store"


def test_an_anonymous_visit_sets_no_cookie_and_may_be_kept(client):
    response = client.get("/reads/")

    assert response.cookies == {}
    assert "no-store" not in response.headers.get("Cache-Control", "")


# --- Something is wrong --------------------------------------------------------------------------------------------


def test_a_limit_has_a_page_that_says_when_to_come_back(client):
    response = client.get("/crowded/")

    assert (response.status_code, response.headers["Retry-After"]) == (429, "90")
    assert "Zu viele Versuche. Bitte in 2 Minuten noch einmal." in response.content.decode()


def test_a_limit_answers_programs_in_json(client):
    response = client.get("/crowded/", headers={"accept": "application/json"})

    assert response.status_code == 429
    assert response.json()["error"] == "too_many"


@pytest.mark.parametrize(("seconds", "words"), [(1, "in einer Minute"), (60, "in einer Minute"), (61, "in 2 Minuten")])
def test_waiting_is_said_in_minutes(seconds, words):
    assert too_many_text(seconds) == f"Zu viele Versuche. Bitte {words} noch einmal."


def test_a_missing_page_says_so_in_german(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert '<html lang="de">' in response.content.decode()


def test_a_fault_has_a_page_that_needs_no_database(client, django_assert_num_queries):
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        response = client.get("/breaks/")

    assert response.status_code == 500
    assert '<html lang="de">' in response.content.decode()


def test_a_form_without_its_secret_is_explained():
    response = Client(enforce_csrf_checks=True).post("/writes/")

    assert response.status_code == 403
    assert "noch einmal absenden" in response.content.decode()
    assert written() == 0
