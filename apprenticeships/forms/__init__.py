"""Forms: they turn what people type into values and ask the database nothing the view already knows."""
