"""Pages of messaging, one file a place: conversations, notices, reports, moderation."""
