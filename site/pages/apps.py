"""Starts the pages that show every wing."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Editors' page types and the desks that join the wings."""

    name = "pages"
