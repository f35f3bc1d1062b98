"""Everything that changes places, days, bookings and applications; one noun a file, nothing else writes."""
