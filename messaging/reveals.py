"""What pupils opened in conversations, for the page of their own data."""

from collections.abc import Iterator
from typing import Any

from accounts.reveals import Reveal
from messaging.models import ContactShare


def of_shares(pupil: Any) -> Iterator[Reveal]:
    """Contact fields opened to organisations, taken back ones too; one query."""
    rows = ContactShare.objects.visible_to(pupil).filter(pupil=pupil).select_related("organisation")
    for row in rows.order_by("-since", "-pk"):
        yield Reveal(row.since, row.organisation.name, str(row.get_field_display()), until=row.until)
