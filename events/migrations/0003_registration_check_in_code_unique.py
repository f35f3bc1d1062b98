"""No two tickets share a code. Apart from the filling: PostgreSQL alters no table with pending row changes."""

from django.db import migrations, models

from events.models.registration import new_code


class Migration(migrations.Migration):
    dependencies = [("events", "0002_registration_check_in_code")]

    operations = [
        migrations.AlterField(
            "registration",
            "check_in_code",
            models.CharField(max_length=32, unique=True, default=new_code, editable=False),
        ),
    ]
