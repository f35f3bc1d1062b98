"""What follows when an editor saves a word of a table: every process learns of it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from search.actions import announce_language
from search.models.tables import TABLES


def connect() -> None:
    """Listen to all tables of German words."""
    for table in TABLES:
        for signal in (post_save, post_delete):
            signal.connect(language_changed, sender=table, dispatch_uid=f"language_{table.__name__}_{id(signal)}")


def language_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Raise the stamp, unless only the version of a row was noted."""
    if kwargs.get("raw") or kwargs.get("update_fields") == frozenset({"latest_revision"}):
        return
    with transaction.atomic():
        announce_language()
