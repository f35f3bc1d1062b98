"""Signed-in pairs of a pupil and a firm, one JSON object a line: the seam for clients from outside."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pages.demo import pairs


class Command(BaseCommand):
    """Makes pairs with one open conversation each and prints how to be them."""

    help = "Makes N pairs of a grown-up pupil and a firm with an open conversation; prints conversation and cookies."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many pairs; `--json` leaves out the closing line for people."""
        parser.add_argument("--pairs", type=int, default=1, help="how many pairs, counted from 1")
        parser.add_argument("--json", action="store_true", help="nothing but one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print; refuse outside demo mode."""
        if not settings.DEMO:
            raise CommandError("Nur im Demo-Betrieb: hier gäbe es sonst erfundene Menschen unter echten.")
        if options["pairs"] < 1:
            raise CommandError("--pairs braucht eine Zahl ab 1.")
        for pair in pairs.make(options["pairs"]):
            self.stdout.write(json.dumps(pair))
        if not options["json"]:
            self.stderr.write(f"{options['pairs']} pairs")
