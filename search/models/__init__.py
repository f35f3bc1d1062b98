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
from search.models.places import ForeignPlace, OtherName
from search.models.saved import SavedSearch, SearchAlert, SearchBucket, WatchItem

__all__ = [
    "DocumentVersion",
    "ForeignPlace",
    "HeadWord",
    "IndexTarget",
    "KnownWord",
    "LanguageState",
    "OtherName",
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
