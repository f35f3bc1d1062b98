"""What is measured, one file a question; `make bench ARGS="product"` runs one of them. Never part of a test."""
