"""`manage.py rebuild_search`: a new index beside the live one, verified, then switched to in one step."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import rebuilding
from search.engine import Unavailable
from search.query import KINDS


class Command(BaseCommand):
    """Safe to kill and to run again: until the switch the old index stays live."""

    help = "Builds the search index anew from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """One kind, whether to accept a much smaller index, and the way back."""
        parser.add_argument("--kind", choices=KINDS)
        parser.add_argument("--engine", choices=("embedded", "elasticsearch"), help="build only this one's index anew")
        parser.add_argument("--rollback", action="store_true", help="search the index before again")
        parser.add_argument("--force", action="store_true", help="accept an index with far fewer documents")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, or say why not with exit code 1."""
        started = time.monotonic()
        try:
            if options["rollback"]:
                self.stdout.write(f"Search index is {rebuilding.roll_back()} again")
                return
            counts = rebuilding.rebuild(options["kind"], force=options["force"], engine=options["engine"])
        except (rebuilding.Refused, Unavailable, LookupError) as reason:
            raise CommandError(str(reason)) from reason
        listed = ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "no documents declared"
        self.stdout.write(f"Search index rebuilt in {time.monotonic() - started:.1f} s: {listed}")
