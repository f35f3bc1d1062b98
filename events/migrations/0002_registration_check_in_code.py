"""Every registration gets a ticket code of 128 bits; rows that stand already get theirs here."""

from django.db import migrations, models

from events.models.registration import new_code


def give_codes(apps, schema_editor):
    """One code a row: a default in the schema would give all rows the same."""
    Registration = apps.get_model("events", "Registration")
    for pk in Registration.objects.filter(check_in_code=None).order_by("pk").values_list("pk", flat=True).iterator():
        Registration.objects.filter(pk=pk).update(check_in_code=new_code())


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.AddField(
            "registration",
            "check_in_code",
            models.CharField(max_length=32, null=True, editable=False),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
