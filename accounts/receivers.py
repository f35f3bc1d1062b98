"""What accounts hears from elsewhere."""
