"""`manage.py load_travel_times file.csv[.gz]`: minutes by bus and train from a timetable (docs/operations.md)."""

import gzip
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import actions, timetable


class Command(BaseCommand):
    """Load a table of travel times, go back to the one before, or claim nothing any more."""

    help = "Loads travel times from a CSV file; the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file, or one of the two ways back."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", type=Path, help="CSV, may end in .gz: " + ",".join(timetable.COLUMNS))
        what.add_argument("--rollback", action="store_true", help="make the table before this one live again")
        what.add_argument("--drop", action="store_true", help="remove all tables: bus and train are unknown again")

    def handle(self, *, file: Path | None, rollback: bool, drop: bool, **options: Any) -> None:
        """Do it and say what is live."""
        if drop:
            self.stdout.write(f"{actions.drop_travel_times()} tables removed")
        elif rollback:
            self._roll_back()
        elif file is not None:
            self._load(file)

    def _load(self, file: Path) -> None:
        opened = gzip.open if file.suffix == ".gz" else open
        try:
            with opened(file, "rt", encoding="utf-8-sig", newline="") as lines:
                table, is_new = actions.load_travel_times(lines, name=file.name)
        except timetable.BadTable as bad:
            raise CommandError("\n".join([f"{file.name}: nothing was loaded", *bad.faults])) from bad
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file.name}: cannot be read ({type(fault).__name__})") from fault
        self.stdout.write(f"{table.name}: {table.ways} ways {'live' if is_new else 'unchanged'}")

    def _roll_back(self) -> None:
        table = actions.roll_back_travel_times()
        if table is None:
            raise CommandError("no table before this one is kept")
        self.stdout.write(f"{table.name}: {table.ways} ways live again")
