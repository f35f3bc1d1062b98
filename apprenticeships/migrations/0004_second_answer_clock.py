from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('apprenticeships', '0003_printout'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='clock_from',
            field=models.DateTimeField(null=True),
        ),
    ]
