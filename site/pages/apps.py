"""Starts the pages that show every wing."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Editors' page types and the desks that join the wings."""

    name = "pages"

    def ready(self) -> None:
        """Connect the receivers and say who somebody is in the menus."""
        from core import navigation
        from pages import audience, receivers  # noqa: F401 -- receivers connect themselves

        navigation.audience(audience.of)
