"""The places of the repository that architecture tests walk; never `.venv`, never `var/`."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0,
    "accounts": 1,
    "messaging": 2,
    "search": 3,
    "trades": 4,
    "apprenticeships": 5,
    "events": 5,
    "pages": 6,
    "config": 7,
}
HOMES = {name: ROOT / ("site" if name in {"pages", "config"} else "") / name for name in FLOORS}


def python_files(*, migrations: bool = False) -> Iterator[tuple[str, Path]]:
    """Each of our source files with the app it belongs to."""
    for app, home in HOMES.items():
        for path in sorted(home.rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield app, path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module of a file with its line, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
