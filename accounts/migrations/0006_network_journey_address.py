"""A network may name the journey planner of its region."""

from django.db import migrations, models

import core.journey


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_organisation_listed_at")]

    operations = [
        migrations.AddField(
            "network",
            "journey_address",
            models.CharField(
                "Adresse der Fahrplanauskunft", blank=True, default="", max_length=300, validators=[core.journey.check]
            ),
            preserve_default=False,
        ),
    ]
