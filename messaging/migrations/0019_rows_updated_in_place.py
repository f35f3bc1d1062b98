"""Every message updates one conversation and one seat: no index in the way, and room beside each row on PostgreSQL."""

from django.db import migrations

# Percent of a page that is filled when a row is first written; the rest is for its next versions.
FILLED = 50
UPDATED_OFTEN = ("messaging_conversation", "messaging_participation")


def leave_room(apps, schema_editor):
    """Pages written from now on are filled half."""
    _fill(schema_editor, f"SET (fillfactor = {FILLED})")


def fill(apps, schema_editor):
    """Pages are filled again."""
    _fill(schema_editor, "RESET (fillfactor)")


def _fill(schema_editor, how):
    if schema_editor.connection.vendor == "postgresql":
        for table in UPDATED_OFTEN:
            schema_editor.execute(f"ALTER TABLE {table} {how}")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0018_appointment_shared")]

    operations = [
        migrations.RemoveIndex(model_name="conversation", name="conversation_of_pupil"),
        migrations.RemoveIndex(model_name="conversation", name="conversation_of_organisation"),
        migrations.RunPython(leave_room, fill),
    ]
