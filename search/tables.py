"""The tables of German words as the database holds them; the shipped ones until they were loaded."""

from typing import Any

from search.language import Language, shipped
from search.models import LanguageState
from search.models.language import LanguageWord
from search.models.tables import TABLES


def version() -> int:
    """A number that rises with every change of a table; 0 before the tables are loaded."""
    return LanguageState.objects.order_by("pk").values_list("version", flat=True).first() or 0


def stored() -> Language:
    """All words in use: one query a table."""
    if not version():
        return shipped()
    return Language(**{table.TABLE: _entries(table) for table in TABLES})


def _entries(table: type[LanguageWord]) -> frozenset[Any]:
    rows = list(table._default_manager.all())
    if not rows:  # a table newer than the last load
        return frozenset(getattr(shipped(), table.TABLE))
    return frozenset(row.entry for row in rows if row.is_used)
