from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_cart_stays")]

    operations = [
        migrations.AddField("order", "prices_kept_until", models.DateTimeField(null=True, blank=True)),
    ]
