"""What a young person opened to whom, by own acts: the counterpart of „Wer hat mich gesehen?“.

Accounts opens nothing itself. The floors above register a provider in their AppConfig.ready; it answers for one person.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Reveal:
    """One opening: since when, to whom, what, until when, and where it can be taken back."""

    at: datetime
    organisation: str
    what: str
    until: datetime | None = None
    url: str = ""


Provider = Callable[[Any], Iterable[Reveal]]
_providers: list[Provider] = []
# The page shows the newest; older ones are in the download of the own data.
LIMIT = 50


def register(provider: Provider) -> Provider:
    """Add the openings of an upper floor; twice is once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def of(pupil: Any) -> list[Reveal]:
    """The newest openings of a young person; as many queries as providers."""
    found = [reveal for provider in _providers for reveal in provider(pupil)]
    return sorted(found, key=lambda reveal: reveal.at, reverse=True)[:LIMIT]
