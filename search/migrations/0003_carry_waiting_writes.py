from pathlib import Path

from django.conf import settings
from django.db import migrations
from django.db.models import F
from django.utils import timezone


def carry(apps, schema_editor):
    """What the embedded index still lacks becomes rows of its own."""
    versions = apps.get_model("search", "DocumentVersion").objects
    if not versions.exists() and not (Path(settings.SEARCH_DIR) / "CURRENT").exists():
        return
    target = apps.get_model("search", "IndexTarget").objects.create(name="embedded", state="live")
    pending = apps.get_model("search", "PendingWrite")
    pending.objects.bulk_create(
        pending(target=target, kind=row.kind, key=row.key, version=row.version, due_at=timezone.now())
        for row in versions.filter(written__lt=F("version")).order_by("pk")
    )


def bring_back(apps, schema_editor):
    """Everything counts as written but what still waits."""
    versions = apps.get_model("search", "DocumentVersion").objects
    versions.update(written=F("version"))
    for row in apps.get_model("search", "PendingWrite").objects.order_by("pk"):
        versions.filter(kind=row.kind, key=row.key).update(written=0)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_index_targets'),
    ]

    operations = [
        migrations.RunPython(carry, bring_back),
    ]
