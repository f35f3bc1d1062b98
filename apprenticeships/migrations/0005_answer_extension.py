from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('apprenticeships', '0004_second_answer_clock'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='extended_until',
            field=models.DateField(null=True),
        ),
    ]
