"""Finds what every app declares about its documents."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """The search app; `<app>/documents.py` of every installed app is imported once all models are there."""

    name = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        """Import the document declarations of all apps and tell how the search is."""
        from core import health
        from search import vitals

        autodiscover_modules("documents")
        health.register("search", vitals.condition, vitals.facts)
