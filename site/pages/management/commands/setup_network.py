"""Starts an empty real region instead of the demo: Kreise, chamber, contact, imprint, first administrator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from core import journey
from pages import region


class Command(BaseCommand):
    """Sets a real network up."""

    help = "Sets up a real local network: --name, --kreise (AGS, comma separated), contact, imprint, --admin (mail)."

    def add_arguments(self, parser: CommandParser) -> None:
        """All facts of the region; nothing is guessed."""
        parser.add_argument("--name", required=True, help="for example: Handwerksnetz Muldental")
        parser.add_argument("--kreise", required=True, help="AGS of the Kreise, five digits each, separated by commas")
        parser.add_argument("--contact", required=True, help="name of the person who answers the telephone")
        parser.add_argument("--phone", required=True)
        parser.add_argument("--hours", default="")
        parser.add_argument("--email", required=True)
        parser.add_argument("--journey", default="", help="journey planner: https://…?to={to}&date={date}&time={time}")
        parser.add_argument("--imprint", required=True, help="name and address of the operator, as it must be printed")
        parser.add_argument("--admin", required=True, help="mail address of the first administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the addresses, set the region up, say what was made."""
        for name in ("email", "admin"):
            try:
                validate_email(options[name])
            except ValidationError:
                raise CommandError(f"--{name}: {options[name]} ist keine E-Mail-Adresse.") from None
        if options["journey"]:
            try:
                journey.check(options["journey"])
            except ValidationError as fault:
                raise CommandError(f"--journey: {fault.messages[0]}") from None
        wanted = [code.strip() for code in options["kreise"].split(",") if code.strip()]
        try:
            network = region.set_up(kreise=wanted, **{name: options[name] for name in region.FACTS})
        except region.UnknownDistrict as error:
            raise CommandError(
                f"Unbekannter Kreis: {error}. Gebraucht werden fünfstellige Schlüssel, zum Beispiel 16077."
            ) from None
        self.stdout.write(f"{network} steht: {network.get_absolute_url()}")
        self.stdout.write(f"Anmelden: /konto/anmelden/ mit {options['admin']}; der Code kommt per Mail.")
