"""What a young person wrote in an application, as one reader gets it.

Contact data in it is hidden from the firm as in messages until „Kontakt teilen“ opens it; the writer reads all of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apprenticeships.models import Application
from messaging import masking

Marks = list[masking.Mark]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what stands below it."""

    code: str
    label: str
    text: str


def of(application: Application, reader: Any) -> list[Answer]:
    """All answers of one application; the certificate is a choice, not a text."""
    return for_all([application], reader)[application.pk]


def on_paper(application: Application) -> list[Answer]:
    """For the guild that prints: contact data stays hidden, whatever was opened to the firm."""
    return _shown(application, _marks(application), None)


def for_all(applications: Sequence[Application], reader: Any) -> dict[int, list[Answer]]:
    """Answers of many applications with a fixed number of queries; give rows with their conversation."""
    marks = {row.pk: _marks(row) for row in applications if row.pupil_id != reader.pk}
    talks = [row.conversation for row in applications if row.conversation and any(marks.get(row.pk, ()))]
    opened = masking.opened_kinds(talks) if talks else {}
    return {row.pk: _shown(row, marks.get(row.pk), opened.get(row.conversation_id or 0)) for row in applications}


def _shown(row: Application, marks: Sequence[Marks] | None, opened: Collection[str] | None) -> list[Answer]:
    """Every text with what is still closed replaced; without marks the own words."""
    found = marks or [[] for _text in _written(row)]
    answers = [
        Answer(code, label, masking.hide(text, [mark.as_row() for mark in own], opened or ()))
        for (code, label, text), own in zip(_written(row), found, strict=True)
        if text
    ]
    return [*answers, Answer("certificate", _("Zeugnis"), str(row.get_show_certificate_display()))]


def _written(row: Application) -> tuple[tuple[str, str, str], ...]:
    return (
        ("why", _("Was gefällt dir an diesem Beruf?"), row.why),
        ("example", _("Etwas gebaut, repariert, gebacken, organisiert"), row.example),
        ("first_day", _("Am ersten Tag unbedingt ausprobieren"), row.first_day),
        ("way", _("So komme ich hin"), row.way),
        ("start_from", _("Ab wann"), row.start_from),
    )


def _marks(row: Application) -> list[Marks]:
    """Read together, as the last messages of a sender are: a number may be split over the answers."""
    return masking.find_each([text for _code, _label, text in _written(row)])
