"""Sizes, names, lock files and migrations of the whole house."""

import ast
import re
import statistics
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.source import HOMES, ROOT, python_files

HARD_LINES = 400
HARD_FUNCTION = 40
MEDIAN_FUNCTION = 8
FORBIDDEN_NAMES = {"utils", "helpers", "misc", "managers", "common"}
OWN_NAMES = {"events", "search", "core", "pages", "tests", "accounts", "messaging", "trades", "apprenticeships"}


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Each function with the number of its lines after the docstring."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            is_doc = isinstance(first, ast.Expr) and isinstance(getattr(first, "value", None), ast.Constant)
            start = (first.end_lineno or first.lineno) if is_doc and len(node.body) > 1 else node.lineno
            found.append((f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - start))
    return found


def test_site_is_a_source_root_and_never_a_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_file_is_too_long() -> None:
    long = [f"{path}: {n}" for _, path in python_files() if (n := len(path.read_text().splitlines())) > HARD_LINES]

    assert long == []


def test_no_function_is_too_long() -> None:
    long = [f"{name}: {n}" for _, path in python_files() for name, n in function_lengths(path) if n > HARD_FUNCTION]

    assert long == []


def test_the_median_function_is_short() -> None:
    lengths = [n for _, path in python_files() for _, n in function_lengths(path)]

    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(path) for _, path in python_files() if path.stem in FORBIDDEN_NAMES] == []


def test_public_functions_and_classes_say_what_they_are() -> None:
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for _, path in python_files()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and ast.get_docstring(node) is None
    ]

    assert silent == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(p) for _, p in python_files() if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]

    assert silent == []


@pytest.mark.parametrize("pattern", [r"[a-z]+://", r"--index-url", r"--find-links"])
def test_lock_files_hold_no_address(pattern: str) -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), *ROOT.glob("package-lock.json")]

    assert locks
    assert [lock.name for lock in locks if re.search(pattern, lock.read_text())] == []


def test_every_locked_package_carries_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert lock.read_text().count("--hash=sha256:") >= lock.read_text().count("==") > 0


def test_no_installed_package_takes_one_of_our_names() -> None:
    from importlib.metadata import packages_distributions  # noqa: PLC0415 -- only this test needs it

    assert OWN_NAMES & packages_distributions().keys() == set()


def test_migrations_have_spoken_names() -> None:
    names = [path.stem for home in HOMES.values() for path in (home / "migrations").glob("0*.py")]

    assert names
    assert [name for name in names if "_auto_" in name] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_search_documents_do_not_postpone_annotations() -> None:
    """An annotation in a documents module would become a field of the search document."""
    files = [path for _, path in python_files() if path.stem == "documents"]

    assert [
        str(path) for path in files if re.search(r"^from __future__ import annotations", path.read_text(), re.MULTILINE)
    ] == []
