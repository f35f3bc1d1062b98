"""`manage.py rebuild_search`: a new index beside the live one, verified, then switched to in one step."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import writer
from search.engine import Unavailable
from search.query import KINDS


class Command(BaseCommand):
    """Safe to kill and to run again: until the switch the old index stays live."""

    help = "Builds the search index anew from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """One kind, and whether to accept a much smaller index."""
        parser.add_argument("--kind", choices=KINDS)
        parser.add_argument("--force", action="store_true", help="accept an index with far fewer documents")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, or say why not with exit code 1."""
        started = time.monotonic()
        try:
            counts = writer.rebuild(options["kind"], force=options["force"])
        except (writer.Refused, Unavailable, LookupError) as reason:
            raise CommandError(str(reason)) from reason
        listed = ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "no documents declared"
        self.stdout.write(f"Search index rebuilt in {time.monotonic() - started:.1f} s: {listed}")
