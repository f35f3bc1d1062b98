"""Tests of the trades."""
