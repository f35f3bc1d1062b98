"""What a conversation is about: the floors above name it, many conversations at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.models import Conversation


@dataclass(frozen=True)
class Subject:
    """The matter of a conversation as its people see it."""

    title: str
    url: str
    state: str
    # Reveal level of the pupil towards the organisation (product.md 3): 1 opened, 2 application sent, 3 contact shared.
    level: int = 1
    # Questions offered to the pupil above the text field.
    suggestions: tuple[str, ...] = ()
    # When the matter ended; None while it goes on.
    ended_at: datetime | None = None


# So long after its matter ended a conversation can still be written in.
WRITABLE_AFTER_END = timedelta(days=90)

Provider = Callable[[list[int]], dict[int, Subject]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Take a function from conversation keys to their subjects; it answers for the ones it knows."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def subjects_of(conversations: Iterable[Conversation]) -> dict[int, Subject]:
    """Subjects by conversation key; one call a provider, whatever the length of the list."""
    keys = [conversation.pk for conversation in conversations]
    found: dict[int, Subject] = {}
    for provider in _providers if keys else []:
        found |= provider(keys)
    return found


def subject_of(conversation: Conversation) -> Subject | None:
    """The subject of one conversation, None where nobody above claims it."""
    return subjects_of([conversation]).get(conversation.pk)


def closes_at(subject: Subject | None) -> datetime | None:
    """From when on a conversation about this matter can only be read; None while the matter goes on."""
    return subject.ended_at + WRITABLE_AFTER_END if subject and subject.ended_at else None
