"""From a fresh clone to a running site: each step once, a killed run is finished, a busy port is said in words."""

import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Network, Organisation, User
from pages import preparation
from pages.management.commands import serve
from pages.models import ArticlePage, HomePage, NetworkPage, Preparation
from tests.factories.core import ChamberFactory, DistrictFactory

REGION = {
    "name": "Handwerksnetz Muldental",
    "contact": "Frau Beispiel",
    "phone": "03437 000100",
    "email": "netz@muldental.example",
    "imprint": "Kreishandwerkerschaft Muldental\nMarkt <1>",
    "admin": "Leitung@muldental.example",
}


class Steps:
    """Three steps that note when they run; the middle one can be made to fail."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.broken = False
        self.version = "1"

    def __call__(self) -> list[preparation.Step]:
        """As `preparation.steps`."""
        return [
            preparation.Step("a", "erst", lambda: "1", lambda: self.ran.append("a")),
            preparation.Step("b", "dann", lambda: self.version, self._middle),
            preparation.Step("c", "zuletzt", lambda: "1", lambda: self.ran.append("c")),
        ]

    def _middle(self) -> None:
        if self.broken:
            raise KeyboardInterrupt
        self.ran.append("b")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Steps:
    """Preparation with three plain steps in a folder of its own."""
    made = Steps()
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(preparation, "steps", made)
    monkeypatch.setattr(preparation, "collect", lambda say: None)
    return made


@pytest.mark.django_db
def test_a_second_run_does_nothing(steps: Steps) -> None:
    said: list[str] = []
    preparation.run(say=said.append)
    assert steps.ran == ["a", "b", "c"]
    assert "· dann …" in said

    said.clear()
    preparation.run(say=said.append)

    assert steps.ran == ["a", "b", "c"]
    assert said == []


@pytest.mark.django_db
def test_a_killed_run_is_finished_by_the_next(steps: Steps) -> None:
    steps.broken = True
    with pytest.raises(KeyboardInterrupt):
        preparation.run(say=str)
    assert set(Preparation.objects.values_list("step", flat=True)) == {"a"}

    steps.broken = False
    preparation.run(say=str)

    assert steps.ran == ["a", "b", "c"]


@pytest.mark.django_db
def test_what_changed_is_done_again_and_nothing_else(steps: Steps) -> None:
    preparation.run(say=str)
    steps.version = "2"

    preparation.run(say=str)

    assert steps.ran == ["a", "b", "c", "b"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CommandError, match=r"kann nicht geschrieben werden.*DATA_DIR"):
        preparation.check_writable(tmp_path / "file" / "data")


def test_a_busy_port_is_refused_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} ist belegt.*PORT={port + 1}"):
            serve.check_port("127.0.0.1", port)


def test_a_free_port_is_taken(free_port: int) -> None:
    serve.check_port("127.0.0.1", free_port)


@pytest.mark.django_db
def test_a_real_region_stands_after_one_command_and_twice_is_once() -> None:
    chamber = ChamberFactory()
    district = DistrictFactory(chamber_code=chamber.code)
    out = StringIO()

    for _ in range(2):
        call_command("setup_network", kreise=district.ags, stdout=out, **REGION)

    network = Network.objects.get()
    admin = User.objects.get()
    page = NetworkPage.objects.get()
    assert list(network.districts.all()) == [district]
    assert (admin.email, admin.is_superuser, admin.has_usable_password()) == ("leitung@muldental.example", True, False)
    assert (page.live, page.slug) == (True, "handwerksnetz-muldental")
    assert HomePage.objects.get().network == network
    assert Organisation.objects.get(kind=Organisation.Kind.CHAMBER).name == chamber.name
    assert "Markt &lt;1&gt;" in str(ArticlePage.objects.get(slug="impressum").body)
    assert "leitung@muldental.example" in out.getvalue().lower()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"kreise": "99999"}, "Unbekannter Kreis: 99999"), ({"admin": "leitung"}, "keine E-Mail-Adresse")],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(wrong: dict[str, str], said: str) -> None:
    values = {"kreise": DistrictFactory().ags} | REGION | wrong

    with pytest.raises(CommandError, match=said):
        call_command("setup_network", **values)

    assert not Network.objects.exists()
    assert not User.objects.exists()
