"""Reads the environment once, with clear refusals. Used by the settings only."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
HIGHEST_PORT = 65_535
NO = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """A text value; raises ImproperlyConfigured when it is unset and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (see docs/environment.md).")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no; anything else stops the start instead of being guessed."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES:
        return True
    if value.strip().lower() in NO:
        return False
    raise ImproperlyConfigured(f"{name} is neither yes nor no: {value!r} (use 1 or 0).")


def folder(name: str, default: Path) -> Path:
    """A folder, made when it is missing; raises ImproperlyConfigured where there can be none."""
    path = Path(text(name, str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} cannot be {path}: {error.strerror}. Choose another place.") from None
    return path


def port(name: str, default: int) -> int:
    """The number of a port; raises ImproperlyConfigured where there is none such."""
    value = number(name, default)
    if not 0 < value <= HIGHEST_PORT:
        raise ImproperlyConfigured(f"{name} is no port: {value} (1 to {HIGHEST_PORT}).")
    return value


def number(name: str, default: int) -> int:
    """A whole number; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a whole number: {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas, empty parts dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, default: str | None = None) -> str:
    """A secret from NAME or from the file named by NAME_FILE; raises ImproperlyConfigured when neither is there."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return text(name, default)
