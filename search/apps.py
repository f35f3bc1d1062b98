"""Finds what every app declares about its documents."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """The search app; `<app>/documents.py` of every installed app is imported once all models are there."""

    name = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        """Import the document declarations of all apps and listen to changed words."""
        from core import health
        from search import receivers, vitals

        autodiscover_modules("documents")
        receivers.connect()
        health.register("search", vitals.condition, vitals.facts)
