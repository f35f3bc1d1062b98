"""What can be reported besides a message: only kinds named in a `<app>/reported.py`, found at the start.

    register(Kind("platz", _("Platz"), find=…, hide=…))

`find(person, key)` gives the thing as this person (or a visitor) sees it now, or None; its lines are what the report
keeps as evidence. `hide(key, by, reason)` takes it out of sight when the moderation decides so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User

# Words kept of one line; the longest text of a page is shorter.
LINE_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Target:
    """One thing as it stands now: who answers for it, and its words as (heading, text)."""

    title: str
    url: str
    organisation: Organisation | None = None
    person: User | None = None
    lines: tuple[tuple[str, str], ...] = ()

    def frozen(self, at: str) -> list[dict[str, Any]]:
        """The lines as a report keeps them; empty ones are left out."""
        return [
            {"label": str(label), "body": str(body)[:LINE_LIMIT], "at": at, "hit": True}
            for label, body in self.lines
            if body
        ]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of content; the code stands in the address of the report."""

    code: str
    label: Any
    find: Callable[[Any, str], Target | None]
    hide: Callable[[str, Any, str], None] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Allow reports about one kind of content."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind | None:
    """The registered kind; None for everything else."""
    return _kinds.get(code)


def find(code: str, key: str, person: Any) -> Target | None:
    """The thing under an address, as far as this person sees it."""
    kind = kind_of(code)
    return kind.find(person, key) if kind else None


def _organisation(person: Any, key: str) -> Target | None:
    try:
        found = Organisation.objects.visible_to(person).filter(public_id=UUID(key)).order_by("pk").first()
    except ValueError:
        return None
    if found is None:
        return None
    lines = (
        (_("Name"), found.name),
        (_("Anschrift"), f"{found.street}, {found.postal_code_id or ''} {found.place_name}"),
        (_("Telefon"), found.phone),
        (_("Netz"), found.website),
        (_("Text"), found.text),
    )
    return Target(found.name, found.get_absolute_url(), found, lines=lines)


# No hide: a whole organisation is suspended at its check, where what follows from it is said.
register(Kind("betrieb", gettext_lazy("Betrieb oder Innung"), find=_organisation))
