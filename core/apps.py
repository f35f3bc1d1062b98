"""Starts the ground floor: system checks, and the tasks modules of all apps."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Core."""

    name = "core"
    verbose_name = "Grundlage"

    def ready(self) -> None:
        """Register the checks, and find every `<app>/tasks.py`: a post without its handler must fail in the web too."""
        from core import checks  # noqa: F401 -- registers itself; needs loaded settings

        autodiscover_modules("tasks")
