"""Bulk APIs send no signal: code that changes a searchable model with one must announce it to the search itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import documents
from tests.architecture.source import ROOT, python_files

BULK = {"update", "bulk_create", "bulk_update", "delete", "update_or_create"}
MANAGERS = {"objects", "_base_manager"}
ANNOUNCE = {"touch", "touch_many"}
PARTS_OF_DOCUMENTS = {"Slot", "Requirement", "Occurrence"}  # what stands in documents without being one
# Places that rightly announce nothing, each with its reason.
EXCUSED = {
    ("site/pages/demo/volume.py", "_store"): "made places are indexed by the rebuild that follows",
    ("accounts/actions/organisations.py", "set_listed"): "the floors above hear organisation_changed and announce it",
    ("accounts/actions/organisations.py", "merge_organisations"): "the floors above hear organisation_merged",
    ("accounts/actions/verification.py", "_move"): "each verb around it sends the signal the floors above hear",
    ("events/models/occurrence.py", "_save_edited"): "the number for calendar programs stands in no document",
    ("events/actions/queue.py", "next_number"): "the next number of a queue stands in no document",
}


def searchable() -> set[str]:
    """Names of the models behind documents, and of their parts."""
    return {document.queryset().model.__name__ for document in documents.registered()} | PARTS_OF_DOCUMENTS


def calls(node: ast.AST) -> Iterator[str]:
    """Names of everything that is called within."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            target = one.func
            yield target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def models_named(node: ast.AST, known: dict[str, set[str]]) -> set[str]:
    """Models whose manager an expression starts from; variables are looked up."""
    found: set[str] = set()
    for one in ast.walk(node):
        if (
            isinstance(one, ast.Attribute)
            and one.attr in ("objects", "_base_manager")
            and isinstance(one.value, ast.Name)
        ):
            found.add(one.value.id)
        elif isinstance(one, ast.Name):
            found |= known.get(one.id, set())
    return found


def changed_in_bulk(function: ast.AST) -> set[str]:
    """Models that a function changes with a bulk API."""
    known: dict[str, set[str]] = {}
    found: set[str] = set()
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            known[one.targets[0].id] = models_named(one.value, known)
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in BULK:
            found |= models_named(one.func.value, known)
    return found


def announcing(tree: ast.Module) -> set[str]:
    """Functions of a module that announce, call one that does, or are called by nobody else than such."""
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    called = {name: set(calls(one)) for name, one in functions.items()}
    found = {name for name, names in called.items() if names & ANNOUNCE}
    while True:
        more = {name for name, names in called.items() if names & found}
        callers = {name: {other for other, names in called.items() if name in names} for name in functions}
        more |= {name for name, others in callers.items() if others and others <= found}
        if more <= found:
            return found
        found |= more


def silent(path: Path, watched: set[str]) -> dict[tuple[str, str], set[str]]:
    """Functions of a file that change a searchable model in bulk and tell nobody, with the models."""
    tree = ast.parse(path.read_text())
    told = announcing(tree)
    name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    return {
        (name, one.name): models
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.name not in told
        if (models := changed_in_bulk(one) & watched)
    }


@pytest.mark.django_db  # one queryset asks for page types
def test_bulk_changes_of_searchable_models_are_announced():
    watched = searchable()
    files = [path for app, path in python_files() if app not in ("search", "core", "config")]
    found = {place: models for path in files for place, models in silent(path, watched).items()}

    assert {"Vacancy", "EventPage", "Trade"} <= watched
    assert {place: models for place, models in found.items() if place not in EXCUSED} == {}
    assert EXCUSED.keys() <= found.keys()  # an excuse that is needed no more goes


@pytest.mark.parametrize(
    ("code", "is_silent"),
    [
        ("def close(pk):\n    Vacancy.objects.filter(pk=pk).update(state='closed')", True),
        ("def close(pk):\n    found = Vacancy.objects.filter(pk=pk)\n    found.update(state='closed')", True),
        ("def make(rows):\n    Vacancy.objects.bulk_create(rows)", True),
        ("def close(pk):\n    Vacancy.objects.filter(pk=pk).update(state='closed')\n    touch('vacancy', pk)", False),
        (
            "def close(pk):\n    _step(pk)\n    touch('a', pk)\n\ndef _step(pk):\n    Vacancy.objects.update(a=1)",
            False,
        ),
        ("def close(pk):\n    Talk.objects.filter(pk=pk).update(state='closed')", False),
    ],
)
def test_the_guard_itself(tmp_path, code, is_silent):
    path = tmp_path / "some.py"
    path.write_text(code)

    assert bool(silent(path, {"Vacancy"})) is is_silent
