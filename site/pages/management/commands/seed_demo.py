"""`make seed`: the demo network, and on request a realistic volume of places."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pages.demo import seed, volume


class Command(BaseCommand):
    """Fills the demo network."""

    help = "Adds the demo network around Altenburg and Leipzig (demo mode only); --vacancies N adds N made places."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many made places, and from which random start."""
        parser.add_argument("--vacancies", type=int, default=0, help="places to make besides the written ones")
        parser.add_argument(
            "--seed", type=int, default=1, help="start of the random numbers; the same makes the same places"
        )

    def handle(self, *args: Any, vacancies: int, **options: Any) -> None:
        """Seed; refuse outside demo mode."""
        if not settings.DEMO:
            raise CommandError("Nur im Demo-Betrieb: hier gäbe es sonst erfundene Menschen unter echten.")
        counts = seed.run()
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()))
        if vacancies:
            made = volume.make(vacancies, seed=options["seed"], say=self.stdout.write)
            self.stdout.write(f"{made} places made; run rebuild_search to index them")
