"""Check the stored conversations from outside: one JSON line each, exit 1 where something is missing or double."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from messaging.audit import audit


class Command(BaseCommand):
    """`messages_audit [--conversation UUID]`."""

    help = "Check numbers and keys of all conversations."

    def add_arguments(self, parser: CommandParser) -> None:
        """One conversation, or all."""
        parser.add_argument("--conversation", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print findings; leave with 1 at a gap or a duplicate."""
        is_broken = False
        for found in audit(options["conversation"]):
            self.stdout.write(json.dumps(found))
            is_broken |= bool(found["gaps"] or found["duplicate_keys"])
        if is_broken:
            raise SystemExit(1)
