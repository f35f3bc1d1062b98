"""What /health shows of an index: since when a change waits, the last rebuild, the last comparison."""

from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [("search", "0005_saved_search")]

    operations = [
        migrations.AddField("indextarget", "rebuilt_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("indextarget", "audited_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("indextarget", "drift_found", models.PositiveIntegerField(default=0)),
        migrations.AddField("indextarget", "drift_left", models.PositiveIntegerField(default=0)),
        migrations.AddField("pendingwrite", "owed_at", models.DateTimeField(default=core.clock.now)),
    ]
