"""`manage.py load_places`: postal codes, places, Kreise, Länder and chambers from core/data/."""

from typing import Any

from django.core.management.base import BaseCommand

from core import actions


class Command(BaseCommand):
    """Load the place tables; running it again changes nothing."""

    help = "Loads postal codes, places, Kreise, states and chambers."

    def handle(self, **options: Any) -> None:
        """Load and say how much there is."""
        loaded = actions.load_places()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in loaded.items()))
