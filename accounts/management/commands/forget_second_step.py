"""`manage.py forget_second_step somebody@example.org`: for whoever lost the telephone and the emergency codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    """After the person was recognised on the telephone: the next sign-in asks for the mailed code alone."""

    help = "Takes the second step of a person away; all sessions end and the person is told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        """Find and forget."""
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        if not actions.forget_second_step(person):
            raise CommandError("This person has no second step.")
        self.stdout.write("Forgotten. The person sets it up anew at the next look at a minor's documents.")
