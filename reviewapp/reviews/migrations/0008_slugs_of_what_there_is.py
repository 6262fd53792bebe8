from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0007_slug_and_who_took_off'),
        ('lenses', '0001_initial'),
    ]

    operations = [
        # Of two lenses with one alias the older review keeps it.
        migrations.RunSQL(
            """
            UPDATE reviews_lensreview SET slug = found.slug
            FROM (
                SELECT review.id, lens.alias || CASE WHEN row_number() OVER same = 1 THEN ''
                    ELSE '-' || row_number() OVER same END AS slug
                FROM reviews_lensreview AS review
                JOIN lenses_lensversion AS version ON version.id = review.version_id
                JOIN lenses_lens AS lens ON lens.id = version.lens_id
                WINDOW same AS (
                    PARTITION BY review.workload_id, lens.alias ORDER BY review.created_at, review.id
                )
            ) AS found
            WHERE found.id = reviews_lensreview.id
            """,
            migrations.RunSQL.noop,
        ),
    ]
