"""Wing two: guild events as Wagtail pages, their dates, registrations, waiting list and classes."""
