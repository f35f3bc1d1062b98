"""Everything between a fresh clone and a running site, each step only when it is due."""

from typing import Any

from django.core.management.base import BaseCommand

from pages import preparation


class Command(BaseCommand):
    """Migrates, loads reference data, seeds the demo network, collects static files, builds the index."""

    help = "Prepares the installation; running it again does only what is left to do."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all due steps and say what was done."""
        preparation.run(say=self.stdout.write)
        self.stdout.write("Bereit.")
