"""Everything that changes a watch list, a saved search or the tables of German words."""

from search.actions.language import announce_language, load_language
from search.actions.saved import (
    MAX_ITEMS,
    ListFull,
    clear_deleted,
    delete,
    note_news,
    pause,
    restore,
    resume,
    save_search,
    set_rhythm,
    unwatch,
    watch,
)

__all__ = [
    "MAX_ITEMS",
    "ListFull",
    "announce_language",
    "clear_deleted",
    "delete",
    "load_language",
    "note_news",
    "pause",
    "restore",
    "resume",
    "save_search",
    "set_rhythm",
    "unwatch",
    "watch",
]
