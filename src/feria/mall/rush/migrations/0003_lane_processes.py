from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rush", "0002_turned_away")]

    operations = [
        migrations.CreateModel(
            name="LaneProcess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("waiting", models.PositiveIntegerField()),
                ("pace_ms", models.FloatField()),
                ("served", models.PositiveBigIntegerField()),
                ("in_room", models.PositiveIntegerField()),
                ("valkey", models.CharField(max_length=4)),
                ("told_at", models.DateTimeField()),
            ],
        ),
    ]
