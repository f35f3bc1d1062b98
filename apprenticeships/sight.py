"""What one reader may see of the person behind an application now: the level, the contact fields, the card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts import permissions, person
from apprenticeships.models import Application
from messaging import masking


@dataclass(frozen=True, slots=True)
class Sight:
    """The person of one application as one reader gets them."""

    level: int
    name: str
    lines: list[person.Line]


def of(viewer: Any, application: Application) -> Sight:
    """The person of one application."""
    return for_all(viewer, [application])[application.pk]


def on_paper(viewer: Any, application: Application) -> Sight:
    """For the guild that prints: what the application shows, never a contact, which was opened to the firm alone."""
    level = min(_level(viewer, application, False), person.APPLIED)
    return Sight(level, person.called(application.pupil, level), person.card(application.pupil, level))


def for_all(viewer: Any, applications: Sequence[Application]) -> dict[int, Sight]:
    """Persons of many applications, a fixed number of queries; give pupils with pupil_profile and its district."""
    shared = masking.open_fields_of([row.conversation for row in applications if row.conversation])
    fields = {row.pk: shared.get(row.conversation_id or 0, frozenset()) for row in applications}
    levels = {row.pk: _level(viewer, row, bool(fields[row.pk])) for row in applications}
    found: dict[int, Sight] = {}
    for level in sorted(set(levels.values())):
        rows = [row for row in applications if levels[row.pk] == level]
        # Two applications of one pupil to one firm share one set of fields: the share is to the organisation.
        cards = person.cards([row.pupil for row in rows], level, shared={row.pupil_id: fields[row.pk] for row in rows})
        found |= {row.pk: Sight(level, person.called(row.pupil, level), cards[row.pupil_id]) for row in rows}
    return found


def _level(viewer: Any, row: Application, is_shared: bool) -> int:
    """What was reached, as far as this reader may look; 3 where the pupil opened a contact field after sending."""
    level = permissions.revealed_to(viewer, row.pupil, row.reveal_level)
    return person.CONTACT if level == person.APPLIED and is_shared else level
