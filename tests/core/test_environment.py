"""The environment is read with clear refusals, and a start that cannot be ends in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", str(tmp_path / "new" / "one"))

    assert env.folder("PLACE", tmp_path).is_dir()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PLACE", str(tmp_path / "file" / "below"))

    with pytest.raises(ImproperlyConfigured, match=r"PLACE cannot be .*below"):
        env.folder("PLACE", tmp_path)


@pytest.mark.parametrize("value", ["0", "-1", "65536", "99999"])
def test_a_port_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)

    with pytest.raises(ImproperlyConfigured, match="PORT is no port"):
        env.port("PORT", 8000)


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("yes", True), ("OFF", False), ("", False)])
def test_a_flag_says_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("FLAG", value)

    assert env.flag("FLAG") is meant


def test_a_flag_is_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "vielleicht")

    with pytest.raises(ImproperlyConfigured, match="neither yes nor no"):
        env.flag("FLAG")


def test_a_wrong_setting_ends_the_start_in_one_sentence(tmp_path: Path) -> None:
    own = {"PORT": "abc", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    command = [sys.executable, "manage.py", "serve"]

    done = subprocess.run(  # noqa: S603
        command, cwd=settings.ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr == "Handschlag cannot start: PORT is not a whole number: 'abc'.\n"
