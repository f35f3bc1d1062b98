"""`manage.py make_push_key`: a fresh key for web push, as lines for the environment."""

from typing import Any

from django.core.management.base import BaseCommand

from core import sealing


class Command(BaseCommand):
    """Print a new key; it is kept nowhere, and nothing changes until the environment names it."""

    help = "Print a fresh key for web push (PUSH_KEY) and its public half."

    def handle(self, *args: Any, **options: Any) -> None:
        """The public half is for the curious: it follows from the private one."""
        word = sealing.new_key()
        self.stdout.write(f"PUSH_KEY={word}")
        self.stdout.write(f"# public: {sealing.words(sealing.point_of(sealing.key_from(word)))}")
