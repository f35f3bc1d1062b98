"""An organisation may say when it usually answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_network_journey_address")]

    operations = [
        migrations.AddField(
            "organisation",
            "answers",
            models.CharField(
                "antwortet meist",
                blank=True,
                choices=[
                    ("early", "morgens vor der Arbeit"),
                    ("daytime", "tagsüber aus dem Büro"),
                    ("noon", "in der Mittagspause"),
                    ("evening", "abends nach Feierabend"),
                    ("weekend", "am Wochenende"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
