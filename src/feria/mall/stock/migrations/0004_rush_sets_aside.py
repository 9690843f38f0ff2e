"""Sessions set their units aside. Those planned before, which set nothing aside, are closed out: extended, they do."""

import django.db.models.expressions
from django.db import migrations, models

COUNT = """
    UPDATE stock_rushitem SET closed_out_at = CURRENT_TIMESTAMP,
        sold = (SELECT coalesce(sum(h.quantity), 0) FROM stock_hold AS h WHERE h.session_id = stock_rushitem.session_id
            AND h.item_id = stock_rushitem.item_id AND h.state = 'allocated'),
        released = (SELECT coalesce(sum(h.quantity), 0) FROM stock_hold AS h
            WHERE h.session_id = stock_rushitem.session_id AND h.item_id = stock_rushitem.item_id
            AND h.state = 'released')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_popularity'),
        ('stock', '0003_the_teller'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rushitem',
            name='rush_within_its_units',
        ),
        migrations.RemoveConstraint(
            model_name='stockitem',
            name='never_sold_twice',
        ),
        migrations.AddField(
            model_name='rushitem',
            name='closed_out_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rushitem',
            name='is_offered',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='rushitem',
            name='released',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rushitem',
            name='remaining',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rushitem',
            name='sold',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rushsession',
            name='early_level',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='rushsession',
            name='early_opens_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rushsession',
            name='plan',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='stockitem',
            name='set_aside',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='rushitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remaining', 0), ('units__isnull', True)), models.Q(('units__gte', django.db.models.expressions.CombinedExpression(models.F('taken'), '+', models.F('remaining'))), ('units__isnull', False)), _connector='OR'), name='rush_within_its_units'),
        ),
        migrations.AddConstraint(
            model_name='rushitem',
            constraint=models.CheckConstraint(condition=models.Q(('taken__gte', models.F('sold'))), name='rush_sold_what_was_taken'),
        ),
        migrations.AddConstraint(
            model_name='rushsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('early_level__isnull', True), ('early_opens_at__isnull', True)), models.Q(('early_level__isnull', False), ('early_opens_at__isnull', False), ('early_opens_at__lte', models.F('opens_at'))), _connector='OR'), name='rush_opens_early_for_some'),
        ),
        migrations.AddConstraint(
            model_name='stockitem',
            constraint=models.CheckConstraint(condition=models.Q(('received__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('held'), '+', models.F('sold')), '+', models.F('set_aside')))), name='never_sold_twice'),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
