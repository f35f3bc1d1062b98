"""What the search itself stores: one noun a file, all names here."""

from search.models.index import DocumentVersion, IndexTarget, PendingWrite
from search.models.saved import SavedSearch, SearchAlert, SearchBucket, WatchItem

__all__ = [
    "DocumentVersion",
    "IndexTarget",
    "PendingWrite",
    "SavedSearch",
    "SearchAlert",
    "SearchBucket",
    "WatchItem",
]
