from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0012_refunds_by_line_and_declared_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='productuse',
            name='priced_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='productuse',
            index=models.Index(condition=models.Q(('priced_until__isnull', False)), fields=['priced_until'], name='use_priced'),
        ),
        migrations.AddIndex(
            model_name='offerlink',
            index=models.Index(condition=models.Q(('pseudonym__isnull', False)), fields=['issued_at'], name='link_of_somebody'),
        ),
        migrations.RunSQL(
            """
            UPDATE referrals_productuse u
               SET priced_until = '2026-01-01 00:00:00+00'
              FROM referrals_product p
             WHERE p.id = u.product_id AND p.sale_price_minor IS NOT NULL AND coalesce(p.sale_from, p.sale_until) IS NOT NULL
            """,
            migrations.RunSQL.noop,
        ),
    ]
