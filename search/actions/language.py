"""Brings the shipped tables of German words into the database, and tells everybody when a table changed."""

from typing import Any

from django.db import transaction
from django.db.models import F

from search import language, vocabulary
from search.language import Language
from search.models import LanguageState
from search.models.language import LanguageWord
from search.models.tables import TABLES


@transaction.atomic
def load_language(*, by: Any = None) -> dict[str, int]:
    """Bring every table to the state of its file; a row that a person has edited stays. Returns rows per table."""
    _state, is_first = LanguageState.objects.get_or_create(pk=1)
    counts = {table.TABLE: _settle(table, language.shipped(), drop=not is_first) for table in TABLES}
    announce_language()
    return counts


def announce_language() -> None:
    """Inside a transaction: raise the stamp that all processes watch.

    The first change ever brings the shipped tables in before, so that a single row never stands for a whole table.
    """
    if not LanguageState.objects.filter(pk=1).exists():
        load_language()
    LanguageState.objects.filter(pk=1).update(version=F("version") + 1)
    transaction.on_commit(vocabulary.renew)


def _settle(table: type[LanguageWord], shipped: Language, *, drop: bool) -> int:
    """Add what is new, correct what nobody edited, drop what left the file; returns how many rows there are."""
    wanted = {row.word: row for row in map(table.of, sorted(getattr(shipped, table.TABLE), key=repr))}
    known = {row.word: row for row in table._default_manager.all()}
    dropped = {word for (word,) in table.versions("word")}  # a person made another word of it
    table._default_manager.bulk_create([row for word, row in wanted.items() if word not in {*known, *dropped}])
    untouched = [row for row in known.values() if row.latest_revision_id is None]
    if drop:
        table._default_manager.filter(pk__in=[row.pk for row in untouched if row.word not in wanted]).delete()
    stale = [row for row in untouched if row.word in wanted and row.entry != wanted[row.word].entry]
    for row in stale:
        for name in table.CARRIED:
            setattr(row, name, getattr(wanted[row.word], name))
    if stale:
        table._default_manager.bulk_update(stale, table.CARRIED)
    return table._default_manager.count()
