"""Imports and foreign keys go down only (docs/architecture.md), and both checks are seen to bite."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import FLOORS, imports, python_files


def upward(app: str, module: str) -> bool:
    """Whether an import from this app goes up or sideways."""
    target = module.split(".")[0]
    return target in FLOORS and target != app and FLOORS[target] >= FLOORS[app]


def offences(files: Iterable[tuple[str, Path]]) -> list[str]:
    """Each forbidden import as file, line and module."""
    return [f"{path}:{line} {module}" for app, path in files for line, module in imports(path) if upward(app, module)]


def upward_keys(every: Iterable[type[models.Model]]) -> list[str]:
    """Each foreign key of our models that points to a higher or neighbouring app."""
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in every
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields(include_hidden=True)
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if upward(model._meta.app_label, field.related_model._meta.app_label)
    ]


def test_imports_go_down() -> None:
    assert offences(python_files()) == []


def test_foreign_keys_go_down() -> None:
    assert upward_keys(apps.get_models(include_auto_created=True)) == []


def test_an_upward_import_is_seen(tmp_path: Path) -> None:
    bad = tmp_path / "models.py"
    bad.write_text("def late():\n    from accounts.models import User\n")

    assert offences([("core", bad)]) == [f"{bad}:2 accounts.models"]


@pytest.mark.parametrize(("app", "module"), [("events", "apprenticeships.models"), ("apprenticeships", "events")])
def test_the_wings_do_not_import_each_other(app: str, module: str) -> None:
    assert upward(app, module)


def test_an_upward_key_is_seen() -> None:
    class Ladder(models.Model):
        """A model on the ground floor that points upwards."""

        user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "core"
            managed = False

    try:
        assert upward_keys([Ladder]) == ["core.Ladder.user -> accounts.User"]
    finally:
        del apps.all_models["core"]["ladder"]
        apps.clear_cache()
