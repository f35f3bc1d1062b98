"""What search holds of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, declare

declare(
    Holding("search.WatchItem", ("user",), title=_("Merkliste"), columns=("kind", "key", "added_at"), deletes=True),
    Holding(
        "search.SavedSearch",
        ("user",),
        title=_("Gespeicherte Suchen"),
        columns=("label", "rhythm", "created_at", "paused_at"),
        deletes=True,
    ),
)
