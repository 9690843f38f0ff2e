"""Movements tell why stock changed; what was told is never changed or deleted."""

from django.db import migrations

from feria.mall.kit.append_only import make_append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]

    operations = [make_append_only("stock_stockmovement")]
