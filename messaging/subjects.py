"""What a conversation is about: the floors above name it, many conversations at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
