"""Saved searches remember what answered when they were saved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0009_words_for_places")]

    operations = [
        migrations.AddField(
            model_name="savedsearch", name="knows_all", field=models.BooleanField(default=False)
        ),
    ]
