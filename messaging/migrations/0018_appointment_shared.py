from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0017_ring_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='shared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
