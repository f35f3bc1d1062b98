"""What the search itself stores: one noun a file, all names here."""

from search.models.index import DocumentVersion, IndexTarget, PendingWrite
from search.models.language import (
    HeadWord,
    KnownWord,
    LanguageState,
    PartWord,
    QuestionPhrase,
    RefusalWord,
    StopWord,
    TailWord,
    WordForm,
)
from search.models.saved import SavedSearch, SearchAlert, SearchBucket, WatchItem

__all__ = [
    "DocumentVersion",
    "HeadWord",
    "IndexTarget",
    "KnownWord",
    "LanguageState",
    "PartWord",
    "PendingWrite",
    "QuestionPhrase",
    "RefusalWord",
    "SavedSearch",
    "SearchAlert",
    "SearchBucket",
    "StopWord",
    "TailWord",
    "WatchItem",
    "WordForm",
]
