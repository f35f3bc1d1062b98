"""Engines behind the one contract of `search.engine`."""
