"""Tell all browsers that an older copy of the database is back: they drop what they hold and read anew."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging import actions


class Command(BaseCommand):
    """Run once after a backup was restored, before the web servers start."""

    help = "Gives every conversation a new epoch after a restored backup."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many conversations were marked."""
        self.stdout.write(f"{actions.begin_epoch()} conversations begin a new epoch")
