"""Events can be reported by everybody who sees them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import actions
from events.models import EventPage
from messaging.reported import Kind, Target, register


def _event(person: Any, key: str) -> Target | None:
    if not key.isdecimal():
        return None
    rows = EventPage.objects.visible_to(person).select_related("organisation").order_by("pk")
    found = rows.filter(pk=int(key)).first()
    if found is None:
        return None
    lines = (
        (_("Termin"), found.title),
        (_("Ein Satz"), found.intro),
        (_("Stationen"), "\n".join(f"{row.title}: {row.text}" for row in found.stations.all())),
        (_("Text"), "\n".join(str(block.value) for block in found.body)),
        (_("Ort"), f"{found.place_name}, {found.street}, {found.postal_code_id or ''}"),
        (_("Kontakt"), f"{found.contact_name} {found.contact_phone} {found.contact_email}".strip()),
    )
    return Target(found.title, found.get_url() or "/veranstaltungen/", found.organisation, lines=lines)


def _take_down(key: str, by: Any, reason: str) -> None:
    actions.take_down(EventPage.objects.get(pk=int(key)), by=by)


register(Kind("termin", gettext_lazy("Termin"), find=_event, hide=_take_down))
