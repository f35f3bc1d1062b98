"""The documents hold together: links lead somewhere, tables have their columns, nothing of a machine is named."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(#[^)]*)?\)")
README_LINES = 100


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    targets = [match[1] for match in LINK.finditer(path.read_text())]

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_row_of_a_table_has_the_columns_of_its_head(path: Path) -> None:
    wrong, columns = [], 0
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        cells = len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", line))) if line.startswith("|") else 0
        if cells and columns and cells != columns:
            wrong.append(number)
        columns = (columns or cells) if cells else 0

    assert wrong == []


def test_the_readme_is_short_and_has_a_picture() -> None:
    text = (ROOT / "README.md").read_text()

    assert len(text.splitlines()) <= README_LINES
    assert "![" in text
