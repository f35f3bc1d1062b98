"""What of the wing of places can be reported: a place by everybody, an application by those who received it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from apprenticeships import answers
from apprenticeships.actions import vacancies
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, Vacancy
from messaging.reported import Kind, Target, register


def _place(person: Any, key: str) -> Target | None:
    if not key.isdecimal():
        return None
    rows = Vacancy.objects.visible_to(person).for_cards().order_by("pk")
    found = rows.filter(pk=int(key)).first()
    if found is None:
        return None
    lines = (
        (_("Platz"), f"{found.title}, {found.place_name}"),
        (_("Ihr Satz"), found.own_sentence),
        (_("Aufgaben"), "\n".join(found.tasks_lines)),
        (_("Auch so"), "\n".join(found.downside_lines)),
        (_("Vergütung"), found.pay_label),
        (_("Kontakt"), f"{found.contact_name} {found.contact_phone}".strip()),
    )
    title = f"{found.title}, {found.organisation.name}"
    return Target(title, found.get_absolute_url(), found.organisation, lines=lines)


def _take_down(key: str, by: Any, reason: str) -> None:
    place = Vacancy.objects.select_related("organisation").get(pk=int(key))
    try:
        vacancies.block(place, by=by, reason=reason)
    except WrongStep:
        return  # closed, filled or blocked meanwhile: nobody sees it any more


def _application(person: Any, key: str) -> Target | None:
    """The written answers; the young person behind them learns of the decision, as everybody judged does."""
    try:
        rows = Application.objects.run_by(person).filter(public_id=UUID(key))
    except ValueError:
        return None
    found = rows.with_place().order_by("pk").first() if person.is_authenticated else None
    if found is None:
        return None
    lines = tuple((line.label, line.text) for line in answers.of(found, person))
    pupil: User = found.pupil
    return Target(found.vacancy.title, found.get_absolute_url(), None, pupil, lines)


register(Kind("platz", gettext_lazy("Platz"), find=_place, hide=_take_down))
register(Kind("bewerbung", gettext_lazy("Bewerbung"), find=_application))
