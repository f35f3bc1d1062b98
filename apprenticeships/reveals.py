"""What pupils opened by sending applications, for the page of their own data."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from accounts.person import APPLIED
from accounts.reveals import Reveal
from apprenticeships.models import Application

State = Application.State


def of_applications(pupil: Any) -> Iterator[Reveal]:
    """Sent applications, taken back ones with the moment the firm lost sight of them; one query."""
    gone = Q(events__after__in=Application.HIDDEN_FROM_FIRM, events__before__in=_SEEN_STATES)
    rows = Application.objects.visible_to(pupil).filter(pupil=pupil, submitted_at__isnull=False)
    for row in rows.with_place().annotate(gone_at=Min("events__at", filter=gone)).order_by("-submitted_at", "-pk"):
        yield Reveal(
            row.submitted_at or row.created_at,
            row.vacancy.organisation.name,
            _what(row),
            until=row.gone_at if row.state in Application.HIDDEN_FROM_FIRM else None,
            url=row.get_absolute_url(),
        )


_SEEN_STATES = [state for state in State.values if state not in Application.HIDDEN_FROM_FIRM]


def _what(row: Application) -> str:
    place = row.vacancy.trade.label
    if row.name_on_invitation and row.reveal_level < APPLIED:
        return _("Bewerbung (%(place)s): gewählter Name und Antworten, Nachname erst bei Einladung") % {"place": place}
    return _("Bewerbung (%(place)s): voller Name und Antworten") % {"place": place}
