"""Tests mirror the packages; see docs/style.md."""
