"""Pages of places, days, applications and the desk of the firm."""
