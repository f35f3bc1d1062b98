"""What one would take off the shelf instead of the product's search, each built as its own documentation says."""
