"""A form that cannot be taken says the words back, to the one who wrote them on our own page and to nobody else."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

ADDRESS = f"/nachrichten/{uuid4()}/"
WORDS = "Guten Tag, wann darf ich <b>kommen</b>?"
TYPED = {"body": WORDS, "password": "ein langes Geheimnis hier", "client_key": "ein Schlüssel mit Lücken"}


@pytest.fixture(params=["session over", "without its secret"])
def refused(request):
    """(client, status) of the two situations."""
    is_over = request.param == "session over"
    return Client(enforce_csrf_checks=not is_over), 401 if is_over else 403


@pytest.mark.parametrize("header", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_words_come_back_escaped_and_no_secret_does(db, refused, header):
    client, status = refused
    answer = client.post(ADDRESS, TYPED, headers=header)
    page = answer.content.decode()

    assert answer.status_code == status
    assert "Guten Tag, wann darf ich &lt;b&gt;kommen&lt;/b&gt;?" in page
    assert "Geheimnis" not in page
    assert "Schlüssel mit" not in page


@pytest.mark.parametrize("header", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_words_of_another_page_do_not(db, refused, header):
    client, status = refused
    answer = client.post(ADDRESS, TYPED, headers=header)

    assert WORDS[:9] not in answer.content.decode()
    assert answer.status_code == (302 if status == 401 else 403)


def test_the_way_back_leads_to_the_page(db):
    page = Client().post(ADDRESS, TYPED, headers={"Origin": "http://testserver"}).content.decode()

    assert f"?next={ADDRESS}" in page


def test_a_limit_says_them_back_too(db, monkeypatch):
    monkeypatch.setattr("messaging.views.reports.REPORTS_A_DAY", 0)
    report = {"address": "/plaetze/12/", "reason": "other", "text": "Hier stimmt etwas nicht.", "client_key": uuid4()}

    answer = Client().post(reverse("messaging:report"), report, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 429
    assert "Hier stimmt etwas nicht." in answer.content.decode()
