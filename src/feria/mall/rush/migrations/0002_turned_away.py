from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rush", "0001_reminders")]

    operations = [
        migrations.CreateModel(
            name="TurnedAway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.CharField(max_length=32)),
                ("reason", models.CharField(max_length=20)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "reason"), name="turned_away_once_for_each_reason")
                ],
            },
        ),
    ]
