"""A real installation never starts with the demo's password in it."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts import actions
from pages.guard import refuse_demo_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard closes its connection; here that is the test's own."""
    monkeypatch.setattr("pages.guard.connection.close", lambda: None)


def make_account(address: str) -> Any:
    return actions.create_person(address, by=None)


def test_production_refuses_a_demo_account(settings: Any) -> None:
    settings.DEMO = False
    make_account("firm@demo.example")

    with pytest.raises(ImproperlyConfigured, match="Demo-Konten"):
        refuse_demo_accounts()


@pytest.mark.parametrize(("demo", "address"), [(True, "firm@demo.example"), (False, "firm@handwerk.example")])
def test_demo_mode_and_real_addresses_start(settings: Any, demo: bool, address: str) -> None:
    settings.DEMO = demo
    make_account(address)

    refuse_demo_accounts()
