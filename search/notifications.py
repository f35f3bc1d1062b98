"""The notice of the search, in the words of the catalogue."""

from django.utils.translation import gettext_lazy as _

from messaging.notifications import Kind, Topic, register

# The mail has a stop link for each search and is written in search/alerts.py, so the kind itself sends none.
SAVED_SEARCH = register(
    Kind(
        "saved_search",
        _("Neu zu deiner Suche: %(label)s"),
        _("%(n)s neue Treffer."),
        push=_("Zu einer Suche gibt es Neues."),
        topic=Topic.PLACES,
        name=_("Neues zu gespeicherten Suchen"),
    )
)
