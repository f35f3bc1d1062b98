"""Starts the pages that show every wing."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Editors' page types and the desks that join the wings."""

    name = "pages"

    def ready(self) -> None:
        """Connect the receivers."""
        from pages import receivers  # noqa: F401, PLC0415 -- needs loaded models
