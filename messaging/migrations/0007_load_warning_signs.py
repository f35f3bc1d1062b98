"""The list of warning words the house starts with; the moderation edits it afterwards."""

import csv
from pathlib import Path

from django.db import migrations


def load(apps, schema_editor):
    """Read the packed list once; later versions of the file change nothing here."""
    sign = apps.get_model("messaging", "WarningSign")
    path = Path(__file__).parent.parent / "data" / "warning_signs.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        sign.objects.bulk_create([sign(**row) for row in csv.DictReader(rows)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_warning_signs")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
