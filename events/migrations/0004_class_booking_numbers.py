"""A class booking counts the consents at school and the heads at the door."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0003_registration_check_in_code_unique")]

    operations = [
        migrations.AddField(
            "classbooking",
            "consents",
            models.PositiveSmallIntegerField("Zustimmungen, die vorliegen", default=0),
        ),
        migrations.AddField("classbooking", "came", models.PositiveSmallIntegerField("Wie viele da waren", null=True)),
        migrations.AddConstraint(
            "classbooking",
            models.CheckConstraint(
                condition=models.Q(("consents__lte", models.F("seats"))), name="not_more_consents_than_seats"
            ),
        ),
    ]
