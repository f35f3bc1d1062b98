"""Conversations under load: clients that record what they saw, a checker that believes only records and rows."""
