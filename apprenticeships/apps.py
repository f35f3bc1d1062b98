"""The wing of places: what firms offer and what pupils do with it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprenticeshipsConfig(AppConfig):
    """Connects receivers and the registries of the lower floors."""

    name = "apprenticeships"
    verbose_name = _("Plätze und Bewerbungen")

    def ready(self) -> None:
        """Hear the lower floors and tell them what a conversation of ours is about."""
        from apprenticeships import receivers

        receivers.connect()
