"""What is measured, one file a question; `make bench` runs all, `make bench ARGS="product"` one. Never part of a test."""
