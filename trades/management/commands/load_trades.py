"""Loads trades, words, Gewerke, pay and neighbours from the reference files."""

from django.core.management.base import BaseCommand

from trades import actions


class Command(BaseCommand):
    """May run any number of times; editors' words stay."""

    help = "Load the 125 trades with their words, pay and neighbours."

    def handle(self, *args, **options) -> None:
        """Load and say how many rows there are."""
        loaded = actions.load_trades()
        proposed = actions.propose_neighbours()
        self.stdout.write(
            f"{loaded.trades} Berufe, {loaded.synonyms} Wörter, {loaded.categories} Gewerke, "
            f"{loaded.pay_rates} Vergütungen, {loaded.neighbours} Nachbarberufe, {proposed} neue Vorschläge"
        )
