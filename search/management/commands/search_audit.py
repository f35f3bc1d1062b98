"""`manage.py search_audit`: index and database compared, one JSON line per kind."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import drift
from search.engine import Unavailable


class Command(BaseCommand):
    """Exit code 0 when nothing differs (after a repair too), else 1."""

    help = "Compares the search index with the database and can repair it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to repair."""
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the comparison."""
        try:
            found = drift.audit(repair=options["repair"])
        except Unavailable as reason:
            raise CommandError(str(reason)) from reason
        in_charge = found[0].target if found else None
        for one in found:
            # The embedded index that stands by for the cluster is named, the engine in charge is meant without a name.
            named = {} if one.target == in_charge else {"target": one.target.name}
            self.stdout.write(json.dumps(one.as_line() | named))
        if not all(one.is_clean for one in found):
            sys.exit(1)
