"""`manage.py outbox`: what waits, what is quarantined; `--release` gives quarantined rows another life."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import outbox
from core.models import OutboxRow


class Command(BaseCommand):
    """Show and release."""

    help = "Shows the outbox; --release tries quarantined rows again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--release`."""
        parser.add_argument("--release", action="store_true", help="try quarantined rows again")

    def handle(self, *, release: bool, **options: Any) -> None:
        """Print one line with the figures and one for each quarantined row."""
        if release:
            self.stdout.write(f"released: {outbox.release()}")
        stuck = OutboxRow.objects.filter(quarantined_at__isnull=False)
        self.stdout.write(f"waiting: {outbox.waiting().count()}, quarantined: {stuck.count()}")
        for row in stuck[:100]:
            self.stdout.write(f"{row.pk} {row.kind} {row.handler}: {row.fault}")
