"""Mistakes that every test refuses: names a template does not know, lists without an order."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models.query import ModelIterable
from django.template.base import Variable, VariableDoesNotExist, VariableNode

ROOT = Path(__file__).resolve().parents[1]
OURS = ("core", "accounts", "messaging", "search", "trades", "apprenticeships", "events", "pages")
SOURCES = tuple(str(ROOT / name) for name in (*OURS[:-1], "site"))
_render = VariableNode.render
_iterate = ModelIterable.__iter__


class UndefinedName(AssertionError):
    """One of our templates shows a name that its context does not have."""


class UnorderedList(AssertionError):
    """Our code walks over several rows of our models in no defined order."""


def strict_render(self: VariableNode, context: Any) -> str:
    """Render a variable; in our own templates an unknown name is a mistake, not an empty string."""
    name = getattr(getattr(self, "origin", None), "name", "")
    if str(name).startswith(str(ROOT / "templates")) and not self.filter_expression.filters:
        try:
            if isinstance(self.filter_expression.var, Variable):
                self.filter_expression.var.resolve(context)
        except VariableDoesNotExist as error:
            raise UndefinedName(f"{name}: {{{{ {self.filter_expression} }}}} – {error}") from None
    return _render(self, context)


def asked_by_us() -> bool:
    """Whether the nearest caller outside Django's database layer is our code or one of our templates.

    What is gathered to be deleted needs no order, and Django takes it away before it looks.
    """
    frame = sys._getframe(2)
    while frame and "/django/db/" in frame.f_code.co_filename:
        if frame.f_code.co_filename.endswith("/models/deletion.py"):
            return False
        frame = frame.f_back
    name = frame.f_code.co_filename if frame else ""
    return "/django/template/" in name or name.startswith(SOURCES)


def strict_iterate(self: ModelIterable) -> Iterator[Any]:
    """Walk over rows; more than one row of our models needs an order when our code asks (prefetches are free)."""
    queryset = self.queryset
    rows = list(_iterate(self))
    ours = queryset.model._meta.app_label in OURS
    if ours and len(rows) > 1 and not queryset.ordered and asked_by_us():
        raise UnorderedList(f"{queryset.model.__name__}: {len(rows)} rows without an order")
    return iter(rows)


@pytest.fixture(autouse=True)
def strictness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch both on for every test."""
    monkeypatch.setattr(VariableNode, "render", strict_render)
    monkeypatch.setattr(ModelIterable, "__iter__", strict_iterate)
