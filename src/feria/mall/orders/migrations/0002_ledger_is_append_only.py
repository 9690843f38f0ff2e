"""Refunds that are due, the dummy gateway's books, and a ledger in which nothing is posted twice or changed."""

from django.db import migrations, models

from feria.mall.kit.append_only import make_append_only


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DummyCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=64, unique=True)),
                ('order_number', models.CharField(max_length=32)),
                ('amount', models.PositiveBigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('return_url', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('open', 'Open'), ('captured', 'Captured'), ('failed', 'Failed'), ('refunded', 'Refunded')], default='open', max_length=10)),
                ('event_id', models.CharField(blank=True, max_length=64)),
                ('opened_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='payment',
            name='state',
            field=models.CharField(choices=[('started', 'Started'), ('captured', 'Captured'), ('failed', 'Failed'), ('refund_due', 'Refund Due'), ('refunded', 'Refunded')], default='started', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(fields=('journal', 'account'), name='posted_once'),
        ),
        make_append_only('orders_ledgerentry'),
    ]
