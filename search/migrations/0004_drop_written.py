from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_carry_waiting_writes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='documentversion',
            name='version_waiting',
        ),
        migrations.RemoveField(
            model_name='documentversion',
            name='written',
        ),
    ]
