"""`manage.py retention [--dry-run]`: forget what is older than its rule allows, or only count it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import retention


class Command(BaseCommand):
    """What the schedule does each night, by hand."""

    help = "Forgets what is older than its rule allows; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        """Print a line for each rule."""
        for line in retention.run(dry=dry_run):
            self.stdout.write(f"{line.count:>6}  {line.name}: {line.says}")
