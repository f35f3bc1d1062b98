"""The tables of German words as the database holds them; the shipped ones until they were loaded."""

from search.language import Language, shipped
from search.models import LanguageState
from search.models.language import TABLES


def version() -> int:
    """A number that rises with every change of a table; 0 before the tables are loaded."""
    return LanguageState.objects.order_by("pk").values_list("version", flat=True).first() or 0


def stored() -> Language:
    """All words in use: one query a table."""
    if not version():
        return shipped()
    entries = {
        table.TABLE: frozenset(row.entry for row in table._default_manager.filter(is_used=True)) for table in TABLES
    }
    return Language(**entries)
