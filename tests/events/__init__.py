"""Tests of the events wing."""
